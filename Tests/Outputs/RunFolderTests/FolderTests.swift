import Foundation
import TestSupport
import Testing

@testable import RunFolder

/// Which folders take a run, and what they keep.
@Suite struct FolderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func problem(_ path: String, overwrites: Bool = false) -> String? {
        do throws(RunFolderError) {
            _ = try RunFolder(creating: path, overwrites: overwrites)
            return nil
        } catch {
            return error.description
        }
    }

    private static let start =
        #"{"sequence": 0, "frame": 0, "timeSeconds": 0.0, "kind": "runStarted"}"# + "\n"

    @Test func aNewFolderIsMadeWithItsParents() throws {
        #expect(problem(folder.file("a/b/c")) == nil)
        #expect(names(folder.file("a/b/c")) == ["journal.jsonl"])
    }

    @Test func otherFilesStay() throws {
        try folder.write("mine", to: "notes.txt")
        try folder.write(Self.start, to: "journal.jsonl")
        try folder.write("old", to: "events.tsv")
        #expect(problem(folder.path) == nil)
        #expect(names(folder.path) == ["journal.jsonl", "notes.txt"])
        #expect(try Data(contentsOf: URL(filePath: folder.file("journal.jsonl"))).isEmpty)
    }

    /// A kill may come before the first event, or in the middle of it.
    @Test(arguments: ["", "{\"sequence\": 0, \"fr"]) func aKilledRunGivesWay(journal: String) throws
    {
        try folder.write(journal, to: "journal.jsonl")
        #expect(problem(folder.path) == nil)
        #expect(try Data(contentsOf: URL(filePath: folder.file("journal.jsonl"))).isEmpty)
    }

    @Test(arguments: ["events.tsv", "summary.json", "report.html", "stimulation.tsv"])
    func foreignFilesAreNotOverwritten(name: String) throws {
        try folder.write("mine", to: name)
        let text = try #require(problem(folder.path))
        #expect(text.contains(name) && text.contains("--output"))
        #expect(try String(contentsOfFile: folder.file(name), encoding: .utf8) == "mine")
        #expect(names(folder.path) == [name])
    }

    private func names(_ path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    @Test(arguments: [
        #"{"sequence": 0, "frame": 0, "timeSeconds": 0.0, "kind": "runStarted", "canBeRepeated": false"#,
        #"{"sequence": 0, "frame": 0, "timeSeconds": 0.0, "kind": "runStarted", "identity": "#
            + #"{"startedAt": "", "command": "quench capture --device null"#,
    ])
    func aCaptureGivesWayOnlyWhenTold(journal: String) throws {
        try folder.write(journal, to: "journal.jsonl")
        try folder.write("old", to: "events.tsv")
        #expect(problem(folder.path)?.contains("--overwrite") == true)
        #expect(
            try String(contentsOfFile: folder.file("journal.jsonl"), encoding: .utf8) == journal)
        #expect(names(folder.path) == ["events.tsv", "journal.jsonl"])
        #expect(problem(folder.path, overwrites: true) == nil)
        #expect(names(folder.path) == ["journal.jsonl"])
    }

    /// What somebody said or did to a run no command gives again; anywhere in a long journal.
    @Test(arguments: [
        (#""kind": "marker", "text": "a""#, true),
        (#""kind": "settingsChanged", "field": "a""#, true),
        (#""kind": "markersRefused", "markers": 3"#, false),
        (#""kind": "heartbeat", "text": "\"kind\": \"marker\",""#, false),
    ])
    func aRunThatWasMarkedOrChangedGivesWayOnlyWhenTold(event: String, isKept: Bool) throws {
        // Across the ends of the pieces that it is read in, too.
        for length in [100, (1 << 20) - 20, 1 << 20, 3 << 20] {
            let first = Self.start + String(repeating: " ", count: length - Self.start.utf8.count)
            let journal = first + "{\(event)}\n"
            try folder.write(journal, to: "journal.jsonl")
            let told = problem(folder.path)
            #expect(told?.contains("--overwrite") ?? false == isKept, "\(length)")
            #expect(problem(folder.path, overwrites: true) == nil)
        }
    }

    @Test func linksAreNotFollowed() throws {
        let inner = folder.file("inner")
        try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
        let link = folder.file("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: inner)
        #expect(problem(link)?.contains("symbolic link") == true)
        #expect(problem(link + "/")?.contains("symbolic link") == true)
        try folder.write(Self.start, to: "theirs")
        try FileManager.default.createSymbolicLink(
            atPath: inner + "/journal.jsonl", withDestinationPath: folder.file("theirs"))
        #expect(problem(inner)?.contains("journal.jsonl") == true)
        #expect(try String(contentsOfFile: folder.file("theirs"), encoding: .utf8) == Self.start)
    }

    /// However many start at once, with or without an earlier run there: one has the folder.
    @Test(arguments: [false, true]) func oneRunOwnsAFolder(hasEarlierRun: Bool) async throws {
        for attempt in 0..<50 {
            let path = folder.file("race\(attempt)")
            if hasEarlierRun {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true)
                try folder.write(Self.start, to: "race\(attempt)/journal.jsonl")
                try folder.write("old", to: "race\(attempt)/events.tsv")
            }
            let owners = await withTaskGroup(of: RunFolder?.self) { group in
                for _ in 0..<8 { group.addTask { try? RunFolder(creating: path) } }
                return await group.reduce(into: []) { if let owner = $1 { $0.append(owner) } }
            }
            #expect(owners.count == 1, "attempt \(attempt)")
        }
    }

    @Test func aFolderThatIsMovedOrReplacedIsNoticed() throws {
        let owned = try RunFolder(creating: folder.file("out"))
        #expect(owned.problem == nil)
        let files = FileManager.default
        try files.moveItem(atPath: owned.path, toPath: folder.file("away"))
        #expect(owned.problem?.contains("moved, replaced or removed") == true)
        try files.createDirectory(atPath: owned.path, withIntermediateDirectories: true)
        #expect(owned.problem != nil)
        // What is written goes where the folder is now.
        try owned.write("text", to: "events.tsv")
        #expect(names(folder.file("away")) == ["events.tsv", "journal.jsonl"])
        try files.removeItem(atPath: owned.path)
        try files.moveItem(atPath: folder.file("away"), toPath: owned.path)
        #expect(owned.problem == nil)
        try files.removeItem(atPath: owned.journalPath)
        #expect(owned.problem?.contains("journal.jsonl") == true)
    }

    @Test func aForeignJournalIsNotOverwritten() throws {
        try folder.write("{\"event\": \"mine\"}\n", to: "journal.jsonl")
        try folder.write("mine", to: "events.tsv")
        #expect(problem(folder.path)?.contains("not from a run") == true)
        #expect(FileManager.default.fileExists(atPath: folder.file("events.tsv")))
        #expect(FileManager.default.fileExists(atPath: folder.file("journal.jsonl")))
    }

    @Test func aFolderInAFilesPlaceIsNotEmptied() throws {
        try folder.write(Self.start, to: "journal.jsonl")
        let inner = folder.file("report.html")
        try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
        try folder.write("mine", to: "report.html/notes.txt")
        #expect(problem(folder.path)?.contains("report.html") == true)
        #expect(FileManager.default.fileExists(atPath: inner + "/notes.txt"))
    }

    @Test func aFileOrAPathBelowOneIsRefused() throws {
        let file = try folder.write("mine", to: "file")
        #expect(problem(file)?.contains("is a file") == true)
        #expect(problem(file + "/below")?.contains("cannot be written") == true)
    }

    @Test func anotherRunIntoTheSameFolderLeavesTheSame() throws {
        let recording = try Noise(durationSeconds: 14).recording(in: folder)
        let first = try Run()(recording, into: folder.file("out"))
        let second = try Run()(recording, into: folder.file("out"))
        #expect(first.texts == second.texts)
        #expect(second.names == Set(RunFolder.fileNames))
    }
}
