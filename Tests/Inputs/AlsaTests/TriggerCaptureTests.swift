import Acquisition
import Alsa
import Foundation
import Pipeline
import Recordings
import SignalSources
import TestSupport
import Testing

/// Edges on a line of the virtual amplifier, from its frames to the recording.
@Suite("Triggers on the virtual amplifier", .serialized)
struct TriggerCaptureTests {
    private func amplifier(
        averaged: Int = 1, period: Double, offset: Double = 0.1
    ) throws -> Amplifier {
        let amplifier = try Amplifier(channels: 3, rateHertz: 500 * averaged)
        amplifier.arguments["PULSE_CHANNEL"] = "3"
        amplifier.arguments["PULSE_PERIOD"] = "\(period)"
        amplifier.arguments["PULSE_OFFSET"] = "\(offset)"
        amplifier.arguments["PULSE_WIDTH"] = "5"
        return amplifier
    }

    private func triggers(_ change: (inout TriggerPlan.Requests) -> Void) throws -> TriggerPlan {
        var requests = TriggerPlan.Requests()
        change(&requests)
        return try TriggerPlan(
            requests, channelNames: ["CH1", "CH2", "CH3"], microvoltsPerFullScale: 8_192)
    }

    private func watch(_ run: CapturedRun) throws -> TriggerWatch {
        guard case .capture(let source) = run.outcome.source else { throw TestProblem() }
        return try #require(source.triggers)
    }

    private struct TestProblem: Error {}

    /// The device's frames with edges.
    private func edges(_ run: CapturedRun) throws -> [Int64] {
        var frames: [Int64] = []
        try watch(run).drain { if $0.kind == .edge { frames.append($0.deviceFrame) } }
        return frames
    }

    @Test(
        "edges are found to the device's sample, however many are averaged", arguments: [1, 4, 48])
    func averaged(count: Int) throws {
        // At every place in a period and in a frame of the loop, but never on a sample: there the last bit
        // of a product would decide.
        let period = 0.037_011_37
        let amplifier = try amplifier(averaged: count, period: period)
        let plan = try triggers { $0.triggers = [TriggerRequest("3")].compactMap { $0 } }
        let frames: Int64 = Extent.isFull ? 60_000 : 1_500
        let run = try amplifier.capture(frames: frames, recording: false) {
            $0.framesAveraged = count
            $0.triggers = plan
        }
        #expect(run.report.gapCount == 0)
        let rate = 500 * Double(count)
        let end = Double(frames * Int64(count))
        let expected = (0...).lazy.map { (0.1 * rate + Double($0) * (period * rate)).rounded(.up) }
            .prefix { $0 < end }.map { Int64($0) }
        #expect(try edges(run) == Array(expected))
    }

    @Test("the trigger line is not part of the signal, and a replay decides the same")
    func replay() throws {
        let amplifier = try amplifier(period: 0.25)
        let plan = try triggers { $0.sync = TriggerRequest("CH3:falling:2000") }
        let run = try amplifier.capture(frames: 3_000) { $0.triggers = plan }
        #expect(run.outcome.source.frontEnd.plan.outputs.map(\.name) == ["CH1", "CH2"])
        #expect(run.replayedHash == run.hash)
        #expect(try edges(run).count == 24)
    }

    @Test("an edge ends the run with its own frame, and the recording with it")
    func stop() throws {
        let amplifier = try amplifier(averaged: 4, period: 0.6, offset: 0.901)
        let plan = try triggers { $0.stopOn = TriggerRequest("3") }
        let run = try amplifier.capture(frames: 60_000) {
            $0.framesAveraged = 4
            $0.triggers = plan
        }
        // 0.901 s are device frame 1,802, in the loop's frame 450.
        #expect(run.outcome.sourceProblem == nil && !run.outcome.wasStopped)
        #expect(try watch(run).stopDeviceFrame == 1_802)
        #expect(run.outcome.framesRead == 451 && run.framesRecorded == 451)
        #expect(run.report.ledger.given == 451 && run.report.ledger.isBalanced)
        #expect(run.replayedHash == run.hash)
    }

    @Test("through overruns every edge that was delivered is in its place, and none is made up")
    func overruns() throws {
        let amplifier = try amplifier(period: 0.1)
        try amplifier.inject((1...12).map { "\($0 * 121) overrun \($0 * 3)" })
        let plan = try triggers { $0.triggers = [TriggerRequest("3")].compactMap { $0 } }
        let run = try amplifier.capture(frames: 2_000, recording: false) { $0.triggers = plan }
        let found = try edges(run)
        let gaps = run.report.gaps.map { $0.firstFrame..<$0.firstFrame + $0.frames }
        #expect(!gaps.isEmpty)
        let expected = stride(from: Int64(50), to: 2_000, by: 50).filter { edge in
            // The line must have been seen low before.
            !gaps.contains { $0.contains(edge) || $0.upperBound == edge }
        }
        #expect(found == expected, "\(gaps)")
    }

    @Test("another clock's train is told from ours")
    func sync() throws {
        let amplifier = try amplifier(period: 0.100_008)
        let plan = try triggers {
            $0.sync = TriggerRequest("3")
            $0.syncPeriodSeconds = 0.1
        }
        let run = try amplifier.capture(frames: 3_000, recording: false) { $0.triggers = plan }
        var train = SyncTrain(periodSeconds: 0.1, rateHertz: 500)
        for frame in try edges(run) { train.take(deviceFrame: frame) }
        let found = try #require(train.alignment)
        #expect(train.pulses == 59 && train.pulsesMissing == 0)
        // The amplifier counts 100.008 ms for what the other takes for 100.
        #expect(abs(found.driftPartsPerMillion - 80) < found.driftUncertaintyPartsPerMillion)
        #expect(abs(found.offsetSeconds - 0.1) < found.offsetUncertaintySeconds)
        #expect(found.offsetUncertaintySeconds < 0.005)
    }
}
