import Foundation
import TestSupport
import Testing

@testable import RunFolder

/// Which folders take a run, and what they keep.
@Suite struct FolderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func problem(_ path: String) -> String? {
        do throws(RunFolderError) {
            _ = try RunFolder(creating: path)
            return nil
        } catch {
            return error.description
        }
    }

    private static let start =
        #"{"sequence": 0, "frame": 0, "timeSeconds": 0.0, "kind": "runStarted"}"# + "\n"

    @Test func aNewFolderIsMadeWithItsParents() throws {
        #expect(problem(folder.file("a/b/c")) == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("a/b/c")).isEmpty)
    }

    @Test func otherFilesStay() throws {
        try folder.write("mine", to: "notes.txt")
        try folder.write(Self.start, to: "journal.jsonl")
        try folder.write("old", to: "events.tsv")
        #expect(problem(folder.path) == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["notes.txt"])
    }

    /// A kill may come before the first event, or in the middle of it.
    @Test(arguments: ["", "{\"sequence\": 0, \"fr"]) func aKilledRunGivesWay(journal: String) throws
    {
        try folder.write(journal, to: "journal.jsonl")
        #expect(problem(folder.path) == nil)
        #expect(!FileManager.default.fileExists(atPath: folder.file("journal.jsonl")))
    }

    @Test(arguments: ["events.tsv", "summary.json", "report.html", "stimulation.tsv"])
    func foreignFilesAreNotOverwritten(name: String) throws {
        try folder.write("mine", to: name)
        let text = try #require(problem(folder.path))
        #expect(text.contains(name) && text.contains("--output"))
        #expect(try String(contentsOfFile: folder.file(name), encoding: .utf8) == "mine")
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
