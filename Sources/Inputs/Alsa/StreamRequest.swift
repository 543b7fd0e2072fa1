/// What is asked of a device.
public struct StreamRequest: Sendable {
    public var device: String
    public var channels: Int
    /// Frames per second, exactly.
    public var rateHertz: Int
    /// Nil takes the widest that the device has.
    public var format: SampleFormat?
    /// Frames between two wake-ups, exactly; nil takes the smallest of at least `periodSecondsMin`.
    public var periodFrames: Int?
    public var periodSecondsMin = 0.002
    /// Where the device leaves the choice, the period is a divisor of this many frames: the loop's
    /// hop, so that no hop ends in the middle of a period.
    public var frameMultiple = 1
    /// How much the device may hold before it overruns, or holds before it underruns; at least two
    /// periods are taken.
    public var bufferSeconds = 0.25

    public init(device: String, channels: Int, rateHertz: Int) {
        self.device = device
        self.channels = channels
        self.rateHertz = rateHertz
    }
}

/// What a device granted.
public struct StreamGrant: Sendable, Equatable {
    public var format: SampleFormat
    public var channels: Int
    public var rateHertz: Int
    public var periodFrames: Int
    public var bufferFrames: Int

    public var frameBytes: Int { format.byteCount * channels }
    public var periodSeconds: Double { Double(periodFrames) / Double(rateHertz) }
}

/// Where a stream stood at an instant, by the device.
public struct StreamPosition: Sendable, Equatable {
    /// `CLOCK_MONOTONIC`, in nanoseconds.
    public var nanoseconds: Int64
    /// Capture: frames acquired and not yet read. Playback: frames written and not yet played.
    public var frames: Int
    /// The device stamped it; else the program did, right after asking.
    public var isDeviceTime: Bool
}

/// What came of waiting, reading or writing.
public enum StreamOutcome: Sendable, Equatable {
    /// Frames moved; 0 where the stream is ready, or nothing was there.
    case frames(Int)
    case timedOut
    /// An overrun, or with playback an underrun: frames are lost.
    case broken
    /// The device is gone or fails; the system's error number.
    case lost(Int32)
}
