import ArgumentParser
import Foundation
import Journal
import TestSupport
import Testing

@testable import quench

/// The command that repeats a run names every option, as each command's own help lists them.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct RepeatTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A value of each option, none of them its default; a new option needs one here.
    private static let values = [
        "amplitudes": "0,2", "average": "2", "block": "20", "blocks": "9", "budget-ms": "50",
        "channels": "3", "clips": "before=1,after=2,most=3", "compare": "other.json", "control": "",
        "delays": "0,-0",
        "device": "hw:1 'x'",
        "device-rate": "500", "duration": "7.5",
        "before": "2", "calibration": "c d.yaml", "encoding": "gbk", "fail-on-miss": "",
        "format": "s24",
        "from": "1.25", "gain-uv": "100", "hgrm": "h.txt", "jobs": "2", "json": "",
        "keep-state": "",
        "model": "model $HOME.json", "names": "a b,c's,d", "open-loop": "", "ordinary": "",
        "output": "out put", "output-channels": "1", "output-full-scale": "6",
        "output-rate": "96000", "overruns-per-minute": "3", "overwrite": "", "pace": "realtime",
        "patient": "-p.yaml",
        "period": "64", "rate": "250", "reconnect": "", "record": "r.edf", "recording": "a b.edf",
        "report": "l.html", "reserve": "300", "rotate": "90s", "seed": "9", "seeds": "3",
        "seizure-names": "na\"mes.txt",
        "settings": "-my settings.yaml", "state": "s t", "stamps": "", "stimulate-on": "hw:2",
        "stress": "",
        "start-on": "C1", "stop-on": "2:falling", "stretch": "", "sync": "C3:rising:40",
        "sync-period": "0.5", "trigger": "C4",
        "view": "0", "view-address": "::1", "view-token": "0123456789abcdef",
        "view-megabytes": "100",
        "svg": "p.svg", "to": "9.5", "trace": "t.tsv", "warm-up": "1",
        "write": "w.edf",
    ]
    /// Made by the command and never written over, so that a second run would be refused, or of
    /// no account without such a file; or of no account for what a run leaves.
    private static let newFiles: Set = [
        "before", "control", "hgrm", "record", "report", "reserve", "rotate", "start-on", "svg",
        "trace",
        "view", "view-address", "view-megabytes", "view-token", "write",
    ]
    /// Options that exclude one another, of which the first is left out.
    private static let alternatives: [String: Set<String>] = [
        "bench latency": ["control", "recording", "no-fail-on-miss"],
        "capture": ["keep-state", "no-fail-on-miss", "no-stamps"],
        "replay": ["no-fail-on-miss", "no-stamps"], "simulate": ["no-fail-on-miss", "no-stamps"],
    ]

    static let commands: [(name: String, type: any ParsableCommand.Type)] = [
        ("replay", ReplayCommand.self), ("simulate", SimulateCommand.self),
        ("capture", CaptureCommand.self), ("dose-response", DoseResponseCommand.self),
        ("bench latency", BenchLatencyCommand.self),
    ]

    private struct Help: Decodable {
        struct Command: Decodable { let arguments: [Argument] }
        struct Argument: Decodable {
            struct Name: Decodable { let name: String }
            let kind: String
            let valueName: String?
            let preferredName: Name?
        }
        let command: Command
    }

    /// What the command's own help lists, without the help itself.
    private func arguments(of command: String) throws -> [Help.Argument] {
        let words = command.split(separator: " ").map(String.init)
        let help = try Quench.run(words + ["--experimental-dump-help"], in: folder)
        return try JSONDecoder().decode(Help.self, from: Data(help.output.utf8)).command.arguments
            .filter { !["help", "version"].contains($0.preferredName?.name) }
    }

    /// The words of a line, as a shell splits it.
    private func split(_ words: [String]) throws -> [String] {
        let line = "printf '%s\\0' " + words.joined(separator: " ")
        let output = try Quench.shell(line, in: folder).output
        return output.split(separator: "\0", omittingEmptySubsequences: false).dropLast()
            .map(String.init)
    }

    @Test(arguments: 0..<commands.count)
    func namesEveryOption(index: Int) throws {
        let (name, type) = Self.commands[index]
        var given: [String] = []
        var expected: [String] = []
        for argument in try arguments(of: name) {
            guard let option = argument.preferredName?.name else {
                given += ["--", "-it's a \"file\" $1.edf"]
                continue
            }
            if Self.alternatives[name]?.contains(option) == true { continue }
            let value = try #require(Self.values[option], "a value for --\(option)")
            given.insert(argument.kind == "flag" ? "--\(option)" : "--\(option)=\(value)", at: 0)
            if !Self.newFiles.contains(option) { expected.append(option) }
        }
        let words = ParsedOptions(try type.parse(given)).words
        let splitWords = try split(words)
        for option in expected {
            let isThere = splitWords.contains {
                $0 == "--\(option)" || $0.hasPrefix("--\(option)=")
            }
            #expect(isThere, "--\(option) is not in \(words)")
        }
        #expect(ParsedOptions(try type.parse(splitWords)).words == words)
        if name == "replay" { #expect(splitWords.last == "./-it's a \"file\" $1.edf") }
    }

    private static let patient = "zoneX0: -1.9\ninitialPermittivityRise: 0\n"

    /// Runs that differ from what the defaults would give, and the command that each left.
    @Test(arguments: [
        "replay -- '-my rec.edf'",
        "replay --settings ' s$.yaml' './-my rec.edf' --json --svg p.svg",
        "replay --from 1.5 --to 9.5 --seizure-names names.txt ./-my\\ rec.edf --output \"o'ut\"",
        "replay --clips before=1,after=1,most=2 './-my rec.edf'",
        "simulate --seed 7 --duration 15 --channels 5 --rate 200 --patient=-p.yaml",
        "simulate --settings ' s$.yaml' --open-loop --duration 8 --write w.edf --patient ./-p.yaml",
    ])
    func theCommandRepeatsTheRun(line: String) throws {
        try folder.writeRecording(to: "-my rec.edf", annotation: "fit")
        try folder.write(Self.patient, to: "-p.yaml")
        try folder.write("event: fit\n", to: "names.txt")
        try folder.write("safeStateSeconds: 6\ndetector: {holdOffSeconds: 2}\n", to: " s$.yaml")
        let output = line.contains("o'ut") ? "o'ut" : "quench-run"
        let first = try summary(of: "$quench \(line)", output)
        let command = try #require(first.identity?.command)
        let second = try summary(of: command.replacing(/^quench/, with: "$quench"), output)
        #expect(second.decisionHash == first.decisionHash, "\(command)")
        #expect(second.decisions == first.decisions && second.recording == first.recording)
        #expect(second.identity?.command == command)
        #expect(second.identity?.plan == first.identity?.plan)
        #expect(second.identity?.files == first.identity?.files)
    }

    /// A run changes its state file; its command begins with the state as it was, however often.
    @Test func theCommandRepeatsARunThatAdapted() throws {
        try folder.writeRecording(to: "one.edf", seconds: 40, annotation: "seizure")
        _ = try Quench.shell("$quench train one.edf --write m.json", in: folder)
        let line = "$quench replay one.edf --model m.json --state s"
        let first = try summary(of: line, "quench-run")
        let repeated = try #require(first.identity?.command)
        #expect(!repeated.contains("state"))
        let adapted = try folder.bytes("s")
        let second = try summary(of: line, "quench-run")
        try #require(second.decisionHash != first.decisionHash, "nothing was adapted to")
        let written = try folder.bytes("s")
        try #require(written != adapted)
        let command = try #require(second.identity?.command)
            .replacing(/^quench/, with: "$quench")
        for _ in 0..<2 {
            #expect(try summary(of: command, "quench-run").decisionHash == second.decisionHash)
        }
        #expect(try folder.bytes("quench-run/state.before") == adapted)
        #expect(try folder.bytes("s") == written)
        let again = try summary(of: repeated.replacing(/^quench/, with: "$quench"), "quench-run")
        #expect(again.decisionHash == first.decisionHash)
    }

    private func summary(of line: String, _ output: String) throws -> RunSummary {
        let result = try Quench.shell(line, in: folder)
        try #require(result.status == 0, "\(line): \(result.errors)")
        return try RunSummary(path: folder.file("\(output)/summary.json"))
    }
}
