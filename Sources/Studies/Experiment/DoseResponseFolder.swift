import Foundation

/// The folder that takes a dose-response result: three files that belong together.
package struct DoseResponseFolder: Sendable {
    package let path: String
    package static let fileNames = ["dose-response.tsv", "dose-response.json", "dose-response.svg"]

    /// Makes the folder. Files of an earlier result give way when the new one is written; that there is
    /// one is told by the first line of its TSV. Without it, files of these names are not touched and the
    /// folder is refused.
    package init(creating path: String) throws(DoseResponseFolderError) {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        if unsafe files.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw .notAFolder(path) }
            let present = Self.fileNames.filter { files.fileExists(atPath: "\(path)/\($0)") }
            if let first = present.first, !Self.isResult("\(path)/\(Self.fileNames[0])") {
                throw .wouldOverwrite(path, first)
            }
            guard files.isWritableFile(atPath: path) else { throw .notWritable(path) }
        } else {
            do {
                try files.createDirectory(atPath: path, withIntermediateDirectories: true)
            } catch {
                throw .notWritable(path)
            }
        }
        self.path = path
    }

    /// The TSV first: what is there after a kill is known for an earlier result.
    package func write(tsv: String, json: String, svg: String) throws(DoseResponseFolderError) {
        for (name, text) in zip(Self.fileNames, [tsv, json, svg]) {
            do {
                try Data(text.utf8).write(
                    to: URL(fileURLWithPath: "\(path)/\(name)"), options: .atomic)
            } catch {
                throw .notWritable("\(path)/\(name)")
            }
        }
    }

    private static func isResult(_ path: String) -> Bool {
        var status = stat()
        // A pipe would make the reading wait.
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let file = FileHandle(forReadingAtPath: path)
        else { return false }
        let header = Data((DoseResponseResult.columns.joined(separator: "\t") + "\n").utf8)
        return (try? file.read(upToCount: header.count)) == header
    }
}

/// Why a folder cannot take a result.
package enum DoseResponseFolderError: Error, Equatable, CustomStringConvertible {
    case notAFolder(String)
    case notWritable(String)
    case wouldOverwrite(String, String)

    package var description: String {
        switch self {
        case .notAFolder(let path): "\(path): is a file; name a folder for --output"
        case .notWritable(let path):
            "\(path): cannot be written; choose another folder with --output"
        case .wouldOverwrite(let path, let name):
            "\(path): holds a \(name) that is not from a dose-response run; choose another folder "
                + "with --output"
        }
    }
}
