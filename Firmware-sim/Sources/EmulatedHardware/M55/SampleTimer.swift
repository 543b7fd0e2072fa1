import Hardware

/// The board timer behind the sample clock: timer 0 of the mps3-an547's system counter (Arm SSE-300),
/// interrupt 3. It is set anew at each edge: QEMU hangs when it counts up by itself.
enum SampleTimer {
    private static var timer: UInt { 0x5800_0000 }
    private static var counterControl: Register { Register(0x5810_0000) }
    private static var control: Register { Register(timer + 0x2C) }
    /// When the next edge comes, and how many ticks lie between two: in the emulated hardware's memory.
    private static var next: RegisterPair { RegisterPair(0x2100_3F08) }
    private static var period: Register { Register(0x2100_3F10) }

    /// All times are multiples of four ticks, whole nanoseconds: QEMU hangs where they are not.
    static func start(ticks: UInt32) {
        counterControl.value = 1
        control.value = 0
        period.value = ticks & ~3
        next.value = RegisterPair(timer).value & ~3
        clearInterrupt()
        Processor.setPriority(ofInterrupt: 3, 0)
        Processor.enable.value = 1 << 3
        control.value = 1
    }

    static func clearInterrupt() {
        next.value += Int64(period.value)
        RegisterPair(timer + 0x20).value = next.value
    }
}
