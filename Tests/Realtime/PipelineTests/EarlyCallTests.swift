import Realtime
import Testing

@testable import Pipeline

/// A loop that is called early to touch what it will need decides as one that is not.
@Suite struct EarlyCallTests {
    private static let loop = Result {
        try Loop(NoiseRecording(durationSeconds: 20, seizure: 10..<16).opened())
    }

    @Test func nothingDependsOnIt() throws {
        let loop = try Self.loop.get()
        var run = SteppedRun(loop: loop)
        let expected = try run.run()
        #expect(expected.outcome.ledger.pulsesIssued > 0)
        run.isCalledEarly = true
        let called = try run.run()
        #expect(called.outcome.decisionHash == expected.outcome.decisionHash)
        #expect(called.outcome.ledger == expected.outcome.ledger)
        #expect(called.reports.count == expected.reports.count)
        for (one, other) in zip(called.reports, expected.reports) {
            #expect(one.record.decision.hop == other.record.decision.hop)
            #expect(one.record.decisionHash == other.record.decisionHash)
            #expect(one.pulses.count == other.pulses.count)
        }
    }

    /// A telemetry that nobody reads loses the records it would have lost, and the last one never.
    @Test func noRecordIsLostForIt() throws {
        var run = SteppedRun(loop: try Self.loop.get())
        run.isRead = false
        let expected = try run.run()
        #expect(expected.outcome.telemetryLost > 0)
        run.isCalledEarly = true
        let called = try run.run()
        #expect(called.outcome.telemetryLost == expected.outcome.telemetryLost)
        #expect(
            called.reports.map(\.record.decision.hop) == expected.reports.map(\.record.decision.hop)
        )
        #expect(called.reports.last?.record.isLast == true)
        #expect(called.outcome.decisionHash == expected.outcome.decisionHash)
    }

    /// With threads, as far before each hop as hops are apart and less.
    @Test(arguments: [Int64(0), 10_000, 200_000])
    func aPacedRunDecidesAlike(earlyNanoseconds: Int64) throws {
        let loop = try Self.loop.get()
        let reference = try loop.run(loop.pipeline(), to: 14)
        var pipeline = loop.pipeline(pace: .speed(Ratio(40)), blockFrames: loop.hopFrames)
        pipeline.frameSlotCount = 8_192
        pipeline.telemetrySlotCount = 8_192
        var request = RealtimeRequest()
        request.earlyNanoseconds = earlyNanoseconds
        pipeline.realtime = request
        let run = try loop.run(pipeline, to: 14)
        #expect(run.outcome.framesDropped == 0)
        #expect(run.outcome.decisionHash == reference.outcome.decisionHash)
        #expect(run.outcome.ledger == reference.outcome.ledger)
    }

    @Test func onlyPacedRunsOnARequestWakeUpEarly() throws {
        let loop = try Self.loop.get()
        var pipeline = loop.pipeline(pace: .speed(Ratio(1)))
        #expect(pipeline.earlyNanoseconds == 0)
        pipeline.realtime = RealtimeRequest()
        // A larger loop takes longer to touch.
        #expect(pipeline.earlyNanoseconds > 150_000)
        pipeline.realtime?.earlyNanoseconds = 0
        #expect(pipeline.earlyNanoseconds == 0)
        var unpaced = loop.pipeline()
        unpaced.realtime = RealtimeRequest()
        #expect(unpaced.earlyNanoseconds == 0)
    }

    @Test func aCallIsAnsweredOnce() {
        let call = EarlyCall()
        #expect(!call.isMade && call.take() == nil)
        call.make(until: 5)
        call.make(until: 7)
        #expect(call.isMade && call.take() == 7)
        #expect(!call.isMade && call.take() == nil)
    }

    /// Of a loop that hears of its calls too late, since its clock is ahead, the run is the same.
    @Test func aCallThatIsOverEndsNothing() throws {
        let loop = try Self.loop.get()
        let reference = try loop.run(loop.pipeline(), to: 14)
        var pipeline = loop.pipeline(pace: .speed(Ratio(40)), blockFrames: loop.hopFrames)
        pipeline.frameSlotCount = 8_192
        pipeline.telemetrySlotCount = 8_192
        pipeline.realtime = RealtimeRequest()
        pipeline.now = { 1 << 62 }
        let run = try loop.run(pipeline, to: 14)
        #expect(run.outcome.framesRead == reference.outcome.framesRead)
        #expect(run.outcome.decisionHash == reference.outcome.decisionHash)
        #expect(run.outcome.ledger == reference.outcome.ledger)
    }
}
