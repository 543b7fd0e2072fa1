import FirmwareBench
import Foundation
import Pipeline
import Planning
import SignalSources
import Testing

@Suite("Host's side of the comparison")
struct HostRunTests {
    @Test("the host's run has the hash, pulses and frames of a replay of the same recording")
    func asReplay() throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "host-run-\(UUID().uuidString).edf")
        defer { try? FileManager.default.removeItem(at: url) }
        var generator = SignalGenerator()
        generator.channelCount = 4
        generator.rateHertz = 200
        generator.durationSeconds = 80
        try generator.write(to: url.path)
        let (source, planned) = try FirmwareCheck.plan(url, .standard, from: nil)

        var hops = 0
        let outcome = try Pipeline(plan: planned.plan, pace: .unpaced).run(.recording(source)) {
            if !$0.record.isLast { hops += 1 }
        }
        var copied: Int64 = 0
        let host = try HostRun(
            .recording(source), plan: planned.plan, frameCountMax: .max,
            copy: { _, counts in copied += Int64(counts.count) })

        #expect(host.decisionHash == outcome.decisionHash)
        #expect(host.pulses.count == Int(outcome.ledger.pulsesIssued))
        #expect(!host.pulses.isEmpty)
        #expect(host.hops.count == hops)
        #expect(host.frameCount == outcome.framesRead && copied == outcome.framesRead)
    }

    @Test("only so many frames as asked for are taken")
    func part() throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "host-run-\(UUID().uuidString).edf")
        defer { try? FileManager.default.removeItem(at: url) }
        var generator = SignalGenerator()
        generator.channelCount = 2
        generator.durationSeconds = 30
        try generator.write(to: url.path)
        let (source, planned) = try FirmwareCheck.plan(url, .standard, from: 10)
        let host = try HostRun(
            .recording(source), plan: planned.plan, frameCountMax: 1_001, copy: { _, _ in })
        #expect(host.frameCount == 1_001)
        #expect(host.hops.first?.endFrame == 2_560 + Int64(planned.plan.detection.hopFrames))
    }
}
