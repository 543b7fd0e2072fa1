/// The latest frames of all channels, in memory of a fixed size: two bytes a channel and frame.
struct FrameHistory: Sendable {
    let channelCount: Int
    let capacityFrames: Int
    /// Laid out [channel][frame modulo the capacity].
    private var counts: [Int16]
    /// What is held, without the gaps between, oldest first.
    private(set) var stretches: [Range<Int64>] = []

    init(channelCount: Int, capacityFrames: Int) {
        precondition(channelCount > 0 && capacityFrames > 0, "a history needs room")
        self.channelCount = channelCount
        self.capacityFrames = capacityFrames
        counts = [Int16](repeating: 0, count: channelCount * capacityFrames)
    }

    /// The one after the latest frame; 0 where there was none yet.
    var endFrame: Int64 { stretches.last?.upperBound ?? 0 }

    /// Takes frames that are later than all before; the oldest make room.
    mutating func add(_ piece: FramePiece) {
        precondition(piece.firstFrame >= endFrame, "a history goes on")
        guard let piece = piece.part(in: piece.endFrame - Int64(capacityFrames)..<piece.endFrame)
        else { return }
        let place = Int(piece.firstFrame % Int64(capacityFrames))
        let head = min(piece.frames, capacityFrames - place)
        for channel in 0..<channelCount {
            let from = channel * piece.frames
            let to = channel * capacityFrames
            counts.replaceSubrange(
                to + place..<to + place + head, with: piece.counts[from..<from + head])
            counts.replaceSubrange(
                to..<to + piece.frames - head,
                with: piece.counts[from + head..<from + piece.frames])
        }
        let oldest = piece.endFrame - Int64(capacityFrames)
        stretches = stretches.compactMap { stretch in
            stretch.upperBound > oldest
                ? max(stretch.lowerBound, oldest)..<stretch.upperBound : nil
        }
        if let last = stretches.last, last.upperBound == piece.firstFrame {
            stretches[stretches.count - 1] = last.lowerBound..<piece.endFrame
        } else {
            stretches.append(piece.firstFrame..<piece.endFrame)
        }
    }

    /// What is held of a stretch, in order, piece by piece; the memory of one piece at a time.
    func pieces(in wanted: Range<Int64>) -> some Sequence<FramePiece> {
        stretches.lazy.map { $0.clamped(to: wanted) }.filter { !$0.isEmpty }
            .flatMap { stretch in
                stride(from: stretch.lowerBound, to: stretch.upperBound, by: Self.pieceFrames)
                    .lazy.map { $0..<min($0 + Int64(Self.pieceFrames), stretch.upperBound) }
            }
            .map(piece)
    }

    private static let pieceFrames = 1_024

    /// Frames of one stretch.
    private func piece(_ frames: Range<Int64>) -> FramePiece {
        let place = Int(frames.lowerBound % Int64(capacityFrames))
        let head = min(frames.count, capacityFrames - place)
        var values: [Int16] = []
        values.reserveCapacity(frames.count * channelCount)
        for channel in 0..<channelCount {
            let start = channel * capacityFrames
            values += counts[start + place..<start + place + head]
            values += counts[start..<start + frames.count - head]
        }
        return FramePiece(firstFrame: frames.lowerBound, frames: frames.count, counts: values)
    }
}
