import Foundation
import TestSupport
import Testing

/// A device whose way through ALSA leads to a sound server that is not there.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct SoundServerTests {
    private let bench: AmplifierBench

    init() throws {
        bench = try AmplifierBench(
            """
            pcm.jackin { type jack capture_ports { 0 "system:capture_1" } hint { show on description "J" } }
            pcm.strange { type strange hint { show on description "S" } }

            """)
    }

    @Test(arguments: ["jackin", "strange"])
    func isToldInOneLine(device: String) throws {
        let result = try Quench.shell(
            "JACK_DEFAULT_SERVER=quench-absent ALSA_CONFIG_PATH=amplifier.conf timeout 60 $quench "
                + "capture --device \(device) --channels 1 --rate 1000 --duration 1 --output out",
            in: bench.folder)
        #expect(result.status == 1 && !result.wasKilled)
        #expect(result.errorLines.count == 1, "\(result.errors)")
        let words =
            device == "jackin" && SoundServer.hasPlugIn("jack")
            ? "no server behind it" : "lacks its plug-in for ALSA"
        #expect(result.errors.contains("quench: \(device): "), "\(result.errors)")
        #expect(result.errors.contains(words), "\(result.errors)")
        #expect(!names(in: bench.folder.path).contains("out"))
    }

    @Test func isNotListed() throws {
        let result = try Quench.shell(
            "JACK_DEFAULT_SERVER=quench-absent ALSA_CONFIG_PATH=amplifier.conf timeout 60 $quench devices",
            in: bench.folder)
        #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
        #expect(result.output.contains("quench") && !result.output.contains("jackin"))
    }
}
