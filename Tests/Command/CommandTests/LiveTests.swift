import Foundation
import TestSupport
import Testing

/// A run on the virtual patient while somebody looks on.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct LiveTests {
    private let folder: TemporaryFolder

    /// A patient of three nodes in a seizure after 8 s: small, so that even a debug build on a
    /// busy machine keeps up.
    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            """
            zoneX0: -1.9
            initialPermittivityRise: 0.05
            nodes:
              - {position: [0, 0, 0], tissue: zone}
              - {position: [5, 0, 0], tissue: zone}
              - {position: [10, 5, 0], tissue: propagation}
            """, to: "eager.yaml")
    }

    @Test func withoutATerminalEventsAreLines() throws {
        let result = try Quench.run(
            "simulate", "--patient", "eager.yaml", "--duration", "16", "--pace", "4x",
            "--output", "out", in: folder)
        #expect(result.status == 0, "\(result.errors)")
        #expect(!result.errors.contains("\u{1B}") && !result.errors.contains("\r"))
        let lines = result.errorLines.map(String.init)
        for text in ["patient: seizure begins", "twin: seizure begins", "detection 1", "therapy 1"]
        {
            #expect(lines.contains { $0.contains(text) }, "\(text)")
        }
        #expect(lines.contains { $0.contains("score ") && $0.contains("latency p50") })
        #expect(result.output.contains("untreated twin"))
        #expect(result.output.split(separator: "\n").count <= 24)
    }

    /// Through a pseudo-terminal, which `script` from util-linux makes.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
    func onATerminalTheScreenIsDrawnAndGivenBack() throws {
        let result = try Quench.shell(
            "LC_ALL=C.UTF-8 TERM=xterm script -qec "
                + "\"stty cols 80 rows 24; $quench simulate --patient eager.yaml --duration 12 --pace 4x --output out\" "
                + "/dev/null", in: folder)
        #expect(result.status == 0, "\(result.errors)")
        let parts = result.output.components(separatedBy: "\u{1B}[?1049l")
        #expect(parts.count == 2, "the screen is taken once and given back once")
        let frames = parts[0].components(separatedBy: "\u{1B}[H").dropFirst()
        #expect(frames.count >= 2)
        let last = try #require(frames.last).replacingOccurrences(
            of: "\u{1B}\\[[0-9;]*m", with: "", options: .regularExpression)
        for name in ["A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4"] {
            #expect(last.contains("\n\(name) "))
        }
        // A latency of many digits takes its label's place.
        for name in ["score", "therapy", "seizure", "twin", "sample to pulse <="] {
            #expect(last.contains("\n\(name)") || last.contains("\(name) "), "\(name)")
        }
        #expect(last.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) })
        #expect(parts[1].contains("files in out"))
    }

    @Test func aTerminalWithoutUnicodeGetsLines() throws {
        try #require(FileManager.default.isExecutableFile(atPath: "/usr/bin/script"))
        let result = try Quench.shell(
            "LC_ALL=C script -qec \"$quench simulate --patient eager.yaml --duration 4 --pace 4x --output out\" "
                + "/dev/null", in: folder)
        #expect(result.status == 0 && !result.output.contains("[?1049h"))
    }
}
