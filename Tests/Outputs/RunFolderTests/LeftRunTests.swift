import Foundation
import Journal
import Planning
import TestSupport
import Testing

@testable import RunFolder

/// What a run has left, read back for who looks at it.
@Suite struct LeftRunTests {
    private let folder: TemporaryFolder
    private let run: Finished

    init() throws {
        folder = try TemporaryFolder()
        var settings = Settings.standard
        settings.stimulation.mode = .on
        settings.detector.holdOffSeconds = 4
        run = try Run(settings: settings)(
            Noise(noisyChannelCount: 3).recording(in: folder), into: folder.file("out"))
    }

    private func left() throws -> LeftRun {
        try LeftRun(folder: folder.file("out"), programVersion: "0.0.0")
    }

    private func problem(_ path: String? = nil, version: String = "0.0.0") throws -> String {
        let error = #expect(throws: (any Error).self) {
            try LeftRun(folder: path ?? folder.file("out"), programVersion: version)
        }
        return "\(try #require(error))"
    }

    @Test func whatTheRunToldIsReadBack() throws {
        let left = try left()
        #expect(left.summary == run.summary && left.eventsMissing == 0)
        #expect(left.events.count == run.journal.events.count)
        let bursts = try run.stimulationRows.filter { $0["type"] == "burst" }
        try #require(!bursts.isEmpty)
        #expect(left.bursts.count == bursts.count)
        for (burst, row) in zip(left.bursts, bursts) {
            #expect(burst.onsetSeconds == row.number("onset"))
            #expect(burst.durationSeconds == row.number("duration"))
            #expect(Double(burst.pulses) == row.number("pulses"))
            #expect(burst.amplitudeMicroamperes == row.number("amplitudeMicroamperes"))
            #expect(burst.frequencyHertz == row.number("frequencyHertz"))
            #expect(burst.contacts == row["contacts"])
        }
    }

    @Test func statesAndFaultsAreThoseOfTheJournal() throws {
        let left = try left()
        let episode = try #require(run.summary.episodes.first)
        let holdOff = try #require(left.stretches.first { $0.state == .holdOff })
        #expect(holdOff.from == 0 && abs(holdOff.to - 4) < 0.5)
        let inEpisode = try #require(left.stretches.first { $0.state == .inEpisode })
        #expect(inEpisode.from == episode.onsetSeconds)
        #expect(inEpisode.to == episode.endSeconds)
        #expect(left.stretches.count { $0.state == .blanked } == left.bursts.count)
        // The fourth channel is silent: it has a fault, and the others have none.
        #expect(left.faults.map(\.isEmpty) == [true, true, true, false])
        #expect(left.faults[3].first?.fault == "flat")
    }

    @Test func whatIsNoRunIsRefusedInALine() throws {
        let none = folder.file("none")
        #expect(try problem(none).contains("is no folder"))
        try FileManager.default.createDirectory(atPath: none, withIntermediateDirectories: true)
        #expect(try problem(none).contains("summary.json: is not there"))
        #expect(try problem(version: "9.9.9").contains("quench 0.0.0, and this is 9.9.9"))
    }

    @Test(arguments: ["summary.json", "journal.jsonl", "stimulation.tsv"])
    func ofAHalfWrittenRunTheMissingFileIsNamed(name: String) throws {
        try FileManager.default.removeItem(atPath: folder.file("out/\(name)"))
        let problem = try problem()
        #expect(problem.contains("\(name): is not there") && !problem.contains("\n"))
        // A pipe would make the reading wait.
        #expect(unsafe mkfifo(folder.file("out/\(name)"), 0o600) == 0)
        #expect(try self.problem().contains("\(name): is no file that a run leaves"))
    }

    @Test(arguments: ["summary.json", "journal.jsonl", "stimulation.tsv"])
    func damageIsToldInALine(name: String) throws {
        let path = "out/\(name)"
        let whole = [UInt8](try Data(contentsOf: URL(filePath: folder.file(path))))
        for bytes in [[], Array(repeating: 0xFF, count: 100), Array(whole.prefix(40))] {
            try folder.write(bytes, to: path)
            let problem = try problem()
            #expect(problem.contains(name) && !problem.contains("\n"), "\(problem)")
        }
    }

    @Test func filesOfTwoRunsAreNotTakenForOne() throws {
        let journal = try String(contentsOfFile: folder.file("out/journal.jsonl"), encoding: .utf8)
        let other = journal.split(separator: "\n").map { line in
            line.replacing(/"startedAt": "[^"]*"/, with: #""startedAt": "2001-01-01T00:00:00""#)
                .replacing(/, "check": "[^"]*"/, with: "")
        }
        try folder.write(other.joined(separator: "\n") + "\n", to: "out/journal.jsonl")
        #expect(try problem().contains("are not of one run"))
    }

    /// Figures that would make a page ask for more than there is.
    @Test(arguments: [
        (#""hopFrames": \d+"#, #""hopFrames": 0"#),
        (#""samplingRateHertz": [\d.]+"#, #""samplingRateHertz": -1.0"#),
        (#""toSeconds": [\d.]+"#, #""toSeconds": 1e300"#),
        (#""channels": \d+"#, #""channels": 2000000000"#),
    ]) func figuresThatNoRunHasAreRefused(pattern: String, other: String) throws {
        let text = try String(contentsOfFile: folder.file("out/summary.json"), encoding: .utf8)
        let changed = text.replacing(try Regex(pattern), with: other, maxReplacements: 1)
        try #require(changed != text)
        try folder.write(changed, to: "out/summary.json")
        #expect(try problem().contains("figures that no run has"))
    }
}
