import Foundation
import Journal
import TestSupport
import Testing

/// `quench calibrate` and `quench capture --calibration` on the virtual amplifier.
@Suite("Calibration", .enabled(if: Quench.executable != nil, Quench.missing))
struct CalibrateTests {
    private let bench: AmplifierBench
    private var folder: TemporaryFolder { bench.folder }
    private static let device = "quench:CHANNELS=3,SINE=10.0005,NOISE=0.0001,"
    private static let errors = "GAINS=1.1:-0.9:1.25,OFFSETS=0.01:-0.02"

    init() throws { bench = try AmplifierBench() }

    private func run(_ line: String) throws -> Quench.Result { try bench.run(line) }

    private func calibrate(_ options: String, errors: String = errors) throws -> Quench.Result {
        try run(
            "calibrate --device \(Self.device)\(errors) --channels 3 --rate 1000 "
                + "--sine 10 --microvolts 2048 --seconds 2 \(options)")
    }

    private func capture(_ options: String) throws -> Quench.Result {
        try run(
            "capture --channels 3 --rate 1000 --duration 2 --output out --no-fail-on-miss "
                + options)
    }

    @Test func whatIsMeasuredIsAppliedByACapture() throws {
        let measured = try calibrate("--json")
        #expect(measured.status == 0, "\(measured.errors)")
        let json = try jsonObject(measured.output)
        let inputs = try #require(json["inputs"] as? [[String: Any]])
        for (input, expected) in zip(inputs, [(1.1, 81.92), (0.9, -163.84), (1.25, 0)]) {
            let gain = try #require(input["gain"] as? Double)
            let offset = try #require(input["offsetMicrovolts"] as? Double)
            #expect(abs(gain / expected.0 - 1) < 0.001 && abs(offset - expected.1) < 0.5)
            #expect(input["lowHertz"] is NSNull)
        }
        #expect(inputs.map { $0["inverted"] as? Bool } == [false, true, false])
        #expect(json["polarity"] as? String == "relative")
        let device = "--device \(Self.device)\(Self.errors) --calibration calibration.yaml"
        let result = try capture("\(device) --record in.edf")
        #expect(result.status == 0, "\(result.errors)")
        let told = "gains 0.9 to 1.25, 1 of 3 channels inverted"
        #expect(result.errors.contains(told), "\(result.errors)")
        let summary = try RunSummary(path: folder.file("out/summary.json"))
        let file = try #require(summary.identity?.files.first { $0.role == "calibration" })
        #expect(file.name == "calibration.yaml" && file.sha256?.count == 64)
        #expect(summary.capture?.clippedSamples == 0)
        // The same device used otherwise, and another one.
        let four = "--channels 4 --rate 1000"
        let three = "--channels 3 --rate 1000"
        for (options, words) in [
            ("\(three) \(device) --gain-uv 4096", ":8: microvoltsPerFullScale: it is of --gain-uv"),
            ("\(three) \(device) --average 2", ":7: rateHertz: it is of 1000 Hz, and the capture"),
            (
                "\(three) \(device) --format s16",
                ":5: format: it is of s32, and the capture is of s16"
            ),
            ("\(four) \(device)", ":6: channels: it is of 3 channels, and the capture is of 4"),
            (
                "\(three) --device quench --calibration calibration.yaml",
                ":4: device: it is of quench:CHANNELS=3"
            ),
        ] {
            let refused = try run("capture \(options) --duration 2 --output again")
            #expect(refused.status == 1 && refused.errorLines.count == 1, "\(refused.errors)")
            #expect(
                refused.errors.contains("quench: calibration.yaml\(words)"), "\(refused.errors)")
        }
        #expect(!names(in: folder.path).contains("again"))
        #expect(try calibrate("").errors.contains("calibration.yaml: is there already"))
    }

    @Test func aFileThatIsDamagedIsRefusedByItsLine() throws {
        try #require(try calibrate("--only 1,2 --output c.yaml").status == 0)
        let text = String(decoding: try folder.bytes("c.yaml"), as: UTF8.self)
        let device = "--device \(Self.device)\(Self.errors)"
        for (what, by, words) in [
            ("gain: 1.", "gain: 0 #", "inputs[0].gain: a number from 1e-06 to"),
            ("rateHertz:", "rate:", "rateHertz: is missing"),
            ("polarity:", "colour: 3\npolarity:", "colour: unknown field"),
            ("device:", "device: [", "bad.yaml:"),
            ("", "", "inputs: channel 3 (CH3) is not in it; calibrate it too"),
        ] {
            let place = what.isEmpty ? text.startIndex..<text.startIndex : text.range(of: what)
            let damaged = text.replacingCharacters(in: try #require(place), with: by)
            try folder.write(damaged, to: "bad.yaml")
            let result = try capture("\(device) --calibration bad.yaml")
            #expect(result.status == 1 && result.errorLines.count == 1, "\(result.errors)")
            #expect(result.errors.hasPrefix("quench: bad.yaml:"))
            #expect(result.errors.contains(words), "\(result.errors)")
        }
        let absent = try capture("\(device) --calibration absent.yaml")
        #expect(absent.status == 1 && absent.errors.contains("absent.yaml"))
        // A trigger line needs none.
        let line = try capture("\(device) --calibration c.yaml --trigger 3")
        #expect(line.status == 0, "\(line.errors)")
    }

    @Test(
        "what cannot be measured is refused in one line, and nothing is written",
        arguments: [
            ("--sine 0", 64, "--sine must be 0.1 Hz or more"),
            ("--sine 450", 1, "--sine must be below 0.4 of the device's rate, 400 Hz"),
            ("--sine 3", 1, "--seconds must hold 20 periods of the sine: give 7 or more"),
            ("--microvolts 0", 64, "--microvolts must be"),
            ("--seconds 0.5", 64, "--seconds must be 1 to 600 s"),
            ("--only NONE", 1, "--only: the device has no channel 'NONE'"),
            ("--only 1,CH1", 1, "--only names a channel twice"),
            ("--output-rate 8000", 64, "need --out"),
            ("--output nowhere/c.yaml", 1, "nowhere/c.yaml"),
            ("--settings absent.yaml", 1, "absent.yaml"),
            ("--out quench:NAME=out,CHANNELS=1", 1, "offers channels 1, not 2"),
            ("--sine 20", 1, "CH1: its sine has 10.0005 Hz, not the 20 Hz of --sine"),
        ])
    func refused(options: String, status: Int32, words: String) throws {
        let result = try calibrate(options)
        #expect(result.status == status && !result.wasKilled, "\(result.errors)")
        let line = result.errorLines.first { $0.contains(words) }
        #expect(line != nil && (status == 64 || result.errorLines.last == line), "\(result.errors)")
        let left = names(in: folder.path).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".tmp") }
        #expect(left == [])
    }

    @Test func aSineThatIsClippedOrAbsentNamesItsChannel() throws {
        let clipped = try calibrate("", errors: "GAINS=1:5")
        #expect(clipped.status == 1)
        #expect(clipped.errorLines.last?.hasPrefix("quench: CH2: the sine is clipped, ") == true)
        let absent = try calibrate("--names A,B,C", errors: "GAINS=1:1:0")
        #expect(absent.errorLines.last?.hasPrefix("quench: C: no sine of 10 Hz: ") == true)
        #expect(!names(in: folder.path).contains("calibration.yaml"))
    }

    @Test func overACableAHighPassIsFoundAndWarnedOf() throws {
        let memory = "/quench-calibrate-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: "/dev/shm\(memory)") }
        let line =
            "--device quench:NAME=in,CHANNELS=1,RATE=250,GAINS=-1.0,HIGH_PASS=20,MEMORY=\(memory) "
            + "--channels 1 --rate 250 --sine 50 --microvolts 4096 --seconds 1 --output-channels 1 "
            + "--sweep-from 5 --out quench:NAME=out,CHANNELS=1,RATE=250,MEMORY=\(memory)"
        let result = try run("calibrate \(line)")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("inverted"), "\(result.output)")
        #expect(result.output.contains("to > 112.5"), "\(result.output)")
        let warning = "AC coupling takes away what is slower than"
        #expect(result.errors.contains(warning), "\(result.errors)")
    }

    @Test func aMeasurementThatIsStoppedWritesNothing() throws {
        let result = try Quench.shell(
            """
            export ALSA_CONFIG_PATH=amplifier.conf
            $quench calibrate --device quench:CHANNELS=1,SINE=10 --channels 1 --rate 1000 \
              --sine 10 --microvolts 100 --seconds 600 2>told &
            until grep -q granted told; do sleep 0.2; done
            kill -TERM $!
            wait $!
            """, in: folder)
        #expect(result.status == 143 && !result.wasKilled, "\(result.errors)")
        #expect(names(in: folder.path).allSatisfy { !$0.hasPrefix("calibration.yaml") })
    }
}
