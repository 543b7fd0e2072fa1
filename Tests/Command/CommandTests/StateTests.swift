import Foundation
import Journal
import TestSupport
import Testing

/// What the caps count outlasts a run, however it ends.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct StateTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.writeRecording()
        try folder.write(Self.settings(perDay: 1), to: "one.yaml")
    }

    /// A therapy of half a second, after two seconds to look at the background.
    private static func settings(perDay: Int, milliamperes: Double = 2) -> String {
        """
        detector:
          holdOffSeconds: 2
        stimulation:
          therapiesPerDay: \(perDay)
          therapies:
            - bursts:
                - {amplitudeMilliamperes: \(milliamperes), pulseWidthMicroseconds: 160,
                    frequencyHertz: 200, durationMilliseconds: 500, cathodes: [1, 2],
                    anodes: [3, 4]}
        """
    }

    private static let command =
        "$quench replay good.edf --settings one.yaml --state s --output out"

    private func run(
        _ line: String = command, status: Int32 = 0
    ) throws -> (summary: RunSummary, errors: String) {
        let result = try Quench.shell(line, in: folder)
        try #require(result.status == status, "\(line): \(result.errors)")
        return (try RunSummary(path: folder.file("out/summary.json")), result.errors)
    }

    @Test func oneTherapyADayIsOneInThreeRuns() throws {
        let runs = try (0..<3).map { _ in try run() }
        #expect(runs.map(\.summary.stimulation.therapies) == [1, 0, 0])
        #expect(runs.map(\.summary.earlierDoses?.doses) == ["new", "kept", "kept"])
        #expect(runs.map(\.summary.earlierDoses?.therapiesOfDay) == [0, 1, 1])
        #expect(runs[0].errors.contains("note: s: is not there yet"))
        #expect(runs[2].summary.stimulation.refusalsByReason["day cap"] == 1)
        let journal = try JournalReader(path: folder.file("out/journal.jsonl"))
        let read = try #require(journal.events.first { $0.kind == .dosesRead })
        #expect(read["doses"]?.text == "kept" && read["therapiesOfDay"]?.integer == 1)
        // Other settings of the stimulation, another source: the patient is the same.
        try folder.write(Self.settings(perDay: 1, milliamperes: 1), to: "one.yaml")
        #expect(try run().summary.stimulation.therapies == 0)
        let patient = try run(
            "$quench simulate --duration 2 --channels 4 --settings one.yaml --state s --output out")
        #expect(patient.summary.earlierDoses?.therapiesOfDay == 1)
        // It may as well be another patient's file, and that is said.
        let words =
            "the run before had other channels, rate or scale: see that it was this patient's"
        #expect(!runs[2].errors.contains(words) && patient.errors.contains("\(words)\n"))
        try folder.write(Self.settings(perDay: 2), to: "one.yaml")
        #expect(try run().summary.stimulation.therapies == 1)
    }

    @Test func aStateDoesNotChangeTheRunOfANewPatient() throws {
        let without = try run(Self.command.replacing("--state s", with: ""))
        #expect(try run().summary.decisionHash == without.summary.decisionHash)
        #expect(without.summary.earlierDoses == nil)
    }

    /// The journal's line follows the file, so that a kill at the line finds the therapy in it.
    @Test func aTherapyOfAKilledRunCounts() throws {
        let running = try Running(
            [
                "replay", "good.edf", "--settings", "one.yaml", "--state", "s", "--output", "out",
                "--pace", "2x",
            ], in: folder)
        #expect(running.wait(for: .therapyStarted, in: folder.file("out/journal.jsonl")))
        running.send(SIGKILL)
        #expect(try running.result().wasKilled)
        let next = try run()
        #expect(next.summary.stimulation.therapies == 0)
        #expect(next.summary.earlierDoses?.therapiesOfDay == 1)
        #expect(next.errors.contains("the run before did not end in order"))
        #expect(try !run().errors.contains("did not end in order"))
    }

    @Test(arguments: ["flipped", "cut", "long", "empty", "other"])
    func damageWithholdsStimulation(kind: String) throws {
        _ = try run()
        var bytes = try folder.bytes("s")
        switch kind {
        case "flipped": bytes[bytes.count / 2] ^= 1
        case "cut": bytes.removeLast(5)
        case "long": bytes.append(0)
        case "empty": bytes = Data()
        default: bytes[0] ^= 1
        }
        try folder.write(bytes, to: "s")
        try folder.write(Self.settings(perDay: 600), to: "one.yaml")
        let damaged = try run()
        #expect(damaged.errors.contains("note: s: is damaged"), "\(damaged.errors)")
        #expect(damaged.summary.earlierDoses?.doses == "unknown")
        #expect(damaged.summary.stimulation.therapies == 0)
        #expect(damaged.summary.stimulation.refusalsByReason["doses unknown"] == 1)
        let journal = try JournalReader(path: folder.file("out/journal.jsonl"))
        #expect(journal.events.contains { $0["reason"]?.text == "doses unknown" })
        let report = String(decoding: try folder.bytes("out/report.html"), as: UTF8.self)
        #expect(report.contains("s: is damaged"))
        // The day has not passed with the run.
        let next = try run()
        #expect(next.errors.contains("no stimulation for another 24.0 h"), "\(next.errors)")
        #expect(next.summary.stimulation.therapies == 0)
    }

    /// A slip of the hand must not cost a recording.
    @Test(arguments: ["good.edf", "one.yaml", "note"])
    func aFileOfAnotherKindIsNotWrittenOver(name: String) throws {
        try folder.write(Data("not a state".utf8), to: "note")
        let before = try folder.bytes(name)
        let result = try Quench.shell(
            Self.command.replacing("--state s", with: "--state \(name)"), in: folder)
        #expect(result.status == 1)
        #expect(result.errors.contains("\(name): --state: is no state that a run left"))
        #expect(try folder.bytes(name) == before)
    }

    /// One therapy a day, whatever name the file has.
    @Test func aLinkLeadsToTheFile() throws {
        _ = try Quench.shell(Self.command + " --to 2", in: folder)
        #expect(unsafe symlink("s", folder.file("link")) == 0)
        let line = Self.command.replacing("--state s", with: "--state link")
        #expect(try run(line).summary.stimulation.therapies == 1)
        #expect(try run().summary.stimulation.therapies == 0)
        #expect(unsafe unlink(folder.file("s")) == 0)
        let result = try Quench.shell(line, in: folder)
        #expect(result.status == 1 && result.errors.contains("a link to what is not there"))
    }

    @Test func twoRunsAtOnceDoNotShareAFile() throws {
        let running = try Running(
            [
                "replay", "good.edf", "--settings", "one.yaml", "--state", "s", "--output", "first",
                "--pace", "2x",
            ], in: folder)
        #expect(running.wait(for: .runStarted, in: folder.file("first/journal.jsonl")))
        let second = try Quench.shell(Self.command, in: folder)
        #expect(second.status == 1 && second.errors.contains("another run writes it"))
        running.send(SIGKILL)
        _ = try running.result()
        #expect(try run().summary.stimulation.therapies == 1)
    }

    @Test func aStateThatIsGoneWithholds() throws {
        #expect(try run().summary.stimulation.therapies == 1)
        #expect(unsafe unlink(folder.file("s")) == 0)
        let next = try run()
        #expect(next.errors.contains("is not there, though a run has written it"), "\(next.errors)")
        #expect(next.summary.stimulation.therapies == 0)
        #expect(unsafe unlink(folder.file("s")) == 0 && unlink(folder.file("s.lock")) == 0)
        #expect(try run().summary.stimulation.therapies == 1)
    }

    @Test func aStateThatCannotBeWrittenEndsTheRun() throws {
        let running = try Running(
            [
                "replay", "good.edf", "--settings", "one.yaml", "--state", "s", "--output", "out",
                "--pace", "2x",
            ], in: folder)
        #expect(running.wait(for: .runStarted, in: folder.file("out/journal.jsonl")))
        // Before the seizure, which comes three seconds later: nothing can be renamed over a folder.
        while (try? folder.bytes("s")) == nil { usleep(1_000) }
        #expect(unsafe unlink(folder.file("s")) == 0 && mkdir(folder.file("s"), 0o700) == 0)
        let result = try running.result()
        #expect(result.status == 1)
        #expect(result.errors.contains("--state: "), "\(result.errors)")
        let summary = try RunSummary(path: folder.file("out/summary.json"))
        #expect(summary.endReason?.contains("--state: ") == true)
        #expect(summary.recording.toSeconds ?? 12 < 12)
    }

    @Test func mistakesAreOneLineBeforeTheRun() throws {
        #expect(unsafe mkfifo(folder.file("pipe"), 0o600) == 0)
        for (option, word) in [
            ("--state .", ".: "), ("--state pipe", "pipe: --state: is not a regular file"),
            ("--state absent/s", "its folder is not there"), ("--keep-state", "needs --state"),
            ("--state gone --keep-state", "gone: is not there"),
        ] {
            let result = try Quench.shell("$quench replay good.edf \(option)", in: folder)
            #expect(result.status != 0 && !result.wasKilled, "\(option)")
            #expect(result.errors.contains(word), "\(option): \(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.file("quench-run")))
        }
    }
}
