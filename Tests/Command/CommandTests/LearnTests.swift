import Foundation
import Journal
import TestSupport
import Testing

/// train, evaluate, explain, and a run with a model, as a person would.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct LearnTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.writeRecording(to: "one.edf", seconds: 40, annotation: "seizure")
        try folder.writeRecording(to: "two.edf", seconds: 45, annotation: "seizure")
        try folder.writeRecording(to: "none.edf", seconds: 40)
    }

    private func quench(_ line: String) throws -> Quench.Result {
        try Quench.run(line.split(separator: " ").map(String.init), in: folder)
    }

    @Test func oneSeizureGivesAModelAndAWarning() throws {
        let result = try quench("train one.edf --write model.json")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("learned from one seizure"))
        #expect(result.output.contains("linear model of 3 channels at 250.00 Hz"))
        let scores = try quench("evaluate two.edf --model model.json --json")
        #expect(scores.status == 0, "\(scores.errors)")
        let members = try jsonObject(scores.output)
        #expect(members["sensitivity"] as? Double == 1)
        #expect(members["falseAlarms"] as? Int == 0)
    }

    /// Forty seconds say nothing of a day: what was given stands there, and the hours.
    @Test func noRateGoesBeyondWhatADayMayHold() throws {
        let scores = try jsonObject(quench("evaluate two.edf --json").output)
        let therapies = try #require(scores["therapies"] as? Int)
        #expect(therapies > 0 && scores["therapiesPerDay"] is NSNull)
        #expect((scores["microcoulombs"] as? Double ?? 0) > 0)
        let rules = try #require(scores["falseAlarmRules"] as? [String: String])
        #expect(rules["falseAlarmsPer24Hours"]?.hasPrefix("SzCORE") == true)
        let text = try quench("evaluate two.edf").output
        #expect(text.contains("false/24 h: SzCORE") && text.contains("false/h: episodes"))
        _ = try Quench.shell("cp two.edf sub-01_run-02_ieeg.edf", in: folder)
        #expect(try quench("evaluate sub-01_run-02_ieeg.edf --output bids").status == 0)
        #expect(names(in: folder.file("bids")).contains("sub-01_run-02_events.tsv"))
    }

    @Test func noSeizureIsAnErrorThatSaysWhatIsNeeded() throws {
        let result = try quench("train none.edf --write model.json")
        #expect(result.status == 1)
        #expect(result.errorLines.last?.contains("give at least one recording with") == true)
        #expect(!names(in: folder.path).contains("model.json"))
    }

    /// One file that cannot be read does not end the scoring of the others.
    @Test func aRecordingThatIsRefusedIsNamedAndTheRestIsScored() throws {
        try folder.write("no recording", to: "junk.edf")
        let whole = try folder.bytes("two.edf")
        try folder.write(whole.prefix(700), to: "cut.edf")
        let result = try quench("evaluate junk.edf one.edf cut.edf two.edf gone.edf")
        #expect(result.status == 0, "\(result.errors)")
        for name in ["junk.edf", "cut.edf", "gone.edf"] {
            #expect(result.output.contains("not scored: \(name): "))
        }
        let scores = try jsonObject(quench("evaluate junk.edf one.edf cut.edf --json").output)
        #expect(scores["seizures"] as? Int == 1)
        let refused = try #require(scores["refused"] as? [[String: String]])
        #expect(refused.compactMap { $0["name"] } == ["junk.edf", "cut.edf"])
        let none = try quench("evaluate junk.edf gone.edf")
        #expect(none.status == 1)
        #expect(none.errors.contains("junk.edf: is of none") && none.errors.contains("gone.edf"))
        // Every file alone, so that what is not scored changes no score.
        let alone = try jsonObject(quench("evaluate one.edf --json").output)
        #expect(alone["durationSeconds"] as? Double == scores["durationSeconds"] as? Double)
    }

    @Test func seizuresAreLeftOutInTurn() throws {
        let result = try quench(
            "evaluate --leave-one-seizure-out one.edf two.edf --json --output scores")
        #expect(result.status == 0, "\(result.errors)")
        #expect(try jsonObject(result.output)["seizuresDetected"] as? Int == 2)
        #expect(
            names(in: folder.file("scores")) == [
                "evaluation.html", "evaluation.json", "evaluation.tsv", "one_events.tsv",
                "two_events.tsv",
            ])
        let single = try quench("evaluate --leave-one-seizure-out one.edf none.edf")
        #expect(single.status == 1)
        #expect(single.errors.contains("needs two or more"))
    }

    /// The rows of the run folder, of the journal and of the command add up to the score.
    @Test func aRunWithAModelExplainsItself() throws {
        _ = try quench("train one.edf --write model.json")
        let run = try quench("replay two.edf --model model.json --state state --output out")
        #expect(run.status == 0, "\(run.errors)")
        let summary = try RunSummary(path: folder.file("out/summary.json"))
        let episode = try #require(summary.episodes.first)
        #expect((6...10).contains(episode.onsetSeconds))
        let detection = try #require(
            try JournalReader(path: folder.file("out/journal.jsonl")).events
                .first { $0.kind == .detection })
        let sum = episode.explanation.reduce(0) { $0 + $1.votes }
        #expect(Int64(sum) == detection["votes"]?.integer)
        #expect(sum >= Int(detection["needed"]?.integer ?? .max))
        #expect(episode.explanation.last?.feature == "constant")
        let told = try quench("explain out --episode 1")
        #expect(told.status == 0)
        #expect(told.output.contains("\(sum)"))
        #expect(try quench("explain out --episode 9").status != 0)
        // What was adapted to is taken up by the next run, and refused by another model's.
        let again = try quench("replay two.edf --model model.json --state state --output out")
        #expect(again.status == 0, "\(again.errors)")
        _ = try quench("train two.edf --write other.json")
        let other = try quench("replay two.edf --model other.json --state state --output out")
        #expect(other.status == 1)
        #expect(other.errors.contains("state: --state: is of another model"), "\(other.errors)")
        let none = try quench("replay two.edf --state state --output out")
        #expect(none.status == 1 && none.errors.contains("is of another model"))
        // Doses alone are the patient's, whatever detects.
        #expect(try quench("replay two.edf --state doses --output out").status == 0)
        #expect(
            try quench("replay two.edf --model model.json --state doses --output out").status == 0)
    }

    /// A recording, its annotations and whatever else a name leads to stay as they are.
    @Test func nothingButItsOwnIsWrittenOver() throws {
        let signal = try folder.bytes("one.edf")
        let mine = Data("onset\tduration\n".utf8)
        try folder.write(mine, to: "one_events.tsv")
        #expect(unsafe mkfifo(folder.file("pipe"), 0o600) == 0)
        for (line, word) in [
            ("train two.edf --write one.edf", "one.edf: is there already and is no model"),
            ("train two.edf --write pipe", "pipe: is there already and is no model"),
            ("train two.edf --write .", ".: is there already and is no model"),
            ("evaluate one.edf --output .", "one_events.tsv"),
        ] {
            let result = try quench(line)
            #expect(result.status == 1 && result.errorLines.count == 1, "\(line)")
            #expect(result.errors.contains(word), "\(line): \(result.errors)")
        }
        #expect(try folder.bytes("one.edf") == signal)
        #expect(try folder.bytes("one_events.tsv") == mine)
        // An evaluation gives way to the next, a model too.
        for _ in 0..<2 {
            #expect(try quench("train two.edf --write model.json").status == 0)
            #expect(try quench("evaluate two.edf --output scores").status == 0)
        }
    }

    @Test func aRunWithoutAnEpisodeIsExplainedAsAnEmptyList() throws {
        _ = try quench("replay none.edf --to 5 --output quiet")
        let json = try quench("explain quiet --json")
        #expect(json.status == 0 && json.output == "[]\n", "\(json.output)")
        #expect(try quench("explain quiet").output == "quiet: no episode to explain\n")
    }

    @Test func aDamagedSummaryIsExplainedInOneLine() throws {
        _ = try quench("replay one.edf --output out")
        let summary = String(decoding: try folder.bytes("out/summary.json"), as: UTF8.self)
        try folder.write(
            summary.replacing("\"votes\": ", with: "\"votes\": \(Int32.max)"),
            to: "out/summary.json")
        let result = try quench("explain out")
        #expect(result.status == 1 && result.errorLines.count == 1)
        #expect(result.errors.contains("has parts that no score has"), "\(result.errors)")
    }

    /// Two nodes that seize every 40 s or so.
    @Test func detectorsStandSideBySideOnAVirtualPatient() throws {
        try folder.write(
            """
            zoneX0: -1.9
            nodes:
              - {position: [2, 3, 0], tissue: zone}
              - {position: [8, -3, 2], tissue: zone}
            epileptor: {r: 0.00015}
            """, to: "busy.yaml")
        let result = try quench(
            "bench detectors --patients 1 --hours 0.1 --patient busy.yaml --channels 4 --rate 200")
        #expect(result.status == 0, "\(result.errors)")
        let table = try String(
            decoding: folder.bytes("quench-detectors/detectors.tsv"), as: UTF8.self
        ).split(separator: "\n").map { $0.split(separator: "\t") }
        for signal in ["as it is", "drifting"] {
            for detector in ["thresholds", "linear", "linear, all fixed"] {
                #expect(table.contains { $0[1] == detector && $0[2] == signal && $0[0] == "all" })
            }
        }
        #expect(try quench("bench detectors --hours 500").errors.contains("--hours"))
        let short = try quench("bench detectors --hours 0.1 --patients 1 --rate 200")
        #expect(short.status == 1)
        #expect(short.errors.contains("give it more time"))
    }

    /// Made from one recording's channels, it runs on another's and on a simulated patient's.
    @Test func aTravellingModelRunsOnAnyChannelsAndIsRefined() throws {
        let made = try quench("train one.edf --family travelling --write model.json")
        #expect(made.status == 0, "\(made.errors)")
        #expect(made.output.contains("travelling model for any channels and rate"))
        let other = try quench("simulate --duration 2 --model model.json")
        #expect(other.status == 0, "\(other.errors)")
        let refined = try quench("train two.edf --refine model.json --write mine.json")
        #expect(refined.status == 0, "\(refined.errors)")
        #expect(try folder.bytes("mine.json") != folder.bytes("model.json"))
        let scores = try quench("evaluate one.edf two.edf --model mine.json --json")
        #expect(scores.status == 0, "\(scores.errors)")
        #expect(try jsonObject(scores.output)["sensitivity"] as? Double == 1)
        _ = try quench("train one.edf --write linear.json")
        for (line, word) in [
            ("train two.edf --refine linear.json --write x.json", "linear.json is a linear model"),
            ("train two.edf --refine absent.json --write x.json", "absent.json"),
            (
                "train two.edf --refine model.json --family linear --write x.json",
                "leave out --family"
            ),
            ("plan --model model.json --write x.bin", "neither channels nor a rate"),
        ] {
            let result = try quench(line)
            #expect(result.status != 0 && !result.wasKilled, "\(line)")
            #expect(result.errors.contains(word), "\(line): \(result.errors)")
            #expect(!names(in: folder.path).contains { $0.hasPrefix("x.") }, "\(line)")
        }
    }

    @Test func mistakesAreOneLine() throws {
        _ = try quench("train one.edf --write model.json")
        try folder.write("{}", to: "empty.json")
        for (line, word) in [
            ("replay one.edf --model absent.json", "absent.json"),
            ("replay one.edf --model empty.json", "empty.json: format: is missing"),
            ("simulate --duration 2 --model model.json", "trained at 250 Hz"),
            ("evaluate absent.edf", "absent.edf"),
            ("explain absent", "absent/summary.json"),
            ("train one.edf --write model.json --first-seizures 0", "--first-seizures"),
            ("train one.edf --write model.json --to nan", "--to"),
            ("train one.edf ./one.edf --write model.json", "given twice"),
            ("train one.edf --write absent/model.json", "its folder is not there"),
            ("replay one.edf --model model.json --state absent/s", "its folder is not there"),
            ("evaluate one.edf --from nan", "--from"),
            ("evaluate one.edf --from 50", "one.edf ends at 40.0 s"),
            ("evaluate one.edf --family trees", "--family is for"),
            ("evaluate --leave-one-seizure-out one.edf two.edf --from 5", "leave out --from"),
        ] {
            let result = try quench(line)
            #expect(result.status != 0 && !result.wasKilled, "\(line)")
            #expect(result.errors.contains(word), "\(line): \(result.errors)")
        }
    }
}
