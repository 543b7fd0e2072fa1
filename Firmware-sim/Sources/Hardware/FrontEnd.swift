import FixedPoint

/// The front end: sample clock, converters, sample FIFO. See the data sheet in docs/firmware.md.
public enum FrontEnd {
    static var base: UInt { 0x2100_0000 }

    /// 1: the sample clock runs. Reset value 0.
    @inline(__always) public static var run: Register { Register(base + 0x00) }
    /// Why the device was reset: `ResetCause`.
    @inline(__always) public static var resetCause: Register { Register(base + 0x04) }
    /// Channels to convert, 1 to `channelCountMax`.
    @inline(__always) public static var channels: Register { Register(base + 0x08) }
    /// Sampling rate in Hz as a fraction, both below 2^31.
    @inline(__always) public static var rateNumerator: Register { Register(base + 0x0C) }
    @inline(__always) public static var rateDenominator: Register { Register(base + 0x10) }
    /// Frames written to the FIFO since the clock runs; wraps.
    @inline(__always) public static var written: Register { Register(base + 0x14) }
    /// Frames taken from it; the firmware counts it up.
    @inline(__always) public static var taken: Register { Register(base + 0x18) }
    /// Index of the latest edge of the sample clock, whether or not a frame came of it. While the
    /// clock stands: of the edge before the first.
    @inline(__always) public static var frame: RegisterPair { RegisterPair(base + 0x20) }

    public static var fifoFrames: UInt32 { 8 }
    public static var channelCountMax: Int { 128 }
    static var entryStride: UInt { 0x110 }

    /// Place `index` of the FIFO, modulo its length: the frame's index.
    @inline(__always)
    public static func entryFrame(_ index: UInt32) -> RegisterPair {
        RegisterPair(entry(index))
    }

    /// The same place's counts, eight channels a word; unused places of the last word are 0.
    @inline(__always)
    public static func entryCounts(_ index: UInt32) -> UnsafeMutablePointer<CountLanes> {
        unsafe UnsafeMutablePointer(bitPattern: entry(index) + 16)!
    }

    @inline(__always)
    static func entry(_ index: UInt32) -> UInt {
        base + 0x100 + UInt(index % fifoFrames) * entryStride
    }
}

/// Why the device was reset.
public enum ResetCause {
    public static var powerOn: UInt32 { 1 }
    public static var brownOut: UInt32 { 2 }
    public static var watchdog: UInt32 { 3 }
}
