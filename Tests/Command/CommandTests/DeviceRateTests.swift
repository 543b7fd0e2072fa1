import Foundation
import Journal
import TestSupport
import Testing

/// What a person says of a fast device, from the command line to the summary.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct DeviceRateTests {
    private let bench: AmplifierBench
    private var folder: TemporaryFolder { bench.folder }

    init() throws { bench = try AmplifierBench() }

    private func capture(_ options: String) throws -> Quench.Result {
        try bench.run(
            "capture --channels 2 --duration 2 --output out --no-fail-on-miss \(options)")
    }

    @Test(
        "what cannot be is refused in one line before the run starts",
        arguments: [
            ("--device hw:1 --rate 1000 --device hw:2", "two devices are two clocks"),
            (
                "--device hw:1 --rate 1000 --device-rate 500",
                "--device-rate 500 is below --rate 1000"
            ),
            (
                "--device hw:1 --rate 4999 --device-rate 768000",
                "have no short ratio; give another --rate, such as 5000"
            ),
            (
                "--device hw:1 --rate 1000 --device-rate 100003",
                "have no short ratio; give another --device-rate"
            ),
            (
                "--device hw:1 --rate 1000 --device-rate 48000 --average 24",
                "--device-rate 48000 is not --average 24 times --rate 1000"
            ),
            ("--device hw:1 --rate 1000 --device-rate 800000", "at most 768 kHz"),
            ("--device hw:1 --rate 8000", "such as --rate 1000 --device-rate 48000"),
        ])
    func refused(options: String, words: String) throws {
        let result = try capture(options)
        #expect(result.status == 64, "\(result.errors)")
        #expect(result.errorLines.first { $0.contains(words) } != nil, "\(result.errors)")
        #expect(!names(in: folder.path).contains("out"))
    }

    @Test func aFilterThatLeavesNoTimeIsRefused() throws {
        let result = try capture(
            "--device quench:CHANNELS=2,RATE=48000 --rate 150 --device-rate 48000")
        #expect(result.status == 1)
        #expect(result.errors.contains("its filter delays by 73 ms"), "\(result.errors)")
        #expect(result.errorLines.count == 1)
    }

    @Test func theGroupDelayIsSaidAndKept() throws {
        let result = try capture(
            "--device quench:CHANNELS=2,RATE=44100 --rate 1000 --device-rate 44100")
        #expect(result.status == 0, "\(result.errors)")
        let words = "decimated: 44100 Hz to 1000 Hz (10 of 441), flat to 250 Hz"
        #expect((result.output + result.errors).contains(words), "\(result.errors)")
        #expect((result.output + result.errors).contains("lags by 11 ms (11 frames)"))
        let capture = try #require(RunSummary(path: folder.file("out/summary.json")).capture)
        let decimation = try #require(capture.decimation)
        #expect(decimation.up == 10 && decimation.down == 441)
        #expect(decimation.groupDelayFrames == 11 && decimation.groupDelaySeconds == 0.011)
        #expect(capture.framesAveraged == 1 && capture.deviceRateHertz == 44_100)
        #expect(capture.framesSetAside == decimation.leadFrames || capture.gaps > 0)
        #expect(capture.framesRead + capture.framesMissing == 2_000)
    }
}
