import Hardware

/// The board timer behind the sample clock: TIMER0 of the mps2-an386, at the cycle counter's rate,
/// interrupt 8.
enum SampleTimer {
    static func start(ticks: UInt32) {
        Register(0x4000_0000).value = 0
        Register(0x4000_0004).value = ticks - 1
        Register(0x4000_0008).value = ticks - 1
        Processor.setPriority(ofInterrupt: 8, 0)
        Processor.enable.value = 1 << 8
        Register(0x4000_0000).value = 1 | 8
    }

    static func clearInterrupt() { Register(0x4000_000C).value = 1 }
}
