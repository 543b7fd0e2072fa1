import ClosedLoop
import Detection
import Planning
import Stimulation
import Testing

@testable import Pipeline

/// Changes on their way into the loop: each is taken whole, once, and says from where on it holds.
@Suite struct LoopControlTests {
    private static func values(_ number: Int32, isSuspended: Bool = false) -> LoopControl.Values {
        var thresholds = DetectionThresholds(DetectionPlan())
        for index in thresholds.patterns.indices { thresholds.patterns[index] = number }
        thresholds.learned = -number
        return .init(isSuspended: isSuspended, thresholds: thresholds)
    }

    @Test func aChangeIsTakenOnceAndSaysWhere() {
        let control = LoopControl()
        #expect(control.frameTaken == nil && control.take(at: 40) == nil)
        control.give(Self.values(7, isSuspended: true))
        #expect(control.frameTaken == nil)
        #expect(control.take(at: 80) == Self.values(7, isSuspended: true))
        #expect(control.frameTaken == 80 && control.take(at: 120) == nil)
        control.give(Self.values(9))
        #expect(control.frameTaken == nil && control.take(at: 160) == Self.values(9))
        #expect(control.frameTaken == 160)
    }

    /// In a running loop, of which `make rtsan` sees that its section stays real time.
    @Test func whileSuspendedNoPulseBeginsAndTheChargeIsBalanced() throws {
        var settings = try cuttingSettings()
        settings.stimulation.redetectionSeconds = 0.4
        settings.stimulation.therapies = Array(
            repeating: settings.stimulation.therapies[0], count: 4)
        let loop = try Loop(NoiseRecording().opened(), settings)
        let clock = loop.planned.plan.clock
        let control = LoopControl()
        var pipeline = loop.pipeline(blockFrames: loop.hopFrames)
        pipeline.control = control
        // The source is at most a few hops ahead, so that a change comes soon.
        (pipeline.frameSlotCount, pipeline.telemetrySlotCount) = (1, 1)
        var latest = LoopControl.Values(
            isSuspended: false, thresholds: DetectionThresholds(loop.planned.plan.detection))
        var isWaiting = false
        var taken: [(tick: Int64, isSuspended: Bool)] = []
        func observe(_ report: HopReport) {
            if isWaiting, let frame = control.frameTaken {
                #expect(frame % Int64(loop.hopFrames) == 0)
                taken.append((clock.tick(ofFrame: frame), latest.isSuspended))
                isWaiting = false
            }
            // Suspended with every train, and let go on with the hop after.
            guard !isWaiting, report.record.isDelivering || latest.isSuspended else { return }
            latest.isSuspended.toggle()
            control.give(latest)
            isWaiting = true
        }
        let run = try loop.run(pipeline, observe: observe)
        let pulses = run.reports.flatMap(\.pulses)
        for pulse in pulses {
            let state = taken.last { $0.tick <= pulse.startMicroseconds }
            #expect(state?.isSuspended != true)
        }
        #expect(run.outcome.ledger.netPicocoulombs == 0)
        #expect(run.outcome.ledger.therapies > 1 && run.outcome.ledger.pulsesCut > 0)
        #expect(!pulses.isEmpty && taken.count > 3)
        #expect(run.hops.allSatisfy { $0.record.decision.state != .safe })
    }
}
