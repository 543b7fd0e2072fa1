import Foundation
import Journal
import TestSupport
import Testing

/// tune, and evaluate over several subjects, as a person would.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct TuneTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.writeRecording(to: "sub-a_run-1_ieeg.edf", seconds: 40, annotation: "seizure")
        try folder.writeRecording(to: "sub-b_run-1_ieeg.edf", seconds: 45, annotation: "seizure")
        try folder.writeRecording(to: "none.edf", seconds: 40)
    }

    private let files = "sub-a_run-1_ieeg.edf sub-b_run-1_ieeg.edf"

    private func quench(_ line: String) throws -> Quench.Result {
        try Quench.run(line.split(separator: " ").map(String.init), in: folder)
    }

    @Test func settingsAreFoundAndRun() throws {
        let result = try quench("tune \(files) --output out --candidates 16")
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            names(in: folder.file("out")).filter { !$0.hasSuffix(".lock") } == [
                "candidates.jsonl", "settings.yaml", "tuning.json", "tuning.svg", "tuning.tsv",
            ])
        #expect(result.errors.contains("candidate-hours"))
        #expect(result.output.contains("left out: seizure"))
        #expect(result.output.contains("left out: subject"))
        #expect(result.output.contains("not promised: false/h<=0.5 cannot be shown"))
        #expect(try quench("settings --check out/settings.yaml").status == 0)
        // The settings do what the table says.
        let tuned = try jsonObject(
            String(decoding: folder.bytes("out/tuning.json"), as: UTF8.self))
        let seen = try #require((tuned["chosen"] as? [String: Any])?["seen"] as? [String: Any])
        let scores = try jsonObject(
            quench("evaluate \(files) --settings out/settings.yaml --json").output)
        #expect(seen["found"] as? Int ?? -1 == scores["seizuresDetected"] as? Int)
        #expect(seen["falseAlarms"] as? Int ?? -1 == scores["falseAlarms"] as? Int)
        #expect(
            seen["medianDelaySeconds"] as? Double == scores["detectionDelaySeconds"] as? Double)
        #expect(
            seen["therapiesOutside"] as? Int ?? -1 == scores["therapiesOutsideSeizures"] as? Int)
    }

    /// The settings and the model that come out run together, and a second search changes nothing.
    @Test func aModelIsFoundAndRuns() throws {
        try folder.writeRecording(to: "sub-a_run-2_ieeg.edf", seconds: 45, annotation: "seizure")
        let own = "sub-a_run-1_ieeg.edf sub-a_run-2_ieeg.edf"
        let line = "tune \(own) --model --objective outside/h<=500 --candidates 16 --output S.yaml"
        let result = try quench(line)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("choice seen") && result.output.contains("S.json"))
        // A choice made without one of two seizures has nothing to be tested on.
        #expect(result.output.contains("not promised: not cross-validated by seizure"))
        #expect(try quench("settings --check S.yaml").status == 0)
        #expect(
            try quench("evaluate \(own) --settings S.yaml --model S.json").status == 0)
        let model = try folder.bytes("S.json")
        let settings = try folder.bytes("S.yaml")
        #expect(try quench(line).status == 0)
        #expect(try folder.bytes("S.json") == model)
        #expect(try folder.bytes("S.yaml") == settings)
    }

    /// A settings file by name, another number of threads, and a kill in between: the same bytes.
    @Test func aSearchGoesOnAfterAKill() throws {
        #expect(try quench("tune \(files) --output whole --candidates 16 --jobs 1").status == 0)
        let line = "tune \(files) --output S.yaml --candidates 16 --jobs 3"
        let killed = try Running(line.split(separator: " ").map(String.init), in: folder)
        let journal = folder.file("S-tuning/candidates.jsonl")
        // However far it is by then.
        while killed.process.isRunning,
            (try? String(contentsOfFile: journal, encoding: .utf8))?
                .split(separator: "\n").count ?? 0 < 8
        { usleep(1_000) }
        killed.send(SIGKILL)
        _ = try killed.result()
        let resumed = try quench(line)
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(resumed.errors.contains("were judged before"))
        for name in ["tuning.json", "tuning.svg", "tuning.tsv"] {
            #expect(try folder.bytes("whole/\(name)") == folder.bytes("S-tuning/\(name)"))
        }
        #expect(try folder.bytes("whole/settings.yaml") == folder.bytes("S.yaml"))
    }

    /// The disk is full, or a file may grow no further.
    @Test func aJournalThatCannotBeWrittenEndsInOneLine() throws {
        let result = try Quench.shell(
            "trap '' XFSZ; ulimit -f 12; \"$quench\" tune \(files) --output out --candidates 64",
            in: folder)
        let errors = result.errorLines.filter { $0.hasPrefix("quench: ") }
        #expect(result.status == 1 && !result.wasKilled, "\(result.errors)")
        #expect(errors.count == 1, "\(result.errors)")
        #expect(errors.first?.contains("candidates.jsonl") == true, "\(result.errors)")
        #expect(!names(in: folder.file("out")).contains("settings.yaml"))
    }

    @Test func aSecondSearchInTheSameFolderIsRefused() throws {
        _ = try Quench.shell("mkdir out", in: folder)
        let lock = try FileLock(beside: folder.file("out/candidates.jsonl"))
        let result = try quench("tune \(files) --output out --candidates 16")
        withExtendedLifetime(lock) {}
        #expect(result.status == 1)
        #expect(result.errors.contains("another run writes it"), "\(result.errors)")
        #expect(!names(in: folder.file("out")).contains("candidates.jsonl"))
    }

    /// Nothing is found before its first hop is over.
    @Test func askedForSettingsItLeavesNoneAndSaysSo() throws {
        let result = try quench(
            "tune \(files) --output out --candidates 16 --objective delay<=0.0001")
        #expect(result.status == 1, "\(result.errors)")
        #expect(result.output.contains("no settings that were tried find a seizure"))
        #expect(!names(in: folder.file("out")).contains("settings.yaml"))
    }

    @Test func damagedLinesAreTold() throws {
        let line = "tune \(files) --output out --candidates 16"
        #expect(try quench(line).status == 0)
        _ = try Quench.shell("sed -i '3s/[0-9]/x/' out/candidates.jsonl", in: folder)
        let result = try quench(line)
        #expect(result.status == 0 && result.errors.contains("1 damaged lines"), "\(result.errors)")
        // It was judged anew, and is whole again.
        #expect(try quench(line).errors.contains("1 damaged lines"))
    }

    @Test func thePageSaysWhatWasNotScored() throws {
        try folder.write("no recording", to: "junk.edf")
        #expect(try quench("evaluate \(files) junk.edf --output scores").status == 0)
        let page = String(decoding: try folder.bytes("scores/evaluation.html"), as: UTF8.self)
        #expect(page.contains("1 of 3 recordings not scored"))
        #expect(page.contains("junk.edf"))
    }

    @Test func mistakesAreOneLine() throws {
        try folder.write("mine: 1\n", to: "mine.yaml")
        try folder.write("mine", to: "file")
        try folder.write("{}", to: "named.json")
        _ = try Quench.shell("mkdir theirs; echo mine > theirs/tuning.tsv", in: folder)
        for (line, words) in [
            ("tune \(files) --objective false/h", "--objective: 'false/h<=0.5'"),
            ("tune none.edf --output o1", "no annotated seizure in all"),
            ("tune \(files) --output mine.yaml", "mine.yaml: is there already and was not tuned"),
            ("tune \(files) --output file", "file: is a file"),
            ("tune \(files) --output theirs", "theirs: holds a tuning.tsv"),
            ("tune gone.edf --output o2", "gone.edf"),
            ("tune sub-a_run-1_ieeg.edf --model --output o4", "leaving one out needs two or more"),
            (
                "tune \(files) --model --output named.yaml",
                "named.json: is there already and is no model"
            ),
            ("tune none.edf none.edf --output o3", "none.edf: is given twice"),
            ("evaluate --leave-one-subject-out none.edf", "none.edf: whose it is"),
            ("evaluate --leave-one-subject-out sub-a_run-1_ieeg.edf", "needs two or more"),
        ] {
            let result = try quench(line)
            let errors = result.errorLines.filter { $0.hasPrefix("quench: ") }
            #expect(result.status == 1 && errors.count == 1, "\(line): \(result.errors)")
            #expect(result.errors.contains(words), "\(line): \(result.errors)")
        }
        let both = try quench("evaluate --leave-one-subject-out --leave-one-seizure-out \(files)")
        #expect(both.status == 64)
        #expect(try quench("tune \(files) --family trees").status == 64)
        #expect(try quench("tun \(files)").errors.contains("did you mean 'tune'?"))
        #expect(try folder.bytes("mine.yaml") == Data("mine: 1\n".utf8))
    }

    @Test func findingsSayWhyTheyAreSkipped() throws {
        let script = Surroundings.packageRoot.appending(path: "Tests/findings").path
        let result = try Quench.shell("QUENCH_RECORDINGS=/nowhere '\(script)'", in: folder)
        #expect(result.status == 0 && result.output == "skipped: no recordings (/nowhere)\n")
    }

    @Test func severalSubjectsHaveRowsMediansAndIntervals() throws {
        let result = try quench("evaluate \(files) --output scores")
        #expect(result.status == 0, "\(result.errors)")
        for name in ["sub-a ", "sub-b ", "all, 95 %", "median of 2 subjects", "median, 95 %"] {
            #expect(result.output.contains(name), "\(name)")
        }
        let scores = try jsonObject(
            String(decoding: folder.bytes("scores/evaluation.json"), as: UTF8.self))
        let subjects = try #require(scores["subjects"] as? [[String: Any]])
        #expect(subjects.compactMap { $0["name"] as? String } == ["sub-a", "sub-b"])
        let intervals = try #require(scores["intervals95"] as? [String: Any])
        let all = try #require(intervals["all"] as? [String: Any])
        #expect((all["detectionDelaySeconds"] as? [Double])?.count == 2)
        let page = String(decoding: try folder.bytes("scores/evaluation.html"), as: UTF8.self)
        #expect(page.contains("Missed seizures: 0"))
        // The same channels and rate: a model of the one is tested on the other.
        let left = try quench("evaluate --leave-one-subject-out \(files) --json --output left")
        #expect(left.status == 0, "\(left.errors)")
        let members = try jsonObject(left.output)
        let detector = "linear with rhythm and fastActivity, one subject left out"
        #expect(members["detector"] as? String == detector)
        #expect(members["seizuresDetected"] as? Int == 2)
    }

    /// A threshold that nothing reaches misses the seizure; one that all reaches finds nothing else.
    @Test func missesAndFalseAlarmsAreDrawn() throws {
        try folder.write(
            "detector:\n  patterns:\n    - thresholdPercent: 2000\n", to: "deaf.yaml")
        _ = try Quench.shell("cp sub-a_run-1_ieeg.edf 'a<b>&.edf'", in: folder)
        #expect(
            try Quench.run(
                ["evaluate", "a<b>&.edf", "--settings", "deaf.yaml", "--output", "deaf"],
                in: folder
            ).status == 0)
        let deaf = String(decoding: try folder.bytes("deaf/evaluation.html"), as: UTF8.self)
        #expect(deaf.contains("Missed seizures: 1") && deaf.contains("False alarms: 0"))
        #expect(deaf.contains("a&lt;b&gt;&amp;.edf") && !deaf.contains("a<b>"))
        #expect(deaf.contains("<svg") && deaf.contains("missed"))
        // The same noise without its annotation is a false alarm.
        #expect(try quench("evaluate none.edf --output alarm").status == 0)
        let alarm = String(decoding: try folder.bytes("alarm/evaluation.html"), as: UTF8.self)
        #expect(alarm.contains("False alarms: 1") && alarm.contains("of none.edf"))
    }
}
