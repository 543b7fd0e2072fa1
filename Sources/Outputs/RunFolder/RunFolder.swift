import Foundation
import Journal

/// The folder that a run leaves behind, and the names in it.
package struct RunFolder: Sendable {
    package let path: String

    static let fileNames = [
        "events.tsv", "stimulation.tsv", "summary.json", "journal.jsonl", "report.html",
    ]

    package var eventsPath: String { path + "/events.tsv" }
    package var stimulationPath: String { path + "/stimulation.tsv" }
    package var summaryPath: String { path + "/summary.json" }
    package var journalPath: String { path + "/journal.jsonl" }
    /// Only of a run at the pace of real time.
    static let stampsName = "stamps.tsv"
    var stampsPath: String { path + "/" + Self.stampsName }
    private static let stateCopyName = "state.before"
    package var reportPath: String { path + "/report.html" }

    /// Makes the folder. An earlier run in it gives way; files of the same name that no run left are
    /// not touched, and the folder is refused.
    ///
    /// - Parameter state: the file of what an earlier run adapted to. A run changes it, so it is
    ///   copied as it is, for whoever wants to repeat the run.
    package init(creating path: String, copyingState state: String? = nil) throws(RunFolderError) {
        // It may be the copy of the run that gives way.
        let stateBytes = state.flatMap { FileManager.default.contents(atPath: $0) }
        let files = FileManager.default
        var isFolder: ObjCBool = false
        if unsafe files.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw .notAFolder(path) }
            let present = (Self.fileNames + [Self.stampsName, Self.stateCopyName]).filter {
                files.fileExists(atPath: "\(path)/\($0)")
            }
            if !present.isEmpty, !Self.isJournal("\(path)/journal.jsonl") {
                throw .wouldOverwrite(path, present[0])
            }
            guard !Self.isInUse("\(path)/journal.jsonl") else { throw .inUse(path) }
            for name in present {
                // Never a folder of that name with all that is in it.
                guard unsafe unlink("\(path)/\(name)") == 0 else {
                    throw .notWritable("\(path)/\(name)")
                }
            }
        } else {
            do {
                try files.createDirectory(atPath: path, withIntermediateDirectories: true)
            } catch {
                throw .notWritable(path)
            }
        }
        self.path = path
        if let stateBytes {
            do { try WholeFile.write([UInt8](stateBytes), to: Self.stateCopyPath(in: path)) } catch
            {
                throw .notWritable(Self.stateCopyPath(in: path))
            }
        }
    }

    /// Where a run's copy of its state file is.
    package static func stateCopyPath(in folder: String) -> String {
        folder + "/" + stateCopyName
    }

    /// Whether a run that has not ended writes this journal.
    private static func isInUse(_ path: String) -> Bool {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return flock(file, LOCK_EX | LOCK_NB) != 0
    }

    /// Whether a file begins as the journal of a run does; a kill may have left it empty.
    private static func isJournal(_ path: String) -> Bool {
        var status = stat()
        // A pipe would make the reading wait.
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let file = FileHandle(forReadingAtPath: path)
        else { return false }
        let start = Data(
            #"{"sequence": 0, "frame": 0, "timeSeconds": 0.0, "kind": "runStarted""#.utf8)
        let found = (try? file.read(upToCount: start.count)) ?? Data()
        return start.starts(with: found)
    }
}

/// Why a folder cannot take a run.
package enum RunFolderError: Error, CustomStringConvertible {
    case notAFolder(String)
    case notWritable(String)
    case wouldOverwrite(String, String)
    case inUse(String)

    package var description: String {
        switch self {
        case .notAFolder(let path): "\(path): is a file; name a folder for --output"
        case .notWritable(let path):
            "\(path): cannot be written; choose another folder with --output"
        case .inUse(let path):
            "\(path): another run writes there; wait for it or choose another folder with --output"
        case .wouldOverwrite(let path, let name):
            "\(path): holds a \(name) that is not from a run; choose another folder with --output"
        }
    }
}
