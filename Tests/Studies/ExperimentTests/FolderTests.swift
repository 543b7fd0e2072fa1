import Foundation
import Testing

@testable import Experiment

@Suite("The folder of a result")
struct FolderTests {
    private let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("dose-response-\(UUID().uuidString)").path
    private let header = DoseResponseResult.columns.joined(separator: "\t") + "\n"

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }

    @Test("takes a result, and another after it")
    func replaces() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        for round in ["1", "2"] {
            let folder = try DoseResponseFolder(creating: path)
            try folder.write(tsv: header + round, json: round, svg: round)
            #expect(try text("dose-response.tsv") == header + round)
            #expect(try text("dose-response.svg") == round)
        }
    }

    @Test("leaves files that are not from a result", arguments: DoseResponseFolder.fileNames)
    func refuses(name: String) throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        #expect(throws: DoseResponseFolderError.wouldOverwrite(path, name)) {
            try DoseResponseFolder(creating: path)
        }
        #expect(try text(name) == "mine")
    }

    @Test("is not a file")
    func file() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(throws: DoseResponseFolderError.notAFolder(path)) {
            try DoseResponseFolder(creating: path)
        }
    }
}
