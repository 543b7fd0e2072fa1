import ClosedLoop
import Foundation
import Planning
import Realtime
import Synchronization
import Testing

@testable import Pipeline

/// `make rtsan` asks for the runtime by name, so that it cannot pass without one.
@Test(.enabled(if: ProcessInfo.processInfo.environment["QUENCH_EXPECTS"] == "rtsan"))
func theRuntimeIsLinked() {
    #expect(RealtimeSection.isChecked)
}

/// The loop under RealtimeSanitizer: whatever allocates, locks, blocks or calls the system in the
/// real-time section ends the process (`make rtsan`).
@Suite(
    .enabled(if: RealtimeSection.isChecked, "make rtsan links RealtimeSanitizer's runtime"),
    .serialized)
struct RealtimeSectionTests {
    /// Detection, therapies, a gap's safe state, waiting for its telemetry's reader.
    @Test func anUnpacedRunThatStimulates() throws {
        let loop = try Loop(
            NoiseRecording(durationSeconds: 90, seizure: 10..<16, gaps: [50: 2.5]).opened())
        let run = try loop.run(loop.pipeline())
        #expect(run.hops.contains { $0.record.decision.change == .onset })
        #expect(run.hops.contains { $0.record.decision.safeStateReason == .recordingGap })
        #expect(run.hops.contains { $0.record.decision.state == .watching })
        #expect(run.outcome.ledger.pulsesIssued > 0)
    }

    /// A learned detector of either kind in place of the patterns.
    @Test(arguments: DetectorModel.Family.allCases)
    func aRunWithAModel(family: DetectorModel.Family) throws {
        var loop = try Loop(
            NoiseRecording(durationSeconds: 90, seizure: 10..<16, gaps: [50: 2.5]).opened())
        loop.planned = try Planner.plan(
            .standard, for: loop.frontEnd.signal,
            model: .loudness(family, for: loop.frontEnd.signal))
        let run = try loop.run(loop.pipeline())
        #expect(run.hops.contains { $0.record.decision.change == .onset })
        #expect(run.hops.contains { $0.record.decision.safeStateReason == .recordingGap })
        #expect(run.outcome.ledger.pulsesIssued > 0)
    }

    /// The source overtakes a loop that stands still in a burst; the burst is cut.
    @Test func anOverrunInABurst() throws {
        let run = try StalledRun().run()
        #expect(run.outcome.framesDropped > 0)
        #expect(run.hops.contains { $0.record.decision.safeStateReason == .ringOverrun })
        #expect(run.outcome.ledger.pulsesIssued > 0 && run.outcome.ledger.pulsesCut == 1)
    }

    /// A virtual patient waits for the loop's answers.
    @Test func aRunThatAnswers() throws {
        #expect(try PatientTests().run(seconds: 200, seed: 2).ledger.pulsesIssued > 0)
    }

    /// A minute at the pace of a device. A busy machine may make decisions late, so what the loop
    /// does is not asked here.
    @Test func aMinuteInRealTime() throws {
        let loop = try Loop(NoiseRecording(durationSeconds: 62).opened())
        let run = try loop.run(loop.pipeline(pace: .speed(Ratio(1))))
        #expect(run.outcome.framesRead == 62 * 200)
        #expect(run.outcome.ledger.netPicocoulombs == 0)
        #expect(run.last?.record.decision.state == .safe)
    }
}

/// The check fails when it should: each of these in the loop of a real run ends the process with
/// RealtimeSanitizer's own status.
@Suite(.enabled(if: RealtimeSection.isChecked, "make rtsan links RealtimeSanitizer's runtime"))
struct RealtimeViolationTests {
    private static func run(with violation: @escaping @Sendable () -> Void) throws {
        let loop = try Loop(NoiseRecording(durationSeconds: 1, seizure: 90..<91).opened())
        var pipeline = loop.pipeline()
        pipeline.now = {
            violation()
            return MonotonicClock.now
        }
        _ = try loop.run(pipeline)
    }

    @Test func aSoundLoopPasses() async {
        await #expect(processExitsWith: .success) { try Self.run {} }
    }

    @Test func anArrayAppendedIsFound() async {
        await #expect(processExitsWith: .exitCode(43)) {
            let list = Grows()
            try Self.run { list.append() }
        }
    }

    @Test func aLockTakenIsFound() async {
        await #expect(processExitsWith: .exitCode(43)) {
            let lock = NSLock()
            try Self.run { lock.withLock {} }
        }
    }

    @Test func aSleepIsFound() async {
        await #expect(processExitsWith: .exitCode(43)) { try Self.run { usleep(1) } }
    }

    @Test func aWriteIsFound() async {
        await #expect(processExitsWith: .exitCode(43)) {
            try Self.run { unsafe _ = write(2, "\n", 1) }
        }
    }
}

extension DetectorModel {
    /// One that calls an octave above the baseline a seizure.
    fileprivate static func loudness(
        _ family: Family, for signal: SignalDescription
    ) -> DetectorModel {
        var model = DetectorModel(
            family: family, rateHertz: signal.rateHertz, channels: signal.channelNames,
            settings: .standard, intercept: 0, threshold: 1 << 22, backgroundScore: 0)
        switch family {
        case .linear:
            let weight = 4_096 / signal.channelNames.count
            model.weights = signal.channelNames.map { _ in [weight, 0, 0, 0, 0, 0] }
        case .travelling:
            model.weights = [[4_096, 0, 0, 0, 0, 0]]
            model.sharePermille = 500
        case .trees:
            let low = 1 << 20
            let high = 3 << 20
            model.trees = signal.channelNames.indices.map { channel in
                Tree(
                    splits: Array(repeating: [channel * 6, 1_024], count: 7),
                    values: (0..<15).map { $0 >= 11 || $0 == 2 ? high : low })
            }
            model.threshold = signal.channelNames.count * (2 << 20)
        }
        return model
    }
}

/// Touched by the loop's thread alone.
private final class Grows: @unchecked Sendable {
    private var values: [Int] = []
    func append() { values.append(values.count) }
}
