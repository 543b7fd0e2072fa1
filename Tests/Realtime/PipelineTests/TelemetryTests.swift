import Foundation
import Realtime
import Synchronization
import Testing

@testable import Pipeline

/// Who reads the telemetry may be slow: unpaced nothing is lost, paced the loop does not wait.
@Suite struct TelemetryTests {
    private static let recording = Result { try NoiseRecording(durationSeconds: 14).opened() }

    @Test(arguments: [1, 2, 256]) func unpacedTelemetryIsComplete(slotCount: Int) throws {
        let loop = try Loop(Self.recording.get())
        var pipeline = loop.pipeline()
        pipeline.telemetrySlotCount = slotCount
        let run = try loop.run(
            pipeline,
            observe: { report in
                if report.record.decision.hop % 16 == 0 { usleep(500) }
            })
        #expect(run.outcome.telemetryLost == 0)
        #expect(
            run.hops.map(\.record.decision.hop) == (0..<Int64(14 * 200 / loop.hopFrames)).map { $0 }
        )
        #expect(run.pulseCount == Int(run.outcome.ledger.pulsesIssued))
        #expect(run.reports.filter(\.record.isLast).count == 1)
    }

    /// The observer does not return from the first hop before the loop has made its last decision.
    @Test func pacedLoopDoesNotWaitForItsObserver() throws {
        let loop = try Loop(Self.recording.get())
        let reference = try loop.run(loop.pipeline())
        let hopCount = 14 * 200 / loop.hopFrames
        let run = try Self.runHeldUp(loop, telemetrySlotCount: 4, hopCount: hopCount)
        #expect(run.outcome.framesRead == 14 * 200)
        #expect(run.outcome.framesDropped == 0)
        #expect(run.outcome.decisionHash == reference.outcome.decisionHash)
        // The first hop, which had left its slot, and four that wait.
        #expect(run.hops.count == 5)
        #expect(run.hops.count + Int(run.outcome.telemetryLost) == hopCount)
        #expect(run.last?.record.isLast == true)
        let hops = run.hops.map(\.record.decision.hop)
        #expect(hops == hops.sorted())
    }

    /// What is missing is told of by the next record that goes out.
    @Test func gapIsToldOfAlsoWhenItsHopWasLost() throws {
        let noise = NoiseRecording(durationSeconds: 8, seizure: 50..<51, gaps: [4: 3])
        let loop = try Loop(noise.opened())
        let hopCount = 8 * 200 / loop.hopFrames
        let run = try Self.runHeldUp(loop, telemetrySlotCount: 1, hopCount: hopCount)
        #expect(run.outcome.telemetryLost == Int64(hopCount - 2))
        #expect(run.reports.map(\.record.missingFrames).reduce(0, +) == 600)
        let told = try #require(run.reports.first { $0.record.missingFrames > 0 })
        #expect(told.record.firstMissingFrame == 800)
    }

    /// A paced run with room for every frame, whose observer looks at the first hop until the loop,
    /// which asks for the time once a block and twice a hop, has made every decision.
    private static func runHeldUp(
        _ loop: Loop, telemetrySlotCount: Int, hopCount: Int
    ) throws -> Observed {
        let looks = Counter()
        var pipeline = loop.pipeline(
            pace: .speed(Ratio(1_000)), blockFrames: loop.hopFrames)
        pipeline.frameSlotCount = 4_096
        pipeline.telemetrySlotCount = telemetrySlotCount
        pipeline.now = {
            looks.increment()
            return MonotonicClock.now
        }
        return try loop.run(
            pipeline,
            observe: { report in
                while report.record.decision.hop == 0, looks.value < 3 * hopCount { usleep(100) }
            })
    }
}

final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .acquiring) }
    func increment() { count.add(1, ordering: .acquiringAndReleasing) }
}
