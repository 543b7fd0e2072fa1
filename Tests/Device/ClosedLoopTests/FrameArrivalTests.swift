import ClosedLoop
import FixedPoint
import Stimulation
import TestSupport
import Testing

/// Blocks as a driver hands them over, with what their headers tell.
@Suite("Blocks of frames and what goes wrong round them")
struct FrameArrivalTests {
    private static func plan() throws -> LoopPlan {
        try planned(quickSettings, rate: 100, channelCount: 8)
    }

    private static func signal(_ range: Range<Int>) -> [CountLanes] {
        frames(range, channelCount: 8) {
            hiss($0, $1, amplitude: (200..<300).contains($1) ? 3_000 : 300)
        }
    }

    /// The sequence that each driver had for itself.
    @Test("an overrun is the gap, then the safe state for it", arguments: [1, 3, 50])
    func overrun(size: Int) throws {
        let expected = LoopRun(try Self.plan())
        let run = LoopRun(try Self.plan())
        expected.feed(Self.signal(0..<350))
        for start in stride(from: 0, to: 350, by: size) {
            run.take(Self.signal(start..<min(350, start + size)), firstFrame: start)
        }
        expected.pass(to: 400)
        expected.fail(.ringOverrun)
        expected.feed(Self.signal(400..<450))
        run.take(Self.signal(400..<450), firstFrame: 400, isAfterOverrun: true)
        #expect(run.decisions.last?.safeStateReason == .ringOverrun)
        #expect(run.loop.decisionHash == expected.loop.decisionHash)
        #expect(run.decisions.count == expected.decisions.count)
    }

    @Test("an empty block is the notice that the source is held")
    func held() throws {
        let run = LoopRun(try Self.plan())
        run.take(Self.signal(0..<150), firstFrame: 0)
        let hash = run.loop.decisionHash
        run.take([], firstFrame: 150)
        #expect(run.loop.decisionHash == hash)
        run.take(Self.signal(150..<160), firstFrame: 150)
        #expect(run.decisions.last?.safeStateReason == .sourceLost)
    }

    @Test("a late decision and a source that is gone lead to their safe states")
    func faults() throws {
        let late = LoopRun(try Self.plan())
        late.take(Self.signal(0..<150), firstFrame: 0)
        late.miss()
        late.take(Self.signal(150..<160), firstFrame: 150)
        #expect(late.decisions.last?.safeStateReason == .missedDeadline)
        let gone = LoopRun(try Self.plan())
        gone.take(Self.signal(0..<150), firstFrame: 0)
        gone.hold()
        gone.take(Self.signal(150..<160), firstFrame: 150)
        #expect(gone.decisions.last?.safeStateReason == .sourceLost)
    }
}
