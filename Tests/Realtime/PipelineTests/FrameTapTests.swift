import Planning
import Synchronization
import Testing

@testable import Pipeline
@testable import SignalSources

/// Copies of the frames that the loop is handed.
@Suite struct FrameTapTests {
    private static func tap() throws -> FrameTap {
        let plan = try Loop(NoiseRecording(durationSeconds: 1).opened()).planned.plan
        return FrameTap(
            LoopStart(plan: plan, firstFrame: 0, adaptation: [], doses: [], plays: false),
            groupCount: 2, framesPerBlock: 4, seconds: 0)
    }

    /// A block of four frames of which every count says which it is.
    private static func put(_ block: Int, _ tap: FrameTap, isTaken: Bool = true) {
        let counts = (0..<8).map { SIMD8(repeating: Int16(block * 10 + $0)) }
        let frames = SourceFrames(firstFrame: Int64(block * 4), frameCount: 4)
        tap.copy(counts.span, frames)
        if isTaken { tap.commit(frames) }
    }

    private static func drain(_ tap: FrameTap) -> [Int] {
        var blocks: [Int] = []
        tap.drain { frame, counts in
            let block = Int(frame) / 4
            let isRight = (0..<8).allSatisfy {
                counts[$0] == SIMD8(repeating: Int16(block * 10 + $0))
            }
            blocks.append(isRight && counts.count == 8 ? block : -1)
        }
        return blocks
    }

    @Test func whatFindsNoRoomIsLeftOut() throws {
        let tap = try Self.tap()
        for block in 0..<7 { Self.put(block, tap) }
        #expect(Self.drain(tap) == [0, 1, 2, 3])
        Self.put(7, tap)
        #expect(Self.drain(tap) == [7])
    }

    @Test func whatTheLoopDidNotGetIsNotThere() throws {
        let tap = try Self.tap()
        Self.put(0, tap)
        Self.put(1, tap, isTaken: false)
        Self.put(2, tap)
        // A notice has no frames.
        let notice = SourceFrames(firstFrame: 12, frameCount: 0)
        tap.copy([SIMD8<Int16>]().span, notice)
        tap.commit(notice)
        Self.put(3, tap)
        #expect(Self.drain(tap) == [0, 2, 3])
    }

    @Test func aRunThatIsTappedDecidesTheSame() throws {
        let loop = try Loop(NoiseRecording(gaps: [5: 1.5]).opened())
        let plain = try Pipeline(plan: loop.planned.plan, pace: .unpaced)
            .run(try .recording(loop.source())) { _ in }
        let taps = Mutex<FrameTap?>(nil)
        var pipeline = Pipeline(plan: loop.planned.plan, pace: .unpaced)
        pipeline.tapSeconds = 60
        pipeline.onTap = { tap in taps.withLock { $0 = tap } }
        let tapped = try pipeline.run(try .recording(loop.source())) { _ in }
        #expect(tapped.decisionHash == plain.decisionHash)
        var frames: Int64 = 0
        var gaps = 0
        var next: Int64 = 0
        try #require(taps.withLock { $0 }).drain { first, counts in
            if first != next { gaps += 1 }
            frames += Int64(counts.count)
            next = first + Int64(counts.count)
        }
        #expect(frames == tapped.framesRead && gaps == 1)
    }
}
