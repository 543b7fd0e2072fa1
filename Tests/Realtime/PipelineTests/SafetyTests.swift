import Foundation
import Realtime
import Recordings
import Testing

@testable import Pipeline

/// What goes wrong outside the loop ends in its safe state, with the charge balanced (contract 5).
@Suite struct SafetyTests {
    /// One ring slot each: the source is at most a few hops ahead of the observer.
    private func tight(_ loop: Loop, pace: Pace = .unpaced) -> Pipeline {
        var pipeline = loop.pipeline(pace: pace, blockFrames: loop.hopFrames)
        pipeline.frameSlotCount = 1
        pipeline.telemetrySlotCount = 1
        return pipeline
    }

    @Test func stopInABurstBalancesTheCharge() throws {
        let loop = try Loop(NoiseRecording().opened(), cuttingSettings())
        let stop = Flag()
        let run = try loop.run(tight(loop), stopping: { stop.isSet }) { report in
            if report.pulses.contains(where: { $0.pulseIndex >= 20 }) { stop.set() }
        }
        #expect(run.outcome.wasStopped)
        #expect(run.outcome.sourceProblem == nil)
        let ledger = run.outcome.ledger
        #expect(ledger.pulsesIssued > 20 && ledger.pulsesIssued < 600)
        #expect(ledger.pulsesCut == 1)
        #expect(ledger.netPicocoulombs == 0)
        #expect(ledger.imbalancePicocoulombsMax == 0)
        #expect(run.pulseCount == Int(ledger.pulsesIssued))
        let last = try #require(run.last)
        #expect(last.record.isLast)
        #expect(last.record.decision.state == .safe)
        #expect(last.record.decision.safeStateReason == .stoppedByUser)
        #expect(last.pulses.last?.wasCut == true)
        #expect(last.pulses.last?.imbalancePicocoulombs == 0)
    }

    @Test func stopAtOnceLeavesAnOrderlyEnd() throws {
        let loop = try Loop(NoiseRecording().opened())
        let run = try loop.run(tight(loop), stopping: { true })
        #expect(run.outcome.wasStopped)
        #expect(run.outcome.framesRead == Int64(loop.hopFrames))
        #expect(run.outcome.ledger.pulsesIssued == 0)
        #expect(run.last?.record.isLast == true)
    }

    @Test func theEndOfTheRecordingInABurstCutsIt() throws {
        let loop = try Loop(NoiseRecording().opened(), cuttingSettings())
        let whole = try loop.run(loop.pipeline())
        let first = try #require(whole.reports.lazy.flatMap(\.pulses).first)
        let end = Double(first.startMicroseconds) / 1e6 + 0.5
        let run = try loop.run(loop.pipeline(), to: end)
        #expect(!run.outcome.wasStopped)
        #expect(run.outcome.ledger.netPicocoulombs == 0)
        #expect((80...120).contains(run.outcome.ledger.pulsesIssued))
        #expect(run.pulseCount == Int(run.outcome.ledger.pulsesIssued))
        #expect(run.last?.record.decision.safeStateReason == .sourceEnded)
    }

    /// Records of a second and 51 KB; the reader holds 1 MiB of them.
    @Test func aFileThatIsCutWhileItIsReadIsASourceProblem() throws {
        let path = temporaryPath("cut.edf")
        defer { remove(path) }
        try NoiseRecording(
            channelCount: 256, rateHertz: 100, durationSeconds: 40, seizure: 90..<91
        ).write(to: path)
        var settings = try cuttingSettings()
        // So many that the source takes 590 frames at a time.
        settings.frontEnd.channels = ["N1*"]
        let loop = try Loop(Recording(opening: path), settings)
        let pipeline = tight(loop)
        var isCut = false
        let run = try loop.run(
            pipeline,
            observe: { _ in
                guard !isCut else { return }
                isCut = true
                #expect(unsafe truncate(path, 1 << 20) == 0)
            })
        let problem = try #require(run.outcome.sourceProblem)
        #expect(problem.contains("cut.edf: byte "))
        #expect(!problem.contains("\n"))
        #expect(!run.outcome.wasStopped)
        #expect(run.outcome.framesRead > 0 && run.outcome.framesRead < 4_000)
        #expect(run.hops.count == Int(run.outcome.framesRead) / loop.hopFrames)
        #expect(run.last?.record.decision.state == .safe)
        #expect(run.last?.record.decision.safeStateReason == .sourceLost)
        #expect(run.outcome.ledger.netPicocoulombs == 0)
    }

    /// A gap in the middle of the burst: the pulse under way is cut and balanced, the safe state
    /// lasts its time, and then the loop may stimulate again.
    @Test func aGapCutsTheBurstAndTheLoopArmsAgain() throws {
        var noise = NoiseRecording(durationSeconds: 30, seizure: 10..<14)
        let whole = try Loop(noise.opened(), cuttingSettings())
        let undisturbed = try whole.run(whole.pipeline())
        let first = try #require(undisturbed.reports.lazy.flatMap(\.pulses).first)
        let second = Int(first.startMicroseconds / 1_000_000) + 1
        noise.gaps = [second: 2.5]

        let loop = try Loop(noise.opened(), cuttingSettings())
        let run = try loop.run(loop.pipeline())
        let place = try #require(run.hops.firstIndex { $0.record.missingFrames > 0 })
        let record = run.hops[place].record
        #expect(record.missingFrames == 500)
        #expect(record.firstMissingFrame == Int64(second * 200))
        #expect(!record.isAfterOverrun)
        #expect(record.decision.state == .safe)
        #expect(record.decision.safeStateReason == .recordingGap)
        #expect(run.hops.filter { $0.record.missingFrames > 0 }.count == 1)
        #expect(run.outcome.ledger.pulsesCut == 1)
        #expect(run.outcome.ledger.netPicocoulombs == 0)
        let cut = try #require(run.hops[place].pulses.last)
        #expect(cut.wasCut && cut.startMicroseconds < second * 1_000_000)

        let safe = run.hops[place...].prefix { $0.record.decision.state == .safe }
        #expect(safe.count == Int(loop.planned.plan.safeStateHops))
        #expect(safe.dropFirst().allSatisfy { $0.pulses.isEmpty })
        let after = run.hops[(place + safe.count)...]
        #expect(!after.isEmpty && after.allSatisfy { $0.record.decision.state != .safe })
        #expect(after.last?.record.decision.state == .watching)
    }

    /// Stretches shorter than a block, and one that ends the recording without a whole hop.
    @Test(arguments: [1, 3, 4, 256]) func everyGapIsToldOf(blockFrames: Int) throws {
        let noise = NoiseRecording(
            rateHertz: 101, durationSeconds: 7, seizure: 90..<91, gaps: [2: 0.5, 3: 1, 6: 7])
        let loop = try Loop(noise.opened())
        let run = try loop.run(loop.pipeline(blockFrames: blockFrames))
        let gaps = run.reports.filter { $0.record.missingFrames > 0 }
        #expect(gaps.map(\.record.missingFrames).reduce(0, +) == run.missingByFrameIndex(loop))
        #expect(gaps.count == 3)
    }

    /// A ring of one block, and a loop that stands still in the first until eight have come.
    @Test func anOverrunIsCountedAndLeadsToTheSafeState() throws {
        let loop = try Loop(NoiseRecording().opened())
        var pipeline = loop.pipeline(pace: .speed(Ratio(10_000)), blockFrames: 1)
        pipeline.frameSlotCount = 1
        pipeline.telemetrySlotCount = 8_192
        let handedOver = Counter()
        pipeline.now = {
            while handedOver.value < 8 {}
            return MonotonicClock.now
        }
        let run = try loop.run(
            pipeline,
            stopping: {
                handedOver.increment()
                return false
            })
        #expect(run.outcome.framesRead == 24 * 200)
        #expect(run.outcome.framesDropped >= 6)
        let overruns = run.reports.filter(\.record.isAfterOverrun)
        #expect(!overruns.isEmpty)
        #expect(
            overruns.map(\.record.missingFrames).reduce(0, +) <= run.outcome.framesDropped)
        for report in overruns where !report.record.isLast {
            #expect(report.record.missingFrames > 0)
            #expect(report.record.decision.state == .safe)
            #expect(report.record.decision.safeStateReason == .ringOverrun)
        }
        #expect(run.outcome.ledger.netPicocoulombs == 0)
    }
}

extension Observed {
    /// Frames that no block brought, from the span of indices and the number of frames read.
    func missingByFrameIndex(_ loop: Loop) -> Int64 {
        (last?.record.decision.endFrame ?? 0) - outcome.framesRead
    }
}
