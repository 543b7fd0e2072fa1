import ClosedLoop
import Stimulation
import Testing

@testable import Pipeline

/// No therapy before it is on record.
@Suite struct TherapyPermitTests {
    private func loop() throws -> (Loop, Pipeline, TherapyPermit) {
        let loop = try Loop(NoiseRecording().opened(), cuttingSettings())
        var pipeline = loop.pipeline(blockFrames: loop.hopFrames)
        pipeline.frameSlotCount = 1
        pipeline.telemetrySlotCount = 1
        let permit = TherapyPermit()
        pipeline.permit = permit
        return (loop, pipeline, permit)
    }

    @Test func aRecordThatKeepsUpChangesNothing() throws {
        let (loop, pipeline, permit) = try loop()
        let free = try loop.run(loop.pipeline())
        var allowed: Int64 = 0
        let run = try loop.run(pipeline, stopping: Loop.never) { report in
            // Every therapy was allowed before it started, one at a time.
            #expect(report.record.therapies <= allowed)
            guard report.record.needsPermit else { return }
            #expect(!report.record.isDelivering)
            allowed = report.record.therapies + 1
            permit.allow(therapies: allowed)
        }
        #expect(run.outcome.ledger.therapies > 0)
        #expect(run.outcome.decisionHash == free.outcome.decisionHash)
        #expect(run.outcome.ledger == free.outcome.ledger)
    }

    @Test func aRecordThatCannotBeKeptStopsStimulation() throws {
        let (loop, pipeline, permit) = try loop()
        let run = try loop.run(pipeline, stopping: Loop.never) { report in
            if report.record.needsPermit { permit.withdraw() }
        }
        #expect(run.outcome.ledger.therapies == 0)
        #expect(
            run.reports.dropFirst(3).dropLast().allSatisfy {
                $0.record.decision.safeStateReason == .notOnRecord
            })
    }

    /// In the middle of a burst: it is cut with its charge balanced.
    @Test func aRecordThatBreaksOffCutsTheBurst() throws {
        let (loop, pipeline, permit) = try loop()
        let run = try loop.run(pipeline, stopping: Loop.never) { report in
            if report.record.needsPermit { permit.allow(therapies: report.record.therapies + 1) }
            if report.pulses.contains(where: { $0.pulseIndex >= 20 }) { permit.withdraw() }
        }
        let ledger = run.outcome.ledger
        #expect(ledger.therapies == 1)
        #expect(ledger.pulsesIssued > 20 && ledger.pulsesIssued < 600)
        #expect(ledger.netPicocoulombs == 0 && ledger.imbalancePicocoulombsMax == 0)
    }

    /// In real time the loop does not wait: it refuses until the record is there.
    @Test func aRecordThatIsLateDefersTheTherapy() throws {
        let loop = try Loop(NoiseRecording().opened())
        var stepped = SteppedRun(loop: loop)
        let permit = TherapyPermit()
        stepped.permit = permit
        let run = try stepped.run()
        #expect(run.outcome.ledger.therapies == 0)
        #expect(
            run.reports.contains {
                $0.record.decision.response == .refused(.notOnRecord, isRepeated: false)
            })
        permit.allow(therapies: 1)
        #expect(try stepped.run().outcome.ledger.therapies == 1)
    }
}
