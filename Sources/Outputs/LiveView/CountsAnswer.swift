import Journal
import NIOCore

/// Counts of some channels over a stretch, as a page asks for them: single frames, or of so many each the
/// lowest and highest. An answer is bounded, and says how far it goes.
///
/// A message as in `ViewMessages`, of kind 3. Its JSON has `from` and `to`, frames of which all is known,
/// `step`, frames in one piece, `channels`, and `runs`, each the first frame and the number of pieces; of
/// each piece that is there follow the counts of the channels or, where `step` is above 1, their lowest
/// and then their highest.
struct CountsAnswer {
    enum Reply {
        /// The run keeps no samples.
        case none
        /// Not what can be asked for.
        case wrong
        case message(ByteBuffer)
    }

    /// What one answer reads and what it carries at most, bytes.
    static let readBytesMax = 4 << 20
    static let answerBytesMax = 2 << 20

    private let frames: Range<Int64>
    private let step: Int64
    private let channels: [Int]

    /// From `from=0&to=100&step=1&channels=0,1`; all channels and a step of 1 where they are not given.
    /// Nil for anything else.
    init?(query: Substring, channelCount: Int) {
        guard let fields = QueryFields.values(of: query),
            fields.keys.allSatisfy({ ["from", "to", "step", "channels"].contains($0) }),
            let from = Self.number(fields["from"]), let to = Self.number(fields["to"]), from <= to,
            let step = Self.number(fields["step"] ?? "1"), (1...65_536).contains(step)
        else { return nil }
        frames = from..<to
        self.step = step
        guard let list = fields["channels"] else {
            channels = Array(0..<channelCount)
            return
        }
        let numbers = list.split(separator: ",", omittingEmptySubsequences: false)
        guard numbers.count <= channelCount else { return nil }
        channels = numbers.compactMap { Self.number($0).map(Int.init) }
        guard channels.count == numbers.count, channels.allSatisfy({ $0 < channelCount }) else {
            return nil
        }
    }

    private static func number(_ text: Substring?) -> Int64? {
        guard let text, (1...15).contains(text.utf8.count),
            text.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return Int64(text)
    }

    /// Whether one answer can hold a piece.
    func isBounded(by frameBytes: Int) -> Bool { Int(step) * frameBytes <= Self.readBytesMax }

    func message(from file: CountsFile) -> ByteBuffer {
        let kept = file.kept
        let most = min(
            Self.readBytesMax / file.frameBytes,
            step > 1 ? .max : Self.answerBytesMax / (2 * channels.count))
        // Holes cost nothing: from before what is kept the answer goes to its beginning.
        let oldest = kept.stretches.first?.lowerBound ?? kept.nextFrame
        let start = max(frames.lowerBound, min(oldest, frames.upperBound))
        var end = min(frames.upperBound, kept.nextFrame, start + Int64(most))
        // Only whole pieces.
        end = max(frames.lowerBound, end / step * step)
        let pieces = file.read(min(start, end)..<end)
        var runs: [JSONValue] = []
        var counts: [Int16] = []
        for piece in pieces {
            let count = write(piece.firstFrame, piece.counts, file.groupCount, to: &counts)
            runs.append(.list([.integer(piece.firstFrame), .integer(count)]))
        }
        var message = ViewMessages.message(
            kind: 3,
            .object([
                .init("from", .integer(frames.lowerBound)), .init("to", .integer(end)),
                .init("step", .integer(step)),
                .init("channels", .list(channels.map { .integer(Int64($0)) })),
                .init("runs", .list(runs)),
            ]))
        unsafe counts.withUnsafeBytes { _ = unsafe message.writeBytes($0) }
        return message
    }

    /// The pieces that a run of frames has, cut at multiples of `step`.
    private func write(
        _ firstFrame: Int64, _ counts: [SIMD8<Int16>], _ groupCount: Int,
        to values: inout [Int16]
    ) -> Int64 {
        let end = firstFrame + Int64(counts.count / groupCount)
        var low = [SIMD8<Int16>](repeating: SIMD8(), count: groupCount)
        var high = low
        var pieces: Int64 = 0
        var frame = firstFrame
        while frame < end {
            let until = min(end, (frame / step + 1) * step)
            for other in Int(frame - firstFrame)..<Int(until - firstFrame) {
                for group in 0..<groupCount {
                    let lanes = counts[other * groupCount + group]
                    let isFirst = firstFrame + Int64(other) == frame
                    low[group] = isFirst ? lanes : pointwiseMin(low[group], lanes)
                    high[group] = isFirst ? lanes : pointwiseMax(high[group], lanes)
                }
            }
            for channel in channels {
                values.append(low[channel / 8][channel % 8].littleEndian)
            }
            if step > 1 {
                for channel in channels {
                    values.append(high[channel / 8][channel % 8].littleEndian)
                }
            }
            pieces += 1
            frame = until
        }
        return pieces
    }
}
