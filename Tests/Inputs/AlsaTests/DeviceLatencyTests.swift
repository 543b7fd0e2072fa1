import Acquisition
import Alsa
import Foundation
import Pipeline
import Planning
import SignalSources
import TestSupport
import Testing

/// The compute latency of every hop in two parts, on a device whose part is known, in simulated time.
@Suite("What of the latency is the device's")
struct DeviceLatencyTests {
    /// Of each hop, ms: the device's part and the program's.
    private func measured(period: Int, held: Int) throws -> [(device: Double, program: Double)] {
        let amplifier = try Amplifier(channels: 2, rateHertz: 1_000)
        let output = try Amplifier(channels: 1, rateHertz: 8_000)
        let time = try AmplifierTime(path: amplifier.file("time"))
        let timeline = Timeline.simulated(
            SimulatedTime(startNanoseconds: 1_000_000_000) { time.set($0) })
        amplifier.arguments["TIME"] = time.path
        amplifier.arguments["HOLD"] = "\(held)"
        output.arguments["TIME"] = time.path
        var settings = CaptureSettings(request: amplifier.request)
        settings.request.periodFrames = period
        let rate = try #require(settings.rate)
        let frontEnd = try FrontEndPlan(
            Settings.standard.frontEnd, for: settings.channels(rate: rate))
        let planned = try Planner.plan(.standard, for: frontEnd.signal)
        #expect(planned.plan.detection.hopFrames == 20)
        let source = try CaptureSource(
            settings, frontEnd, durationFrames: 3_000,
            output: try PulseOutput(output.request, timeline: timeline), timeline: timeline,
            isStopped: { false })
        var pipeline = Pipeline(plan: planned.plan, pace: .unpaced)
        pipeline.now = { timeline.now }
        var parts: [(device: Double, program: Double)] = []
        _ = try pipeline.run(.capture(source)) { report in
            guard !report.record.isLast, !report.record.isHeld else { return }
            let stamps = report.record.stamps
            parts.append(
                (Double(stamps.heldByDevice) / 1e6, Double(stamps.programNanoseconds) / 1e6))
            #expect(
                stamps.heldByDevice + stamps.programNanoseconds == stamps.computeNanoseconds)
        }
        return parts
    }

    @Test(
        "it is the rest of the period and what the device keeps back, and no more",
        arguments: [4, 8, 20, 32], [0, 7])
    func device(period: Int, held: Int) throws {
        let parts = try measured(period: period, held: held)
        #expect(parts.count == 150)
        // The clock has seen a few periods by then.
        for (hop, part) in parts.enumerated().dropFirst(10) {
            let end = (hop + 1) * 20
            let rest = (end + period - 1) / period * period - end
            #expect(abs(part.device - Double(rest + held)) < 0.1, "hop \(hop): \(part.device) ms")
            // Simulated time stands while the program works, and goes on by a sixteenth of a frame.
            #expect(part.program > -0.1 && part.program < 0.2, "hop \(hop): \(part.program) ms")
        }
    }
}
