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

    /// The observer does not return from the first hop before the source has ended.
    @Test func pacedLoopDoesNotWaitForItsObserver() throws {
        let loop = try Loop(Self.recording.get())
        let reference = try loop.run(loop.pipeline())
        let blockCount = 14 * 200 / loop.hopFrames
        var pipeline = loop.pipeline(pace: .speed(Ratio(1_000)))
        pipeline.frameSlotCount = 4_096
        pipeline.telemetrySlotCount = 4
        let counter = Counter()
        let run = try loop.run(
            pipeline,
            stopping: {
                counter.increment()
                return false
            }
        ) { report in
            while report.record.decision.hop == 0, counter.value < blockCount { usleep(100) }
            if !report.record.isLast { usleep(200) }
        }
        #expect(run.outcome.framesRead == 14 * 200)
        #expect(run.outcome.framesDropped == 0)
        #expect(run.outcome.decisionHash == reference.outcome.decisionHash)
        #expect(run.outcome.telemetryLost > 0)
        #expect(run.hops.count + Int(run.outcome.telemetryLost) == blockCount)
        #expect(run.last?.record.isLast == true)
        let hops = run.hops.map(\.record.decision.hop)
        #expect(hops == hops.sorted())
    }

    /// What is missing is told of by the next record that goes out.
    @Test func gapIsToldOfAlsoWhenItsHopWasLost() throws {
        let noise = NoiseRecording(durationSeconds: 8, loudSeconds: 50..<51, gaps: [4: 3])
        let loop = try Loop(noise.opened())
        let counter = Counter()
        var pipeline = loop.pipeline(pace: .speed(Ratio(1_000)))
        pipeline.frameSlotCount = 4_096
        pipeline.telemetrySlotCount = 1
        let run = try loop.run(
            pipeline,
            stopping: {
                counter.increment()
                return false
            }
        ) { report in
            while report.record.decision.hop == 0, counter.value < 8 * 200 / loop.hopFrames {
                usleep(100)
            }
        }
        #expect(run.reports.map(\.record.missingFrames).reduce(0, +) == 600)
        let told = try #require(run.reports.first { $0.record.missingFrames > 0 })
        #expect(told.record.firstMissingFrame == 800)
    }
}

final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .acquiring) }
    func increment() { count.add(1, ordering: .acquiringAndReleasing) }
}
