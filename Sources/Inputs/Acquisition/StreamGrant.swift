/// What a device granted.
package struct StreamGrant: Sendable, Equatable {
    package var format: SampleFormat
    package var channels: Int
    package var rateHertz: Int
    package var periodFrames: Int
    package var bufferFrames: Int
    /// Whether the device moves each channel's samples by themselves; `CaptureStream` and
    /// `PlaybackStream` take and give frames all the same.
    package var isPlanar: Bool

    package init(
        format: SampleFormat, channels: Int, rateHertz: Int, periodFrames: Int, bufferFrames: Int,
        isPlanar: Bool = false
    ) {
        self.format = format
        self.channels = channels
        self.rateHertz = rateHertz
        self.periodFrames = periodFrames
        self.bufferFrames = bufferFrames
        self.isPlanar = isPlanar
    }

    package var frameBytes: Int { format.byteCount * channels }
    package var periodSeconds: Double { Double(periodFrames) / Double(rateHertz) }
}

/// Where a stream stood at an instant.
package struct StreamPosition: Sendable, Equatable {
    /// `CLOCK_MONOTONIC`, by the program right after asking, in nanoseconds.
    package var nanoseconds: Int64
    /// The same by the device, where it gives one; not to be believed unseen (`StampTrust`).
    package var stampNanoseconds: Int64?
    /// Capture: frames acquired and not yet read. Playback: frames written and not yet played.
    package var frames: Int

    package init(nanoseconds: Int64, stampNanoseconds: Int64?, frames: Int) {
        self.nanoseconds = nanoseconds
        self.stampNanoseconds = stampNanoseconds
        self.frames = frames
    }
}

/// What came of waiting, reading or writing.
package enum StreamOutcome: Sendable, Equatable {
    /// Frames moved; 0 where the stream is ready, or nothing was there.
    case frames(Int)
    case timedOut
    /// An overrun, with playback an underrun, or a suspension: frames are lost.
    case broken
    /// The device is gone or fails; the system's error number.
    case lost(Int32)
}
