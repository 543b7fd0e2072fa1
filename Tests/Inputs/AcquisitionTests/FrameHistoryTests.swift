import TestSupport
import Testing

@testable import Acquisition

@Suite("The latest frames in memory")
struct FrameHistoryTests {
    /// Counts that tell channel and frame.
    private func piece(_ frames: Range<Int64>) -> FramePiece {
        FramePiece(
            firstFrame: frames.lowerBound, frames: frames.count,
            counts: (0..<2).flatMap { channel in
                frames.map { Int16($0 % 10_000 + channel * 10_000) }
            })
    }

    @Test("whatever comes in pieces of whatever length is there, as far as there is room")
    func everyLength() throws {
        var noise = SplitMix64(seed: 3)
        for capacity in [1, 7, 64, 2_500] {
            var history = FrameHistory(channelCount: 2, capacityFrames: capacity)
            var known: [Int64] = []
            var next: Int64 = 0
            for _ in 0..<60 {
                let count = Int64.random(in: 1...Int64(capacity * 2), using: &noise)
                history.add(piece(next..<next + count))
                known += next..<next + count
                next += count
                known.removeAll { $0 < next - Int64(capacity) }
                let from = next - Int64.random(in: 0...Int64(capacity) + 3, using: &noise)
                let found = history.pieces(in: from..<Int64.max).map { $0 }
                let expected = known.filter { $0 >= from }
                #expect(found.flatMap { $0.firstFrame..<$0.endFrame } == expected)
                for part in found {
                    #expect(part.counts == piece(part.firstFrame..<part.endFrame).counts)
                }
                if Bool.random(using: &noise) { next += Int64.random(in: 1...9, using: &noise) }
                known.removeAll { $0 < history.endFrame - Int64(capacity) }
            }
        }
    }

    @Test("a gap is between two stretches, and goes with the frames before it")
    func gaps() {
        var history = FrameHistory(channelCount: 2, capacityFrames: 100)
        history.add(piece(0..<30))
        history.add(piece(30..<40))
        history.add(piece(60..<80))
        #expect(history.stretches == [0..<40, 60..<80])
        history.add(piece(80..<135))
        #expect(history.stretches == [35..<40, 60..<135])
        history.add(piece(300..<301))
        #expect(history.stretches == [300..<301] && history.endFrame == 301)
    }
}
