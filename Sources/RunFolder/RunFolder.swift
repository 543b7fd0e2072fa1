import Foundation
import Planning

/// The folder that a run leaves behind, and the names in it.
public struct RunFolder: Sendable {
    public let path: String

    static let fileNames = [
        "events.tsv", "stimulation.tsv", "summary.json", "journal.jsonl", "report.html",
    ]

    public var eventsPath: String { path + "/events.tsv" }
    public var stimulationPath: String { path + "/stimulation.tsv" }
    public var summaryPath: String { path + "/summary.json" }
    public var journalPath: String { path + "/journal.jsonl" }
    public var reportPath: String { path + "/report.html" }

    /// Makes the folder. An earlier run in it gives way; files of the same name that no run left are
    /// not touched, and the folder is refused.
    public init(creating path: String) throws(RunFolderError) {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        if unsafe files.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw .notAFolder(path.printable) }
            let present = Self.fileNames.filter { files.fileExists(atPath: "\(path)/\($0)") }
            if !present.isEmpty, !present.contains("journal.jsonl") {
                throw .wouldOverwrite(path.printable, present[0])
            }
            do {
                for name in present { try files.removeItem(atPath: "\(path)/\(name)") }
            } catch {
                throw .notWritable(path.printable)
            }
        } else {
            do {
                try files.createDirectory(atPath: path, withIntermediateDirectories: true)
            } catch {
                throw .notWritable(path.printable)
            }
        }
        self.path = path
    }
}

/// Why a folder cannot take a run.
public enum RunFolderError: Error, CustomStringConvertible {
    case notAFolder(String)
    case notWritable(String)
    case wouldOverwrite(String, String)

    public var description: String {
        switch self {
        case .notAFolder(let path): "\(path): is a file; name a folder for --output"
        case .notWritable(let path):
            "\(path): cannot be written; choose another folder with --output"
        case .wouldOverwrite(let path, let name):
            "\(path): holds a \(name) that is not from a run; choose another folder with --output"
        }
    }
}
