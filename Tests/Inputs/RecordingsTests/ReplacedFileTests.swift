import Foundation
import TestSupport
import Testing

@testable import Recordings

/// What stands where a file of a recording should be.
@Suite struct ReplacedFileTests {
    enum Thing: String, CaseIterable, Sendable {
        case nothing, folder, pipe, loop, huge
    }

    /// In place of each file of a recording stands something else: one line, or a reading without it.
    @Test(arguments: LaboratoryFile.names + ["mef", "tables"], Thing.allCases)
    func whatIsNoFileIsRefusedOrLeftOut(name: String, thing: Thing) throws {
        let folder = try TemporaryFolder()
        let (path, files) = try Self.recording(name, in: folder)
        for file in files.map({ folder.file($0) }) {
            let kept = try #require(FileManager.default.contents(atPath: file))
            try FileManager.default.removeItem(atPath: file)
            switch thing {
            case .nothing: try Data().write(to: URL(fileURLWithPath: file))
            case .folder:
                try FileManager.default.createDirectory(
                    atPath: file, withIntermediateDirectories: false)
            case .pipe: #expect(unsafe mkfifo(file, 0o600) == 0)
            case .loop: #expect(unsafe symlink(file, file) == 0)
            case .huge:
                // Beyond every limit of a side file; zeros, of which the disk keeps none.
                try kept.write(to: URL(fileURLWithPath: file))
                #expect(unsafe truncate(file, 1 << 27) == 0)
            }
            do throws(RecordingError) {
                let recording = try Recording(opening: path)
                #expect(recording.warnings.allSatisfy { !$0.contains("\n") })
                // A Neuralynx file that is empty is a channel without records, which is said.
                #expect(recording.channels.count == 2 || !recording.warnings.isEmpty)
            } catch {
                let line = error.description
                #expect(!line.contains("\n") && line.contains(folder.path), "\(line)")
            }
            try FileManager.default.removeItem(atPath: file)
            try kept.write(to: URL(fileURLWithPath: file))
        }
        #expect(try Recording(opening: path).channels.count == 2)
    }

    private static func recording(
        _ name: String, in folder: TemporaryFolder
    ) throws -> (path: String, files: [String]) {
        switch name {
        case "mef":
            let base = "rec.mefd/LA1.timd/LA1-000000.segd/LA1-000000"
            return (
                try MEFBuilder.standard().write(to: folder),
                ["\(base).tmet", "\(base).tidx", "\(base).tdat", "rec.mefd/rec.rdat"]
            )
        case "tables":
            let path = try folder.write(
                EDFBuilder.plain().bytes, to: "sub-1_ieeg.edf")
            try folder.write("name\ttype\n", to: "sub-1_channels.tsv")
            try folder.write("onset\tduration\ttrial_type\n", to: "sub-1_events.tsv")
            try folder.write("{}", to: "sub-1_ieeg.json")
            return (path, ["sub-1_channels.tsv", "sub-1_events.tsv", "sub-1_ieeg.json"])
        default:
            let file = try LaboratoryFile.write(name, to: folder)
            return (file.path, file.files)
        }
    }
}
