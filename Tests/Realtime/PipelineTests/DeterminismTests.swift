import Foundation
import Realtime
import Recordings
import SignalSources
import Testing

@testable import Pipeline

/// The same counts give the same decisions, however they come (contract 2).
@Suite struct DeterminismTests {
    private static let recording = Result { try NoiseRecording().opened() }

    @Test func hashDoesNotDependOnTheBlockSize() throws {
        let loop = try Loop(Self.recording.get())
        let reference = try loop.run(loop.pipeline())
        #expect(reference.outcome.ledger.therapies > 0)
        for blockFrames in [1, 2, 3, 4, 5, 7, 8, 13, 31, 64, 100, 127, 255, 256, 257, 511, 512] {
            let run = try loop.run(loop.pipeline(blockFrames: blockFrames))
            #expect(
                run.outcome.decisionHash == reference.outcome.decisionHash, "block \(blockFrames)")
            #expect(run.outcome.ledger == reference.outcome.ledger, "block \(blockFrames)")
            #expect(run.hops.count == reference.hops.count, "block \(blockFrames)")
        }
    }

    @Test func hashIsThatOfTheLastRecord() throws {
        let loop = try Loop(Self.recording.get())
        let run = try loop.run(loop.pipeline())
        #expect(run.last?.record.isLast == true)
        #expect(run.last?.record.decisionHash == run.outcome.decisionHash)
    }

    /// A ring that holds the whole recording: nothing can be dropped, however the machine stalls.
    @Test(arguments: [1, 3, 4, 64]) func pacedRunDecidesTheSame(blockFrames: Int) throws {
        let loop = try Loop(Self.recording.get())
        let reference = try loop.run(loop.pipeline())
        var pipeline = loop.pipeline(pace: .speed(Ratio(200)), blockFrames: blockFrames)
        pipeline.frameSlotCount = 8_192
        let run = try loop.run(pipeline)
        #expect(run.outcome.framesDropped == 0)
        #expect(run.outcome.decisionHash == reference.outcome.decisionHash)
        #expect(run.outcome.ledger == reference.outcome.ledger)
    }

    /// With the ring as it is, and a source that is never more than a quarter of it ahead of what
    /// has been observed: nothing can be dropped here either.
    @Test func pacedRunWithItsOwnRingDecidesTheSame() throws {
        let loop = try Loop(Self.recording.get())
        let whole = try loop.run(loop.pipeline(), to: 14)
        let pipeline = loop.pipeline(pace: .speed(Ratio(50)), blockFrames: loop.hopFrames)
        let ahead = 128
        let (handedOver, observed) = (Counter(), Counter())
        let run = try loop.run(
            pipeline, to: 14,
            stopping: {
                handedOver.increment()
                while handedOver.value - observed.value > ahead { usleep(100) }
                return false
            },
            observe: { _ in observed.increment() })
        #expect(run.outcome.framesDropped == 0 && run.outcome.telemetryLost == 0)
        #expect(run.hops.count == whole.hops.count)
        #expect(run.outcome.decisionHash == whole.outcome.decisionHash)
    }

    @Test func theGeneratedRecordingDecidesTheSameToo() throws {
        let path = temporaryPath("generated.edf")
        defer { remove(path) }
        var generator = SignalGenerator()
        generator.durationSeconds = 80
        generator.rateHertz = 128
        generator.channelCount = 3
        try generator.write(to: path)
        let loop = try Loop(Recording(opening: path))
        let runs = try [1, 100, 512].map { try loop.run(loop.pipeline(blockFrames: $0)) }
        #expect(Set(runs.map(\.outcome.decisionHash)).count == 1)
        #expect(runs[0].outcome.ledger.therapies > 0)
    }

    /// Hops begin at the first frame of the stretch, and times stay those of the recording.
    @Test func aStretchKeepsTheRecordingsTimes() throws {
        let loop = try Loop(Self.recording.get())
        let run = try loop.run(loop.pipeline(), from: 5, to: 14)
        let first = try #require(run.hops.first)
        #expect(first.record.decision.endFrame == Int64(5 * 200 + loop.hopFrames))
        #expect(run.hops.count == 9 * 200 / loop.hopFrames)
        #expect(run.outcome.framesRead == 9 * 200)
        let pulse = try #require(run.reports.lazy.flatMap(\.pulses).first)
        #expect(pulse.startMicroseconds > 10_000_000 && pulse.startMicroseconds < 14_000_000)
    }

    @Test func pacedBlocksAreDueOneAfterAnother() throws {
        let loop = try Loop(Self.recording.get())
        var pipeline = loop.pipeline(pace: .speed(Ratio(200)))
        pipeline.telemetrySlotCount = 4_096
        pipeline.frameSlotCount = 4_096
        let run = try loop.run(pipeline, to: 4)
        #expect(run.hops.count == 4 * 200 / loop.hopFrames)
        for (earlier, later) in zip(run.hops, run.hops.dropFirst()) {
            // 20 ms at 200 times real time, rounded up to the nanosecond at each end.
            let step = later.record.stamps.acquiredLast - earlier.record.stamps.acquiredLast
            #expect((99_999...100_001).contains(step))
            #expect(later.record.stamps.decided >= later.record.stamps.acquiredLast)
        }
    }
}
