/// Hands out the samples of chosen channels, block after block, in bounded memory.
///
/// A value type that owns its buffer: a copy reads on from the same place on its own.
public struct RecordingReader: Sendable {
    /// The chosen channels, in the order of the blocks.
    public let channels: [RecordingChannel]
    /// Of all the chosen channels.
    public let rate: SamplingRate
    /// First frame to be read and the one after the last, counted from the recording's start.
    public let frameRange: Range<Int64>
    /// Index of the next frame that `read` would hand out; `frameRange.upperBound` at the end.
    public private(set) var nextFrame: Int64

    private var samples: SampleReader
    private let runs: [Range<Int64>]
    private var runIndex = 0

    /// - Parameters:
    ///   - path: what an error of the whole names.
    ///   - channels: all of one rate.
    init(
        _ store: SampleStore, path: String, channels: [RecordingChannel], rate: SamplingRate,
        frameRange: Range<Int64>
    ) throws(RecordingError) {
        self.channels = channels
        self.rate = rate
        let indices = channels.map(\.index)
        runs = store.frameRuns(channels: indices, rate: rate)
        self.frameRange = frameRange
        nextFrame = frameRange.lowerBound
        switch store {
        case .fixedStride(let layout, let file):
            samples = .fixedStride(FixedStrideReader(file, layout, channels: indices, rate: rate))
        case .blocks(let all, _):
            samples = .blocks(try BlockReader(indices.map { all[$0] }, path: path))
        case .dataset(let all):
            samples = .dataset(try HDF5Reader(all, channels: indices))
        }
    }

    /// Fills `block` with the next frames and says whether there were any.
    ///
    /// A block holds as many frames as it can, but never reaches across a gap: `firstFrame` of the
    /// block after a gap is larger than the end of the block before. Does not allocate.
    public mutating func read(into block: inout SampleBlock) throws(RecordingError) -> Bool {
        precondition(block.channelCount == channels.count, "the block has other channels")
        block.frameCount = 0
        while runIndex < runs.count, runs[runIndex].upperBound <= nextFrame { runIndex += 1 }
        guard runIndex < runs.count else {
            nextFrame = frameRange.upperBound
            return false
        }
        let run = runs[runIndex]
        let start = max(nextFrame, run.lowerBound)
        let end = min(run.upperBound, frameRange.upperBound)
        guard start < end else {
            nextFrame = frameRange.upperBound
            return false
        }
        let count = Int(min(Int64(block.capacityFrames), end - start))
        try samples.fill(&block, run: runIndex, from: start, count: count)
        block.firstFrame = start
        block.frameCount = count
        nextFrame = start + Int64(count)
        return true
    }
}

/// The readers of what a `SampleStore` can be.
private enum SampleReader: Sendable {
    case fixedStride(FixedStrideReader)
    case blocks(BlockReader)
    case dataset(HDF5Reader)
    /// While one of them fills a block: a second reference would make it copy its memory.
    case busy

    /// Fills the first `count` frames of `block` with those from `start` on, all of one run.
    mutating func fill(
        _ block: inout SampleBlock, run: Int, from start: Int64, count: Int
    ) throws(RecordingError) {
        switch self {
        case .fixedStride(var reader):
            self = .busy
            defer { self = .fixedStride(reader) }
            try reader.fill(&block, run: run, from: start, count: count)
        case .blocks(var reader):
            self = .busy
            defer { self = .blocks(reader) }
            try reader.fill(&block, from: start, count: count)
        case .dataset(var reader):
            self = .busy
            defer { self = .dataset(reader) }
            try reader.fill(&block, run: run, from: start, count: count)
        case .busy: preconditionFailure("a reader fills one block at a time")
        }
    }
}
