/// A counter of the processor's time, as DWT_CYCCNT is on a real Cortex-M55, which QEMU lacks: the
/// system counter of the mps3-an547 (Arm SSE-300), 32 MHz. It drives the sample clock, so that it
/// cannot be stopped; what it counts while it should stand is taken off.
public enum CycleCounter {
    public static var hertz: UInt32 { 32_000_000 }

    /// Ticks that it should have stood, in memory of the emulated hardware.
    @inline(__always) static var stood: Register { Register(0x2100_3F04) }

    @inline(__always) static var count: UInt32 { Register(0x5800_0000).value }

    /// Ticks since some instant; wraps.
    @inline(__always) public static var now: UInt32 { count &- stood.value }

    public static func start() { Register(0x5810_0000).value = 1 }

    /// Stands until `resume`; the emulated hardware's work is not the firmware's.
    ///
    /// - Returns: what `resume` wants to know.
    @inline(__always)
    public static func pause() -> UInt32 { count }

    @inline(__always)
    public static func resume(_ paused: UInt32) { stood.value &+= count &- paused }
}
