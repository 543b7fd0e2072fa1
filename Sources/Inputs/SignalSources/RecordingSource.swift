import Recordings

/// A recording as a source of frames for the loop, from one time to another.
public struct RecordingSource: Sendable {
    /// The front end, and what it has counted so far.
    public private(set) var frontEnd: FrontEnd
    /// Frames to come, by index from the recording's start, gaps counted.
    public let frameRange: Range<Int64>
    private var reader: RecordingReader
    private var block: SampleBlock
    /// Frames of `block` that were handed out.
    private var taken = 0

    /// A source of the plan's channels from one time to another, seconds from the recording's
    /// start; nil stands for start and end. Throws as `Recording.makeReader` does. The block that
    /// it reads takes 256 KiB, or 256 frames where these are more.
    ///
    /// - Parameter plan: made for this recording's channels.
    public init(
        _ recording: Recording, _ plan: FrontEndPlan, from: Double? = nil, to: Double? = nil
    ) throws(RecordingError) {
        // Large blocks make the reader's work per call small; the ring's are cut from them.
        let capacityFrames = max(256, 65_536 / plan.inputs.count)
        reader = try recording.makeReader(channels: plan.inputs, from: from, to: to)
        frameRange = reader.frameRange
        block = SampleBlock(channelCount: plan.inputs.count, capacityFrames: capacityFrames)
        frontEnd = FrontEnd(plan, blockFramesMax: capacityFrames)
    }

    /// Fills `counts`, laid out [frame][group], with up to `framesMax` frames that follow one
    /// another; nil at the end.
    public mutating func read(
        into counts: inout MutableSpan<SIMD8<Int16>>, framesMax: Int
    ) throws(RecordingError) -> SourceFrames? {
        if taken == block.frameCount {
            taken = 0
            guard try reader.read(into: &block) else { return nil }
        }
        let count = min(framesMax, block.frameCount - taken)
        frontEnd.convert(block, frames: taken..<taken + count, into: &counts)
        let firstFrame = block.firstFrame + Int64(taken)
        taken += count
        return SourceFrames(firstFrame: firstFrame, frameCount: count)
    }
}
