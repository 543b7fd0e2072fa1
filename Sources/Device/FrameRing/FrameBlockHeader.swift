/// What stands before the frames of a block. Times are nanoseconds of one monotonic clock, the
/// sender's choice; on the host `CLOCK_MONOTONIC`.
public struct FrameBlockHeader: BitwiseCopyable, Sendable, Equatable {
    /// Index of the first frame from the start of the stream, missing frames counted. Where it is
    /// later than the end of the block before, frames are missing: by overrun if `isAfterOverrun`,
    /// else in the source itself.
    public let firstFrame: Int64
    /// When the first frame was due, or was acquired by a device.
    public let scheduledNanosecondsFirst: Int64
    /// When the last frame was due, or was acquired by a device.
    public let scheduledNanosecondsLast: Int64
    /// How long a device kept the last frame to itself after it had acquired it; 0 of other sources.
    public let heldNanoseconds: Int64
    /// When the block was handed to the ring.
    public let enqueuedNanoseconds: Int64
    /// Frames in the block, at most the ring's `framesPerSlot`.
    public let frameCount: Int32
    /// Why the device that plays the pulses is away, or was since the block before: an error number of
    /// the sender's system; 0 while it plays, or where there is none.
    public let outputLoss: Int32
    /// The ring was full and dropped the blocks before this one. Only `FrameProducer` sets it.
    public let isAfterOverrun: Bool

    /// A header as the sender fills it in, without the ring's mark; nothing is checked.
    /// `FrameProducer.commit` traps where `frameCount` is not within 0 to `framesPerSlot`.
    @_noLocks
    @inlinable
    public init(
        firstFrame: Int64, frameCount: Int32, scheduledNanosecondsFirst: Int64 = 0,
        scheduledNanosecondsLast: Int64 = 0, heldNanoseconds: Int64 = 0,
        enqueuedNanoseconds: Int64 = 0, outputLoss: Int32 = 0
    ) {
        self.firstFrame = firstFrame
        self.scheduledNanosecondsFirst = scheduledNanosecondsFirst
        self.scheduledNanosecondsLast = scheduledNanosecondsLast
        self.heldNanoseconds = heldNanoseconds
        self.enqueuedNanoseconds = enqueuedNanoseconds
        self.frameCount = frameCount
        self.outputLoss = outputLoss
        isAfterOverrun = false
    }

    /// `header` with the mark that the ring gives it.
    @_noLocks
    @inlinable
    init(_ header: Self, isAfterOverrun: Bool) {
        firstFrame = header.firstFrame
        scheduledNanosecondsFirst = header.scheduledNanosecondsFirst
        scheduledNanosecondsLast = header.scheduledNanosecondsLast
        heldNanoseconds = header.heldNanoseconds
        enqueuedNanoseconds = header.enqueuedNanoseconds
        frameCount = header.frameCount
        outputLoss = header.outputLoss
        self.isAfterOverrun = isAfterOverrun
    }
}
