import Foundation
import Journal
import TestSupport
import Testing

/// What the commands print and leave.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct OutputTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func replayLeavesFiveFilesAndOneScreen() throws {
        try folder.writeRecording(annotation: "seizure")
        let result = try Quench.run("replay", "good.edf", "--output", "out", in: folder)
        #expect(result.status == 0 && !result.wasKilled, "\(result.errors)")
        #expect(names(in: folder.file("out")) == fileNames)
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 25 && lines.allSatisfy { $0.count <= 80 }, "\(result.output)")
        #expect(result.output.contains("1 of 1 seizure detected"))
        #expect(!result.output.contains("\u{1B}"))
    }

    @Test func jsonIsTheSummaryAndNothingElse() throws {
        try folder.writeRecording(annotation: "seizure")
        let result = try Quench.run(
            "replay", "good.edf", "--json", "--output", "out", "--pace", "max", in: folder)
        #expect(result.status == 0)
        let summary = try jsonObject(result.output)
        #expect(Data(result.output.utf8) == (try folder.bytes("out/summary.json")))
        let reference = try #require(summary["reference"] as? [String: Any])
        #expect(reference["sensitivity"] as? Double == 1)
        #expect(reference["falseAlarmsPerHour"] as? Double == 0)
        let delay = try #require(reference["detectionDelaySeconds"] as? Double)
        #expect(delay > 0 && delay < 3)
        #expect((summary["decisionHash"] as? String)?.count == 16)
    }

    @Test func theReportShowsWhatTheRunWasMadeOf() throws {
        try folder.writeRecording()
        try folder.write("safeStateSeconds: 6\n", to: "my.yaml")
        try folder.write("event: fit\n", to: "names.txt")
        try folder.write("onset\tduration\ttrial_type\n", to: "good_events.tsv")
        let result = try Quench.run(
            "replay", "good.edf", "--settings", "my.yaml", "--seizure-names", "names.txt",
            "--from", "1.5", in: folder)
        #expect(result.status == 0, "\(result.errors)")
        let page = String(decoding: try folder.bytes("quench-run/report.html"), as: UTF8.self)
        #expect(
            page.contains(
                "<pre>quench replay --settings my.yaml --output quench-run --pace max --no-fail-on-miss --from 1.5 "
                    + "--seizure-names names.txt good.edf</pre>"))
        let identity = try #require(
            try RunSummary(path: folder.file("quench-run/summary.json")).identity)
        #expect(
            identity.files.map(\.role) == ["recording", "sideFile", "settings", "seizure-names"])
        #expect(identity.files[0].bytes == Int64(try folder.bytes("good.edf").count))
        for file in identity.files { #expect(page.contains(try #require(file.sha256))) }
        #expect(identity.plan?.wholeMatch(of: /[0-9a-f]{16}/) != nil)
        let sums = try Quench.shell(
            "sha256sum good.edf good_events.tsv my.yaml names.txt | cut -c 1-64", in: folder)
        #expect(identity.files.map(\.sha256) == sums.output.split(separator: "\n").map(String.init))
        let first = try JournalReader(path: folder.file("quench-run/journal.jsonl")).events.first
        let line = try #require(first?["identity"]?.line)
        #expect(try JSONDecoder().decode(RunIdentity.self, from: Data(line.utf8)) == identity)
    }

    @Test func settingsAreAcceptedByTheirOwnCheck() throws {
        let printed = try Quench.run("settings", in: folder)
        #expect(printed.status == 0 && printed.errors.isEmpty)
        try folder.write(printed.output, to: "all.yaml")
        let checked = try Quench.run("settings", "--check", "all.yaml", in: folder)
        #expect(checked.status == 0 && checked.errors.isEmpty, "\(checked.errors)")
        #expect(checked.output.hasPrefix("all.yaml: valid"))
        for (rate, channels) in [("100", "1"), ("5000", "1024")] {
            let other = try Quench.run(
                "settings", "--check", "all.yaml", "--rate", rate, "--channels", channels,
                in: folder)
            #expect(other.status == 0, "\(rate) Hz: \(other.errors)")
        }
    }

    @Test func settingsInForceAreTold() throws {
        try folder.write("detector: {patterns: [{votes: 3}]}\n", to: "s.yaml")
        let checked = try Quench.run("settings", "--check", "s.yaml", in: folder)
        #expect(checked.status == 0, "\(checked.errors)")
        #expect(checked.output.contains("votes: 3  # default: 2\n"))
        #expect(checked.output.contains("safeStateSeconds: 5\n"))
        let json = try jsonObject(
            Quench.run("settings", "--check", "s.yaml", "--json", in: folder).output)
        #expect(json["therapies"] as? Int == 5)
        let detector = (json["settings"] as? [String: Any])?["detector"] as? [String: Any]
        let patterns = detector?["patterns"] as? [[String: Any]]
        #expect(patterns?.first?["votes"] as? Int == 3)
        #expect(patterns?.first?["thresholdPercent"] as? Double == 200)
    }

    @Test func patientIsTold() throws {
        try folder.write("zoneX0: -2.1\n", to: "p.yaml")
        let json = try jsonObject(
            Quench.run("patient", "--check", "p.yaml", "--json", in: folder).output)
        let nodes = json["nodes"] as? [[String: Any]]
        #expect(nodes?.count == 12)
        #expect(nodes?.first?["tissue"] as? String == "zone")
        #expect(nodes?.first?["x0"] as? Double == -2.1)
    }

    @Test func helpGroupsTheCommandsByWhatAPersonDoes() throws {
        let help = try Quench.run("--help", in: folder).output
        let groups = [
            "LOOK AT A RECORDING", "RUN", "JUDGE AND TRAIN", "PATIENT", "DEVICE", "MACHINE",
        ]
        let places = groups.map { group in
            help.range(of: "\n\(group) SUBCOMMANDS:\n")?.lowerBound
        }
        #expect(!places.contains(nil), "\(help)")
        #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
    }

    @Test func settingsAsPrintedChangeNothing() throws {
        try folder.writeRecording()
        try folder.write(Quench.run("settings", in: folder).output, to: "all.yaml")
        let hashes = try [[], ["--settings", "all.yaml"]].map { options in
            let result = try Quench.run(
                ["replay", "good.edf", "--json"] + options, in: folder)
            return try jsonObject(result.output)["decisionHash"] as? String
        }
        #expect(hashes[0] != nil && hashes[0] == hashes[1])
    }

    @Test func infoPrintsJSON() throws {
        try folder.writeRecording(annotation: "seizure")
        let result = try Quench.run("info", "good.edf", "--json", in: folder)
        #expect(result.status == 0)
        let info = try jsonObject(result.output)
        #expect(info["durationSeconds"] as? Double == 12)
        #expect((info["channels"] as? [[String: Any]])?.count == 3)
        #expect((info["seizures"] as? [[String: Any]])?.first?["onsetSeconds"] as? Double == 6)
        let headerOnly = try Quench.run("info", "good.edf", "--json", "--header-only", in: folder)
        let channels = try jsonObject(headerOnly.output)["channels"] as? [[String: Any]]
        #expect(channels?.first?["badSeconds"] is NSNull)
    }

    /// An annotation may hold anything; the terminal must not obey it.
    @Test func infoShowsNoControlCharacter() throws {
        try folder.writeRecording(annotation: "a^[2Jb^")
        var bytes = try folder.bytes("good.edf")
        for index in bytes.indices where bytes[index] == UInt8(ascii: "^") { bytes[index] = 0x1B }
        try folder.write(bytes, to: "good.edf")
        let result = try Quench.run("info", "good.edf", in: folder)
        #expect(result.status == 0)
        #expect(result.output.contains("12.000 s"))
        #expect(result.output.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
    }

    @Test func generateRepeatsItself() throws {
        let options = ["--duration", "30", "--rate", "100", "--channels", "2", "--seed"]
        for (name, seed) in [("a.edf", "5"), ("b.edf", "5"), ("c.edf", "6")] {
            let result = try Quench.run(["generate", name] + options + [seed], in: folder)
            #expect(result.status == 0 && result.errors.isEmpty)
            #expect(result.output.contains("seed \(seed)"))
        }
        let (first, second) = (try folder.bytes("a.edf"), try folder.bytes("b.edf"))
        #expect(first == second && first.count > 30 * 100 * 2 * 2)
        #expect(try folder.bytes("c.edf") != first)
    }

    /// Which seizures are meant is the user's list.
    @Test func seizureNamesReplaceTheList() throws {
        try folder.writeRecording(annotation: "my fit")
        try folder.write("event: my fit\n", to: "names.txt")
        let without = try Quench.run("replay", "good.edf", "--json", in: folder)
        #expect(try jsonObject(without.output)["reference"] is NSNull)
        let with = try Quench.run(
            "replay", "good.edf", "--json", "--seizure-names", "names.txt", in: folder)
        let reference = try #require(jsonObject(with.output)["reference"] as? [String: Any])
        #expect(reference["seizuresDetected"] as? Int == 1)
        #expect(!with.errors.contains("fits none"))
        try folder.write("event: another\n", to: "others.txt")
        let vain = try Quench.run(
            "replay", "good.edf", "--json", "--seizure-names", "others.txt", in: folder)
        #expect(vain.errors.contains("others.txt: fits none of the recording's 1 annotations"))
    }

    /// A reader that goes away ends nothing and makes no noise.
    @Test(arguments: [
        "$quench settings | head -n 1 >/dev/null", "$quench settings | true",
        "$quench replay good.edf --output out | true",
        "$quench replay good.edf --output out --json | true",
        "$quench replay good.edf --output out 2>&1 | true",
    ])
    func aClosedPipeIsNoFailure(line: String) throws {
        try folder.writeRecording()
        let result = try Quench.shell(line, in: folder)
        #expect(result.status == 0 && !result.wasKilled)
        #expect(result.errors.isEmpty, "\(result.errors)")
        if line.contains("replay") { #expect(names(in: folder.file("out")) == fileNames) }
    }

    /// Both outputs are closed before the first note is written.
    @Test func aRunOutlivesItsReader() throws {
        try folder.writeRecording()
        try folder.write("detector:\n  bandPassHertz: [4, 120]\n", to: "note.yaml")
        let result = try Quench.shell(
            "{ until test -e gone; do :; done; "
                + "$quench replay good.edf --settings note.yaml --output out; "
                + "echo $? >status; } 2>&1 | { exec <&-; : >gone; }", in: folder)
        #expect(result.errors.isEmpty, "\(result.errors)")
        #expect(try String(decoding: folder.bytes("status"), as: UTF8.self) == "0\n")
        #expect(names(in: folder.file("out")) == fileNames)
    }

    @Test func aFullDiskUnderTheOutputIsAFailure() throws {
        let result = try Quench.shell("$quench settings >/dev/full", in: folder)
        #expect(result.status == 1)
        #expect(result.errorLines.count == 1 && result.errors.hasPrefix("quench: standard output"))
    }

    /// Room for 4 KiB in a file: the run goes on to its end, then says what it could not write. What
    /// is there is whole but for the journal's end.
    @Test func aDiskThatFillsDuringTheRunIsAFailure() throws {
        try folder.writeRecording()
        let result = try Quench.shell(
            "ulimit -f 8; exec $quench replay good.edf --output out", in: folder)
        #expect(result.status == 1 && !result.wasKilled)
        let problem = try #require(result.errorLines.last)
        #expect(problem.hasPrefix("quench: out/") && problem.contains("(File too large)"))
        let journal = try JournalReader(path: folder.file("out/journal.jsonl"))
        #expect(journal.events.contains { $0.kind == .detection })
        #expect(!journal.events.contains { $0.kind == .runEnded })
        let left = names(in: folder.file("out"))
        #expect(left == ["events.tsv", "journal.jsonl", "stimulation.tsv"])
        let account = try Quench.run("journal", "out", in: folder)
        #expect(account.status == 0, "\(account.errors)")
        #expect(account.output.contains("killed, or still running"))
    }

    /// No file of the run may take the place of a closed standard file.
    @Test(arguments: ["2>&-", ">&-", "<&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full"])
    func closedStandardFilesHurtNoFile(redirection: String) throws {
        try folder.writeRecording()
        let result = try Quench.shell(
            "$quench replay good.edf --output out \(redirection)", in: folder)
        #expect(!result.wasKilled)
        #expect(result.status == (redirection == ">/dev/full" ? 1 : 0))
        #expect(names(in: folder.file("out")) == fileNames)
        let journal = try JournalReader(path: folder.file("out/journal.jsonl"))
        #expect(journal.damagedLines == 0 && journal.cutBytes == 0)
        #expect(journal.events.last?.kind == .runEnded)
        #expect(
            try jsonObject(String(decoding: folder.bytes("out/summary.json"), as: UTF8.self))[
                "decisions"] != nil)
    }
}
