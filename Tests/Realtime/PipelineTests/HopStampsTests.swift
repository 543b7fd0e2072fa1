import FrameRing
import Realtime
import Testing

@testable import Pipeline
@testable import SignalSources

@Suite struct HopStampsTests {
    private static let recording = Result { try NoiseRecording(durationSeconds: 16).opened() }

    /// Whatever the blocks: stamps lie in order, and the scheduled ones a hop's frames apart.
    @Test(arguments: [1, 3, 4, 20]) func stampsLieInOrder(blockFrames: Int) throws {
        let loop = try Loop(Self.recording.get())
        var pipeline = loop.pipeline(pace: .speed(Ratio(100)), blockFrames: blockFrames)
        pipeline.telemetrySlotCount = 4_096
        pipeline.frameSlotCount = 8_192
        let start = MonotonicClock.now + 20_000_000
        pipeline.startNanoseconds = start
        let run = try loop.run(pipeline)
        let pacer = Pacer(
            startNanoseconds: start, framesPerSecond: Ratio(200), speed: Ratio(100))
        #expect(run.hops.count == 16 * 200 / loop.hopFrames)
        var previous = HopStamps()
        for hop in run.hops {
            let stamps = hop.record.stamps
            let end = hop.record.decision.endFrame
            #expect(stamps.acquiredFirst == pacer.deadline(ofFrame: end - Int64(loop.hopFrames)))
            #expect(stamps.acquiredLast == pacer.deadline(ofFrame: end - 1))
            #expect(stamps.acquiredFirst <= stamps.acquiredLast)
            #expect(stamps.acquiredLast <= stamps.enqueued)
            #expect(stamps.enqueued <= stamps.dequeued)
            #expect(stamps.dequeued <= stamps.decided)
            #expect(stamps.decided <= stamps.commanded)
            #expect(stamps.commanded <= stamps.actuated)
            #expect(stamps.enqueued >= previous.enqueued && stamps.decided > previous.decided)
            previous = stamps
        }
    }

    /// The edge of a train lies the start delay after its command; without a train they are one.
    @Test func theEdgeOfATrainIsStamped() throws {
        let loop = try Loop(Self.recording.get())
        let run = try loop.run(loop.pipeline())
        var trains = 0
        for hop in run.hops {
            let delay = hop.record.stamps.actuated - hop.record.stamps.commanded
            if case .started = hop.record.decision.response {
                trains += 1
                #expect(delay == 2_000_000)
            } else {
                #expect(delay == 0)
            }
        }
        #expect(trains > 0)
    }

    /// With less time than a hop takes, every decision is late and nothing is stimulated.
    @Test func anImpossibleBudgetWithholdsEverything() throws {
        let loop = try Loop(
            NoiseRecording(rateHertz: 100, durationSeconds: 2, seizure: 0..<2).opened())
        var pipeline = loop.pipeline(pace: .speed(Ratio(1)))
        pipeline.budgetNanoseconds = 1_000
        let run = try loop.run(pipeline, to: 0.5)
        #expect(run.hops.count == 25 && run.hops.allSatisfy(\.record.isLate))
        #expect(run.outcome.ledger.pulsesIssued == 0)
        #expect(run.hops.dropFirst().allSatisfy { $0.record.decision.state == .safe })
    }

    @Test func nothingIsAskedOfTheSystemUnlessToldTo() throws {
        let loop = try Loop(Self.recording.get())
        #expect(try loop.run(loop.pipeline(), to: 1).outcome.grants.isEmpty)
        var pipeline = loop.pipeline(pace: .speed(Ratio(50)))
        pipeline.realtime = RealtimeRequest()
        let grants = try loop.run(pipeline, to: 1).outcome.grants
        #expect(grants.count == 8)
        for thread in ["loop", "source"] {
            #expect(grants.count { $0.name.hasSuffix(", \(thread) thread") } == 3)
        }
    }

    @Test func framesLieEvenlyBetweenFirstAndLast() {
        let header = FrameBlockHeader(
            firstFrame: 0, frameCount: 5, scheduledNanosecondsFirst: 1_000,
            scheduledNanosecondsLast: 5_000)
        #expect(
            (0..<5).map { header.scheduledNanoseconds(ofFrame: $0) }
                == [1_000, 2_000, 3_000, 4_000, 5_000])
        let one = FrameBlockHeader(
            firstFrame: 0, frameCount: 1, scheduledNanosecondsFirst: 7,
            scheduledNanosecondsLast: 7)
        #expect(one.scheduledNanoseconds(ofFrame: 0) == 7)
    }
}

@Suite struct HopPhaseTests {
    private func lengths(
        _ phase: inout HopPhase, _ count: Int, from firstFrame: Int64, most: Int = .max
    ) -> [Int] {
        var next = firstFrame
        return (0..<count).map { _ in
            let frames = min(phase.framesMax, most)
            phase.take(SourceFrames(firstFrame: next, frameCount: frames))
            next += Int64(frames)
            return frames
        }
    }

    @Test func blocksEndWithHops() {
        var phase = HopPhase(hopFrames: 10, blockFrames: 4, firstFrame: 0)
        #expect(lengths(&phase, 6, from: 0) == [4, 4, 2, 4, 4, 2])
        var whole = HopPhase(hopFrames: 10, blockFrames: 10, firstFrame: 7)
        // A source that has only three frames left in its own block.
        #expect(lengths(&whole, 1, from: 7, most: 3) == [3])
        #expect(lengths(&whole, 2, from: 10) == [7, 10])
    }

    @Test func aGapAndADroppedBlockBeginAHop() {
        var phase = HopPhase(hopFrames: 10, blockFrames: 10, firstFrame: 0)
        #expect(lengths(&phase, 1, from: 0, most: 3) == [3])
        phase.take(SourceFrames(firstFrame: 50, frameCount: 4))
        #expect(phase.framesMax == 6)
        phase.drop()
        #expect(phase.framesMax == 10)
    }
}
