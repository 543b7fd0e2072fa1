import Foundation
import Journal
import TestSupport
import Testing

/// optimise --continue, as a person would, on runs of a patient of two nodes that seizes every 40 s.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct ContinueTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let nodes = """
            nodes:
              - {position: [2, 3, 0], tissue: zone}
              - {position: [8, -3, 2], tissue: zone}

            """
        try folder.write("zoneX0: -1.9\nepileptor: {r: 0.00015}\n" + nodes, to: "busy.yaml")
        try folder.write(
            """
            stimulation:
              therapies:
                - bursts:
                    - {amplitudeMilliamperes: 2, pulseWidthMicroseconds: 160, frequencyHertz: 200,
                       durationMilliseconds: 100, cathodes: [1, 2], anodes: [3, 4]}

            """, to: "low.yaml")
    }

    private func quench(_ line: String) throws -> Quench.Result {
        try Quench.run(line.split(separator: " ").map(String.init), in: folder)
    }

    private func simulate(
        _ output: String, seed: Int, settings: String = "low.yaml"
    ) throws {
        let result = try quench(
            "simulate --patient busy.yaml --seed \(seed) --duration 660 --pace max "
                + "--channels 4 --rate 128 --settings \(settings) --output \(output)")
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func aRunMovesTheSettingsAndTheNextIsRunWithThem() throws {
        try simulate("a", seed: 1)
        let first = try quench("optimise --continue a --json")
        #expect(first.status == 0, "\(first.errors)")
        let value = try #require(JSONValue(parsing: [UInt8](first.output.utf8)))
        let run = try #require(value["runs"]?.list?.first)
        #expect(run["seizuresKnownFrom"] == .text("patient") && run["hours"]?.number ?? 0 > 0.18)
        #expect(run["amplitudeMilliamperes"]?.number == 2)
        let inSeizure = try #require(run["therapiesInSeizure"]?.integer)
        #expect(inSeizure > 0 && run["stopped"]?.integer ?? 99 <= inSeizure)
        let changes = try #require(value["changes"]?.list)
        #expect(value["step"] == .text(changes.isEmpty ? "no step" : "a step"))
        #expect(try quench("settings --check quench-continuation/next.yaml").status == 0)
        #expect(names(in: folder.file("quench-continuation")) == ["continue.tsv", "next.yaml"])
        // The next run is with them; the order in which runs are named means nothing.
        try simulate("b", seed: 2, settings: "quench-continuation/next.yaml")
        let second = try quench("optimise --continue a b --output d")
        let again = try quench("optimise --continue b a --output d")
        #expect(second.status == 0 && second.output == again.output, "\(again.errors)")
        #expect(second.output.contains("step") && second.output.contains("d/next.yaml"))
    }

    @Test("a seizure that the run's end cuts off says nothing of its therapies")
    func cutOff() throws {
        try simulate("a", seed: 1)
        let summary = String(decoding: try folder.bytes("a/summary.json"), as: UTF8.self)
        let seizures = try #require(
            JSONValue(parsing: [UInt8](summary.utf8))?["virtualPatient"]?["seizures"]?.list)
        let last = try #require(
            seizures.last {
                (601..<650).contains($0["onsetSeconds"]?.number ?? 0)
                    && $0["durationSeconds"]?.number ?? 0 > 3
            })
        let onset = try #require(last["onsetSeconds"]?.number)
        let seconds = try #require(last["durationSeconds"]?.number)
        func counted(_ name: String, until end: Double) throws -> [Int64?] {
            try FileManager.default.copyItem(atPath: folder.file("a"), toPath: folder.file(name))
            try folder.write(
                summary.replacing("\"toSeconds\": 660.0", with: "\"toSeconds\": \(end)"),
                to: "\(name)/summary.json")
            let result = try quench("optimise --continue \(name) --output \(name)-next --json")
            let run = JSONValue(parsing: [UInt8](result.output.utf8))?["runs"]?.list?.first
            return [run?["therapiesInSeizure"]?.integer, run?["stopped"]?.integer]
        }
        let before = try counted("before", until: onset - 0.05)
        #expect(before[0] ?? 0 > 0)
        #expect(try counted("within", until: onset + seconds - 0.05) == before)
        #expect(try counted("beyond", until: onset + seconds + 6) != before)
    }

    @Test func mistakesAreOneLine() throws {
        try simulate("a", seed: 1)
        let summary = String(decoding: try folder.bytes("a/summary.json"), as: UTF8.self)
        func altered(_ name: String, _ changes: (old: String, new: String)...) throws {
            try FileManager.default.copyItem(atPath: folder.file("a"), toPath: folder.file(name))
            var text = summary
            for change in changes {
                #expect(text.contains(change.old), "\(change.old)")
                text = text.replacing(change.old, with: change.new)
            }
            try folder.write(text, to: "\(name)/summary.json")
        }
        let hash = ("\"decisionHash\": \"", "\"decisionHash\": \"f")
        let seed = ("\"seed\": 1", "\"seed\": 2")
        try altered("same", hash)
        try altered("other", hash, seed, ("\"busy.yaml\"", "\"other.yaml\""))
        try altered("short", ("\"toSeconds\": 660.0", "\"toSeconds\": 60.0"))
        try altered("off", ("\"mode\": \"on\"", "\"mode\": \"off\""))
        try altered("pause", hash, seed, ("\"refractorySeconds\": ", "\"refractorySeconds\": 1"))
        try altered("replayed", ("\"virtualPatient\": {", "\"virtualPatientOf\": {"))
        try altered(
            "beyond", ("\"amplitudeMilliamperes\": 2.0", "\"amplitudeMilliamperes\": 40.0"))
        try altered("broken", ("\"settings\": {", "\"settings\": ["))
        try FileManager.default.createDirectory(
            atPath: folder.file("full"), withIntermediateDirectories: false)
        try folder.write("mine\n", to: "full/next.yaml")
        for (options, words) in [
            ("none", "none: is no folder"), ("full", "full/summary.json: is not there"),
            ("a a", "a: is the same run as a"), ("a same", "lives the same hours as"),
            ("a other", "is of another patient"), ("short", "short: is 60 s long"),
            ("replayed", "replayed: replays a recording"),
            ("off", "off: its settings stimulate nothing"), ("broken", "broken/summary.json"),
            ("beyond", "amplitudeMilliamperes"), ("a pause", "stimulation.refractorySeconds"),
            ("a --output full", "full: holds a next.yaml that is not from a continuation"),
            ("a --output a", "a: holds a events.tsv"),
            ("a --output low.yaml", "low.yaml: is a file"),
            ("a --space none.yaml", "none.yaml"),
        ] {
            let result = try quench("optimise --continue \(options)")
            #expect(result.status == 1 && result.output.isEmpty, "\(options)")
            #expect(result.errorLines.count == 1, "\(options): \(result.errors)")
            #expect(result.errors.contains(words), "\(options): \(result.errors)")
        }
        #expect(try quench("optimise --continue a --resume").status == 64)
        #expect(
            try Quench.run("optimise", "--output", "", in: folder).errors.contains(
                "names no folder"))
        #expect(names(in: folder.file("full")) == ["next.yaml"])
    }

    @Test("a space of which nothing may be given leaves no folder")
    func refusedSpace() throws {
        try folder.write(
            "amplitudeMilliamperes: [12]\npulseWidthMicroseconds: [500]\ncontacts: [\"1/2\"]\n",
            to: "all.yaml")
        let result = try quench("optimise --space all.yaml --output out --hours 0.25 --budget 4")
        #expect(result.status == 1 && result.errors.contains("no therapy within the limits"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("out")))
    }
}
