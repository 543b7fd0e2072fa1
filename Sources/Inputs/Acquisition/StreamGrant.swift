/// What a device granted.
package struct StreamGrant: Sendable, Equatable {
    package var format: SampleFormat
    package var channels: Int
    package var rateHertz: Int
    package var periodFrames: Int
    package var bufferFrames: Int

    package init(
        format: SampleFormat, channels: Int, rateHertz: Int, periodFrames: Int, bufferFrames: Int
    ) {
        self.format = format
        self.channels = channels
        self.rateHertz = rateHertz
        self.periodFrames = periodFrames
        self.bufferFrames = bufferFrames
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
    /// Of a capture: those among them that the device keeps back, so that they cannot be read yet.
    package var framesHeldBack: Int

    package init(
        nanoseconds: Int64, stampNanoseconds: Int64?, frames: Int, framesHeldBack: Int = 0
    ) {
        self.nanoseconds = nanoseconds
        self.stampNanoseconds = stampNanoseconds
        self.frames = frames
        self.framesHeldBack = framesHeldBack
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
