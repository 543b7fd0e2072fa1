/// A counter of the processor's time, as DWT_CYCCNT is on a real Cortex-M4, which QEMU lacks: a
/// timer of the mps2-an386 that counts down at 25 MHz.
public enum CycleCounter {
    public static var hertz: UInt32 { 25_000_000 }

    @inline(__always) static var control: Register { Register(0x4000_1000) }
    @inline(__always) static var value: Register { Register(0x4000_1004) }
    @inline(__always) static var reload: Register { Register(0x4000_1008) }

    /// Ticks since some instant; wraps.
    @inline(__always) public static var now: UInt32 { ~value.value }

    public static func start() {
        reload.value = .max
        control.value = 1
    }

    /// Stands until `resume`; the emulated hardware's work is not the firmware's.
    ///
    /// - Returns: what `resume` wants to know.
    @inline(__always)
    public static func pause() -> UInt32 {
        let isCounting = control.value
        control.value = 0
        return isCounting
    }

    @inline(__always)
    public static func resume(_ paused: UInt32) { control.value = paused }
}
