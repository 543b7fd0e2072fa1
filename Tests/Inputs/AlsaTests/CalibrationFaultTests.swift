import Acquisition
import Alsa
import Foundation
import Planning
import Runs
import SignalSources
import TestSupport
import Testing

/// What a calibration refuses, and what happens to frames that are lost or clipped.
@Suite("Calibration of an amplifier that fails", .serialized)
struct CalibrationFaultTests {
    @Test(
        "a channel that has not the sine is named",
        arguments: [
            (["GAINS": "1:3:1", "SINE_LEVEL": "0.4"], "CH2: the sine is clipped, "),
            (["GAINS": "1:1:0"], "CH3: no sine of 10 Hz: "),
            (["SINE": "25.0"], "CH1: its sine has 25 Hz, not the 10 Hz of --sine"),
            (["SINE_LEVEL": "0.001", "NOISE": "0.01"], "CH1: no sine of 10 Hz: "),
        ])
    func refused(arguments: [String: String], words: String) throws {
        let errors = InputErrors(gains: [1, 1, 1], offsets: [0, 0, 0])
        let (amplifier, timeline) = try errors.amplifier(rateHertz: 1_000)
        amplifier.arguments["SINE"] = "10.0"
        amplifier.arguments.merge(arguments) { $1 }
        let error = #expect(throws: (any Error).self) {
            _ = try amplifier.calibrate(timeline) { $0.seconds = 4 }
        }
        #expect("\(error.map { "\($0)" } ?? "")".hasPrefix(words), "\(String(describing: error))")
    }

    @Test("a sample that is no number is told, not taken for 0", arguments: [Float.nan, .infinity])
    func noNumber(value: Float) throws {
        let (amplifier, timeline) = try InputErrors(gains: [1, 1], offsets: [0, 0])
            .amplifier(rateHertz: 1_000, format: "FLOAT_LE")
        for errors in ["GAINS", "OFFSETS", "NOISE", "HIGH_PASS"] {
            amplifier.arguments[errors] = nil
        }
        var samples = (0..<2_000).map { Float(sin(2 * .pi * 10 * Double($0 / 2) / 1_000)) / 4 }
        samples[1_001] = value
        let bytes = unsafe samples.withUnsafeBytes { unsafe Array($0) }
        amplifier.arguments["FILE"] = try amplifier.write(bytes, to: "signal.raw")
        let error = #expect(throws: RunError.self) {
            _ = try amplifier.calibrate(timeline) { $0.seconds = 4 }
        }
        #expect("\(error.map { "\($0)" } ?? "")".hasPrefix("CH2: a sample is no number"))
    }

    @Test("where frames are lost the measurement begins anew, and is none the worse")
    func overrun() throws {
        let errors = InputErrors(channels: 2, seed: 3)
        let (amplifier, timeline) = try errors.amplifier(rateHertz: 1_000)
        amplifier.arguments["SINE"] = "10.0"
        try amplifier.inject(["3000 overrun 37", "6000 overrun"])
        let found = try amplifier.calibrate(timeline) { $0.seconds = 4 }
        for (input, gain) in zip(found.inputs, errors.gains) {
            #expect(abs(input.gain / abs(gain) - 1) < 0.001)
        }
        #expect(try amplifier.ledger().count { $0.kind == "overrun" } == 2)
    }

    @Test(
        "a device that cannot be measured says why",
        arguments: [
            ((1...40).map { "\($0 * 1_000) overrun" }, "frames were lost again and again"),
            (["2000 disconnect 3600"], "the device is not there, or was unplugged"),
            (["2000 freeze"], "no frame came for two seconds"),
        ])
    func broken(faults: [String], words: String) throws {
        let errors = InputErrors(gains: [1], offsets: [0])
        let (amplifier, timeline) = try errors.amplifier(rateHertz: 1_000)
        amplifier.arguments["SINE"] = "10.0"
        try amplifier.inject(faults)
        let error = #expect(throws: (any Error).self) {
            _ = try amplifier.calibrate(timeline) { $0.seconds = 4 }
        }
        let line = error.map { "\($0)" } ?? ""
        #expect(line.hasPrefix("quench:") && line.contains(words), "\(line)")
    }

    @Test(
        "samples at the converter's end count as clipped, also where a calibration brings them back"
    )
    func clipped() throws {
        let errors = InputErrors(gains: [4], offsets: [0], noise: 0)
        let (amplifier, _) = try errors.amplifier(rateHertz: 1_000, format: "S16_LE")
        amplifier.arguments["SINE"] = "10.0"
        amplifier.arguments["SINE_LEVEL"] = "0.5"
        amplifier.arguments["TIME"] = nil
        let run = try amplifier.capture(frames: 1_000, recording: false) {
            $0.corrections = [0: InputCorrection(gain: 4, offsetMicrovolts: 0)]
        }
        // Twice full scale at its peak: beyond it two thirds of the time.
        #expect(abs(Double(run.report.clippedSamples) - 667) < 15)
        // A quarter of full scale of 32,768 counts.
        #expect(run.firstCounts.map { abs(Int($0.count)) }.max() == 8_192)
    }

    @Test("gain, offset and rounding of the amplifier are what its arguments say")
    func amplifierErrors() throws {
        let errors = InputErrors(gains: [0.5, -2, 1], offsets: [0.25, 0, -0.5], noise: 0)
        let (amplifier, _) = try errors.amplifier(rateHertz: 1_000, format: "S16_LE")
        amplifier.arguments["TIME"] = nil
        amplifier.arguments["NOISE"] = nil
        let stream = try CaptureStream(amplifier.request)
        #expect(stream.start() == .frames(0))
        let read = stream.read(frames: 20)
        let samples = unsafe read.bytes.withUnsafeBytes { bytes in
            (0..<60).map { unsafe Int(bytes.loadUnaligned(fromByteOffset: 2 * $0, as: Int16.self)) }
        }
        for frame in 0..<20 {
            let counter = [0, 101, 202].map { frame + $0 + 1 }
            #expect(
                samples[3 * frame]
                    == Int((Double(counter[0]) / 2 + 8_192).rounded(.toNearestOrEven)))
            #expect(samples[3 * frame + 1] == -2 * counter[1])
            #expect(samples[3 * frame + 2] == counter[2] - 16_384)
        }
        for mistake in ["1:2:3:4", "1;2", "x", "1e9"] {
            let wrong = try Amplifier(channels: 3, rateHertz: 1_000)
            wrong.arguments["GAINS"] = mistake
            #expect(throws: AlsaError.self) { try CaptureStream(wrong.request) }
        }
    }
}
