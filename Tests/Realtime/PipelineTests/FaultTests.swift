import ClosedLoop
import Stimulation
import Testing

@testable import Pipeline

/// Faults on purpose, at instants that the test chooses. What each comes to is said in docs/faults.md.
@Suite struct FaultTests {
    /// A recording with one seizure, and the undisturbed run on it.
    private struct Scene {
        let loop: Loop
        let undisturbed: Observed
        /// Hops, from 1: of the detection, and in the middle of the burst.
        let onset: Int
        let burst: Int

        init() throws {
            loop = try Loop(NoiseRecording().opened(), cuttingSettings())
            undisturbed = try SteppedRun(loop: loop).run()
            onset =
                try #require(
                    undisturbed.hops.firstIndex { $0.record.decision.change == .onset }) + 1
            burst =
                try #require(
                    undisturbed.hops.firstIndex { $0.pulses.contains { $0.pulseIndex == 40 } }) + 1
        }

        /// Hops in a row that come too late after one that is late by so much: 100 ms from a hop's
        /// first sample to the first pulse edge, of which the hop takes 20 ms and the programmed
        /// delay 19.9 ms; each hop after the first is 20 ms less late than the one before.
        func lateHops(afterMilliseconds stall: Double) -> Int {
            var (hops, late) = (0, stall)
            while 20 + late + 19.9 > 100 {
                hops += 1
                late -= 20
            }
            return hops
        }
    }

    private static let shared = Result { try Scene() }
    private let scene: Scene

    init() throws { scene = try Self.shared.get() }

    /// Who stands still makes no difference: the loop that works late or the source that comes late.
    @Test(arguments: [false, true]) func fiftyMillisecondsChangeNothing(isSource: Bool) throws {
        var run = SteppedRun(loop: scene.loop)
        if isSource {
            run.sourceStalls[scene.burst] = 50
        } else {
            run.loopStalls[scene.burst] = 50
        }
        let observed = try run.run()
        #expect(observed.hops.allSatisfy { !$0.record.isLate })
        #expect(observed.outcome.framesDropped == 0)
        #expect(observed.outcome.decisionHash == scene.undisturbed.outcome.decisionHash)
    }

    /// Nothing is lost, but decisions are late: no stimulation until a settling time without a miss.
    @Test(arguments: [(150, false), (150, true), (1_000, false), (1_000, true)])
    func lateDecisionsCutTheBurst(milliseconds: Int, isSource: Bool) throws {
        var run = SteppedRun(loop: scene.loop)
        if isSource {
            run.sourceStalls[scene.burst] = Int64(milliseconds)
        } else {
            run.loopStalls[scene.burst] = Int64(milliseconds)
        }
        let observed = try run.run()
        let late = scene.lateHops(afterMilliseconds: Double(milliseconds))
        #expect(observed.outcome.framesDropped == 0)
        #expect(
            observed.hops.indices.filter { observed.hops[$0].record.isLate }
                == Array(scene.burst - 1..<scene.burst - 1 + late))
        expectSafe(observed, hops: scene.burst..<scene.burst + late - 1, .missedDeadline)
    }

    /// A therapy that would come too late is not given at all.
    @Test func aLateDetectionIsNotTreated() throws {
        var run = SteppedRun(loop: scene.loop)
        run.loopStalls[scene.onset] = 150
        let observed = try run.run()
        #expect(observed.hops[scene.onset - 1].record.isLate)
        guard case .started = observed.hops[scene.onset - 1].record.decision.response else {
            Issue.record("the onset must ask for a therapy")
            return
        }
        #expect(observed.outcome.ledger.pulsesIssued == 0)
        #expect(observed.pulseCount == 0)
    }

    /// A ring of 8 blocks and a second without the loop: the newest, which do not fit, are dropped
    /// whole, and the gap is where they were.
    @Test func aFullRingDropsTheNewestBlocks() throws {
        var run = SteppedRun(loop: scene.loop)
        run.slotCount = 8
        run.loopStalls[scene.burst] = 1_000
        let observed = try run.run()
        // 50 hops come meanwhile, the one in the loop's hands keeps its slot, 7 fit.
        let hopFrames = Int64(scene.loop.hopFrames)
        let gap = try #require(observed.reports.first { $0.record.missingFrames > 0 })
        #expect(observed.outcome.framesDropped == 43 * hopFrames)
        #expect(gap.record.isAfterOverrun)
        #expect(gap.record.missingFrames == 43 * hopFrames)
        #expect(gap.record.firstMissingFrame == Int64(scene.burst + 7) * hopFrames)
        #expect(gap.record.decision.endFrame == Int64(scene.burst + 7 + 43 + 1) * hopFrames)
        #expect(gap.record.decision.safeStateReason == .ringOverrun)
        #expect(observed.reports.filter { $0.record.missingFrames > 0 }.count == 1)
        #expect(observed.outcome.framesRead == 24 * 200)
        #expect(observed.hops.count == 24 * 200 / scene.loop.hopFrames - 43)
        // Eight late hops, in the loop's hands or in the ring; the hop after the gap is the first of
        // the settling time.
        #expect(observed.hops.filter(\.record.isLate).count == 8)
        expectSafe(observed, hops: scene.burst..<scene.burst + 7, nil)
    }

    /// The same with both threads: the source overtakes a loop that stands still in the burst.
    @Test func aLoopThatStandsStillIsOvertaken() throws {
        let stalled = try StalledRun()
        let run = try stalled.run()
        #expect(
            run.outcome.framesDropped == Int64(StalledRun.droppedBlocks * stalled.hopFrames))
        #expect(run.hops.filter(\.record.isAfterOverrun).count == 1)
        #expect(run.hops.contains { $0.record.decision.safeStateReason == .ringOverrun })
        #expect(run.outcome.ledger.pulsesCut == 1)
        #expect(run.outcome.ledger.netPicocoulombs == 0)
    }

    /// A reader that never comes costs its records and nothing else.
    @Test func aDeadReaderLosesRecordsOnly() throws {
        var run = SteppedRun(loop: scene.loop)
        run.isRead = false
        let observed = try run.run()
        #expect(observed.outcome.decisionHash == scene.undisturbed.outcome.decisionHash)
        #expect(observed.outcome.ledger == scene.undisturbed.outcome.ledger)
        // The ring holds 16; the run's last record waits for room.
        #expect(observed.hops.count == 16)
        #expect(observed.outcome.telemetryLost == Int64(24 * 200 / scene.loop.hopFrames - 16))
        #expect(observed.last?.record.isLast == true)
    }

    /// The burst was cut with its charge balanced; the loop was safe through `hops`, counted from 1,
    /// and the settling time after, and then as before.
    private func expectSafe(
        _ run: Observed, hops: Range<Int>, _ reason: SafeStateReason?,
        _ location: SourceLocation = #_sourceLocation
    ) {
        let ledger = run.outcome.ledger
        #expect(ledger.pulsesIssued > 40, sourceLocation: location)
        #expect(ledger.pulsesIssued < 60, sourceLocation: location)
        #expect(ledger.pulsesCut == 1, sourceLocation: location)
        #expect(ledger.netPicocoulombs == 0, sourceLocation: location)
        #expect(ledger.imbalancePicocoulombsMax == 0, sourceLocation: location)
        let settling = Int(scene.loop.planned.plan.safeStateHops)
        let safe = run.hops.indices.filter { run.hops[$0].record.decision.state == .safe }
        #expect(
            safe == Array(hops.lowerBound..<hops.upperBound + settling), sourceLocation: location)
        #expect(
            safe.allSatisfy {
                reason == nil || run.hops[$0].record.decision.safeStateReason == reason
            }, sourceLocation: location)
        #expect(
            run.hops[safe.last.map { $0 + 1 } ?? 0].record.decision.state == .watching,
            sourceLocation: location)
    }
}
