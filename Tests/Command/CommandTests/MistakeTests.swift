import Foundation
import TestSupport
import Testing

/// A mistake gives one line that says what to do, and a status that is not zero; never a trap.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct MistakeTests {
    /// A command line, and a word that its error must contain.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let word: String

        init(_ line: String, _ word: String) {
            arguments = line.split(separator: " ").map(String.init)
            self.word = word
        }

        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let mistakes = [
        Mistake("replay absent.edf", "absent.edf"),
        Mistake("replay folder", "it is a folder, and not one that is a recording"),
        Mistake("replay empty.edf", "empty.edf"),
        Mistake("replay random.edf", "random.edf"),
        Mistake("replay cut.edf", "cut.edf"),
        Mistake("replay /dev/zero", "regular file"),
        Mistake("info absent.edf", "absent.edf"),
        Mistake("info folder", "it is a folder, and not one that is a recording"),
        Mistake("info empty.edf", "empty.edf"),
        Mistake("info random.edf --json", "random.edf"),
        Mistake("info cut.edf", "cut.edf"),
        Mistake("replay good.edf --settings absent.yaml", "absent.yaml"),
        Mistake("replay good.edf --settings folder", "folder"),
        Mistake("replay good.edf --settings random.edf", "random.edf"),
        Mistake("replay good.edf --settings broken.yaml", "broken.yaml"),
        Mistake("replay good.edf --settings unknown.yaml", "detector.hopMiliseconds"),
        Mistake("replay good.edf --settings strong.yaml", "stimulation"),
        Mistake("replay good.edf --settings elsewhere.yaml", "frontEnd.channels"),
        Mistake("settings --check unknown.yaml", "unknown.yaml:2"),
        Mistake("settings --check absent.yaml", "absent.yaml"),
        Mistake("settings --check good.yaml --channels 9223372036854775807", "--channels"),
        Mistake("settings --check good.yaml --channels 0", "--channels"),
        Mistake("settings --check good.yaml --rate 0", "--rate"),
        Mistake("settings --check good.yaml --rate 9223372036854775807", "Hz"),
        Mistake("journal absent", "absent/journal.jsonl"),
        Mistake("journal folder", "quench: folder/journal.jsonl: cannot be read (no such file)"),
        Mistake("journal full", "it is not a regular file"),
        Mistake("replay good.edf --output broken.yaml", "is a file"),
        Mistake("replay good.edf --output broken.yaml/below", "cannot be written"),
        Mistake("replay good.edf --output /proc/quench", "cannot be written"),
        Mistake("replay good.edf --output /proc/self", "is a symbolic link"),
        Mistake("replay good.edf --output foreign", "events.tsv"),
        Mistake("replay good.edf --from 12", "12.0 s"),
        Mistake("replay good.edf --from 1e300", "s"),
        Mistake("replay good.edf --from nan", "nan"),
        Mistake("replay good.edf --from 8 --to 4", "8.0 s to 4.0 s"),
        Mistake("replay good.edf --from=-1", "-1.0 s"),
        Mistake("replay good.edf --to 0", "0.0 s"),
        Mistake("replay good.edf --seizure-names absent.txt", "absent.txt"),
        Mistake("replay good.edf --seizure-names folder", "folder"),
        Mistake("replay good.edf --seizure-names /dev/zero", "/dev/zero"),
        Mistake("replay good.edf --seizure-names random.edf", "random.edf"),
        Mistake("replay good.edf --seizure-names broken.yaml", "line 1"),
        Mistake("dose-response --seeds 0", "--seeds"),
        Mistake("dose-response --jobs 0", "--jobs"),
        Mistake("dose-response --delays 2,soon", "--delays"),
        Mistake("dose-response --delays 1,,2", "--delays"),
        Mistake("dose-response --delays nan", "--delays"),
        Mistake("dose-response --delays=-1", "--delays"),
        Mistake("dose-response --amplitudes 13", "--amplitudes"),
        Mistake("dose-response --channels 0", "--channels"),
        Mistake("dose-response --channels 2", "contact"),
        Mistake("dose-response --settings absent.yaml", "absent.yaml"),
        Mistake("dose-response --settings weak.yaml", "--amplitudes"),
        Mistake("dose-response --output broken.yaml", "is a file"),
        Mistake("dose-response --output /proc/quench", "cannot be written"),
        Mistake("dose-response --output foreign", "dose-response.svg"),
        Mistake("generate folder", "folder"),
        Mistake("generate broken.yaml/below.edf", "below.edf"),
    ]

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let good = Data(try Data(contentsOf: URL(fileURLWithPath: folder.writeRecording())))
        try folder.write(Data(), to: "empty.edf")
        try folder.write(
            Data((0..<4_096).map { UInt8(truncatingIfNeeded: $0 * $0 >> 3 ^ 0xA5) }),
            to: "random.edf")
        try folder.write(good.prefix(700), to: "cut.edf")
        try folder.write("detector: [", to: "broken.yaml")
        try folder.write("detector:\n  hopMiliseconds: 20\n", to: "unknown.yaml")
        try folder.write("safeStateSeconds: 6\n", to: "good.yaml")
        try folder.write("frontEnd:\n  channels: [LA*]\n", to: "elsewhere.yaml")
        try folder.write(
            "stimulation:\n  therapies:\n    - bursts:\n        - {amplitudeMilliamperes: 13, "
                + "pulseWidthMicroseconds: 160, frequencyHertz: 200, durationMilliseconds: 100, "
                + "cathodes: [1], anodes: [2]}\n", to: "strong.yaml")
        for name in ["folder", "foreign", "full/journal.jsonl"] {
            try FileManager.default.createDirectory(
                atPath: folder.file(name), withIntermediateDirectories: true)
        }
        // A lead that cannot carry 6 mA.
        try folder.write(
            "stimulation:\n  electrodes: {complianceVolts: 1}\n", to: "weak.yaml")
        try folder.write("onset\n", to: "foreign/events.tsv")
        try folder.write("mine\n", to: "foreign/dose-response.svg")
    }

    @Test(arguments: mistakes) func aMistakeIsOneLine(mistake: Mistake) throws {
        let result = try Quench.run(mistake.arguments, in: folder)
        #expect(!result.wasKilled)
        #expect(result.status != 0)
        #expect(result.output.isEmpty)
        let lines = result.errorLines
        #expect(lines.count == 1, "\(result.errors)")
        #expect(lines.first?.hasPrefix("quench: ") == true, "\(result.errors)")
        #expect(result.errors.contains(mistake.word), "\(result.errors)")
        #expect(result.errors.hasSuffix("\n"))
        #expect(
            try String(decoding: folder.bytes("foreign/events.tsv"), as: UTF8.self) == "onset\n")
    }

    /// The parser's own errors show the usage too.
    @Test(arguments: [
        "replay good.edf --pace 0x", "replay good.edf --pace -1x", "replay good.edf --pace nanx",
        "replay good.edf --pace infx", "replay good.edf --pace fast", "replay good.edf --pace 1e9x",
        "replay good.edf --fail-on-miss", "simulate --pace max --fail-on-miss",
        "replay good.edf --pace 0.001x", "replay", "replay good.edf --from soon",
        "generate out.edf --duration 1", "generate out.edf --rate 99999999999999999999",
        "generate out.edf --channels 0", "nonsense", "info good.edf --nonsense",
    ])
    func aMistakeOfUsageIsExplained(line: String) throws {
        let result = try Quench.run(line.split(separator: " ").map(String.init), in: folder)
        #expect(!result.wasKilled)
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
        #expect(result.errors.hasPrefix("Error: "), "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("out.edf")))
    }

    @Test(
        "a command that does not exist is told with the nearest that does",
        arguments: [
            ("replya good.edf", "quench has no command 'replya'; did you mean 'replay'?"),
            ("devcies", "quench has no command 'devcies'; did you mean 'devices'?"),
            ("bench latencies", "quench bench has no command 'latencies'; did you mean 'latency'?"),
            ("zzzzzz", "quench has no command 'zzzzzz'; 'quench --help' lists them"),
        ])
    func unknownCommand(line: String, expected: String) throws {
        let result = try Quench.run(line.split(separator: " ").map(String.init), in: folder)
        #expect(result.status == 64 && result.output.isEmpty)
        #expect(result.errorLines.first == "Error: \(expected)")
    }
}
