import Acquisition
import Foundation
import Planning
import Runs
import SignalSources
import TestSupport
import Testing

/// The errors of an amplifier's inputs: shares of full scale for the offsets and the noise.
struct InputErrors: Sendable {
    var gains: [Double]
    var offsets: [Double]
    var noise = 0.000_25
    var highPass = 0.0

    init(gains: [Double], offsets: [Double], noise: Double = 0.000_25) {
        self.gains = gains
        self.offsets = offsets
        self.noise = noise
    }

    /// Of a seed; fewer than half are inverted.
    init(channels: Int, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        gains = (0..<channels).map { channel in
            (channel % 3 == 1 ? -1.0 : 1) * Double.random(in: 0.7...1.4, using: &random)
        }
        offsets = (0..<channels).map { _ in Double.random(in: -0.1...0.1, using: &random) }
    }

    /// An amplifier that has them, in time that passes as it is waited for.
    func amplifier(rateHertz: Int, format: String = "S24_LE") throws -> (Amplifier, Timeline) {
        let amplifier = try Amplifier(channels: gains.count, rateHertz: rateHertz)
        let time = try AmplifierTime(path: amplifier.file("time"))
        amplifier.arguments["TIME"] = time.path
        amplifier.arguments["FORMAT"] = format
        amplifier.arguments["GAINS"] = Self.list(gains)
        amplifier.arguments["OFFSETS"] = Self.list(offsets)
        amplifier.arguments["NOISE"] = String(format: "%.9f", noise)
        amplifier.arguments["HIGH_PASS"] = "\(highPass)"
        let simulated = SimulatedTime(startNanoseconds: 1_000_000_000) { time.set($0) }
        return (amplifier, .simulated(simulated))
    }

    private static func list(_ values: [Double]) -> String {
        values.map { String(format: "%.6f", $0) }.joined(separator: ":")
    }
}

extension Amplifier {
    /// Calibrates it against 2,048 µV.
    func calibrate(
        _ timeline: Timeline, hertz: Double = 10,
        _ change: (inout CalibrationRun.Options) -> Void = { _ in }
    ) throws -> Calibration {
        var options = CalibrationRun.Options(
            CaptureSettings(request: request), sineHertz: hertz, sineMicrovolts: 2_048)
        options.timeline = timeline
        options.measuredAt = "2026-11-30T05:00:00+00:00"
        change(&options)
        var run = try CalibrationRun(options) { _ in }
        let found = try run.run(isStopped: { false }) { _ in }
        return try #require(found)
    }
}
