/// One channel whose samples lie in blocks of its own.
struct BlockChannel: Sendable {
    let blocks: SampleBlocks
    /// Stretches of frames that the blocks hold, in order, without overlap.
    let frames: [Range<Int64>]
    var scale: SampleScale
}

/// What finds a block and decodes it.
enum SampleBlocks: Sendable {
    case mef(MEFBlocks)
    case neuralynx(NeuralynxBlocks)

    var byteCount: Int64 {
        switch self {
        case .mef(let blocks): blocks.byteCount
        case .neuralynx(let blocks): blocks.byteCount
        }
    }

    /// Samples of the largest block.
    var samplesMax: Int {
        switch self {
        case .mef(let blocks): blocks.samplesMax
        case .neuralynx(let blocks): blocks.samplesMax
        }
    }

    /// Decodes the block that has the frame, which is one of the channel's.
    func decode(frame: Int64, into block: inout DecodedBlock) throws(RecordingError) {
        block.frames = 0..<0
        switch self {
        case .mef(let blocks): try blocks.decode(frame: frame, into: &block)
        case .neuralynx(let blocks): try blocks.decode(frame: frame, into: &block)
        }
        precondition(block.frames.contains(frame), "the block does not have the frame")
    }
}

/// Memory for one block, used again and again.
struct DecodedBlock: Sendable {
    var frames: Range<Int64> = 0..<0
    /// Of `frames`, in order; may be longer. `noSample` stands for none.
    var counts: [Int32] = []
    var bytes: [UInt8] = []
    var mefPlace = MEFBlocks.Place()

    static let noSample = Int32.min

    mutating func reserve(bytes byteCount: Int, samples: Int) {
        if bytes.count < byteCount { bytes = [UInt8](repeating: 0, count: byteCount) }
        if counts.count < samples { counts = [Int32](repeating: 0, count: samples) }
    }
}

/// Reads chosen channels out of their blocks; holds one block of each.
struct BlockReader: Sendable {
    private let channels: [BlockChannel]
    private var decoded: [DecodedBlock]

    /// - Parameter path: what an error names.
    init(_ channels: [BlockChannel], path: String) throws(RecordingError) {
        let bytes = channels.reduce(Int64(0)) { $0 + 4 * Int64($1.blocks.samplesMax) }
        guard bytes <= Limits.decodedBytesMax else {
            throw RecordingError(
                path, field: "bytes of a decoded block of each channel",
                .limitExceeded(found: bytes, limit: Limits.decodedBytesMax))
        }
        self.channels = channels
        decoded = channels.map { _ in DecodedBlock() }
    }

    mutating func fill(
        _ block: inout SampleBlock, from start: Int64, count: Int
    ) throws(RecordingError) {
        for index in channels.indices {
            var done = 0
            while done < count {
                let frame = start + Int64(done)
                if !decoded[index].frames.contains(frame) {
                    try channels[index].blocks.decode(frame: frame, into: &decoded[index])
                }
                let held = decoded[index].frames
                let piece = Int(min(Int64(count - done), held.upperBound - frame))
                SampleDecoding.scale(
                    decoded[index].counts, at: Int(frame - held.lowerBound),
                    by: channels[index].scale, into: &block.values,
                    at: index * block.capacityFrames + done, count: piece)
                done += piece
            }
        }
    }
}
