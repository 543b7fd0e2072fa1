/// Consecutive frames of the chosen channels: memory that a reader fills again and again.
public struct SampleBlock: Sendable {
    /// Channels of a frame.
    public let channelCount: Int
    /// Frames that it can hold.
    public let capacityFrames: Int
    /// Index of the block's first frame from the recording's start, gaps counted.
    public internal(set) var firstFrame: Int64 = 0
    /// Frames that are filled, 0 to `capacityFrames`.
    public internal(set) var frameCount = 0
    /// Channel-major, `[channel][capacityFrames]`: microvolts where the channel's unit is a voltage,
    /// otherwise the file's own unit. What lies beyond `frameCount` is left from earlier.
    public internal(set) var values: [Float]

    /// An empty block of zeros. Allocates four bytes a channel and frame; a reader that fills it
    /// does not.
    ///
    /// - Precondition: both are positive.
    public init(channelCount: Int, capacityFrames: Int) {
        precondition(channelCount > 0 && capacityFrames > 0, "a block needs channels and frames")
        self.channelCount = channelCount
        self.capacityFrames = capacityFrames
        values = [Float](repeating: 0, count: channelCount * capacityFrames)
    }

    /// A full block of given samples, one array of equal length for each channel.
    public init(firstFrame: Int64, samples: [[Float]]) {
        self.init(channelCount: samples.count, capacityFrames: samples.first?.count ?? 0)
        precondition(
            samples.allSatisfy { $0.count == capacityFrames }, "channels differ in length")
        self.firstFrame = firstFrame
        frameCount = capacityFrames
        values = samples.flatMap { $0 }
    }

    /// Fills the whole block by hand: `fill` gets `values`, all of them.
    public mutating func refill<Problem: Error>(
        firstFrame: Int64, _ fill: (inout [Float]) throws(Problem) -> Void
    ) throws(Problem) {
        try fill(&values)
        precondition(
            values.count == channelCount * capacityFrames, "a block keeps its size")
        self.firstFrame = firstFrame
        frameCount = capacityFrames
    }

    /// The filled frames of one channel. O(1).
    public func samples(ofChannel channel: Int) -> ArraySlice<Float> {
        precondition(channel >= 0 && channel < channelCount, "no such channel in the block")
        let start = channel * capacityFrames
        return values[start..<start + frameCount]
    }
}
