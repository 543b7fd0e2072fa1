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
    /// Whether the device's buffer is mapped into memory, and read and written there.
    package var isMapped: Bool

    package init(
        format: SampleFormat, channels: Int, rateHertz: Int, periodFrames: Int, bufferFrames: Int,
        isPlanar: Bool = false, isMapped: Bool = false
    ) {
        self.format = format
        self.channels = channels
        self.rateHertz = rateHertz
        self.periodFrames = periodFrames
        self.bufferFrames = bufferFrames
        self.isPlanar = isPlanar
        self.isMapped = isMapped
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

    /// What a device says of frames in its buffer, `counted`, at its stamp, and of those with what it
    /// holds beyond the buffer, `delayed`.
    ///
    /// A layer above the device may ask it twice, for the second figure after the stamp was taken:
    /// frames that came between would seem early, and nothing that counts is ever early. So where the
    /// figures differ the program's own time holds, unless both are of one moment.
    package init(
        nanoseconds: Int64, stampNanoseconds: Int64?, counted: Int, delayed: Int,
        areOfOneMoment: Bool
    ) {
        self.nanoseconds = nanoseconds
        self.stampNanoseconds = areOfOneMoment || counted == delayed ? stampNanoseconds : nil
        frames = max(counted, delayed)
        framesHeldBack = max(0, delayed - counted)
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
