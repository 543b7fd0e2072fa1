import Foundation
import Journal
import Planning

/// Where a continuation leaves the next settings and what the runs showed.
struct ContinuationFolder {
    let path: String

    private static let settingsName = "next.yaml"
    private static let tableName = "continue.tsv"

    /// The first line of a table of ours.
    let header: String

    /// Makes the folder; an earlier continuation gives way, what is anything else does not.
    func prepare() throws {
        let files = FileManager.default
        guard !path.isEmpty else { throw RunError("--output: names no folder") }
        var isFolder: ObjCBool = false
        if unsafe files.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
            throw RunError("\(path): is a file; name a folder for --output")
        }
        let isOurs =
            (try? RegularFile.read("\(path)/\(Self.tableName)", bytesMax: 64 << 20))
            .map { $0.starts(with: Data((header + "\n").utf8)) } ?? false
        let present = (try? files.contentsOfDirectory(atPath: path)) ?? []
        let other = present.sorted().first {
            !(isOurs && [Self.settingsName, Self.tableName].contains($0))
        }
        if let other {
            throw RunError(
                "\(path): holds a \(other.oneLine) that is not from a continuation; choose another "
                    + "--output")
        }
        do {
            try files.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw RunError("\(path): the folder cannot be made; choose another --output")
        }
    }

    /// The table first: what knows the folder for ours must not be missing.
    func write(table: String, settings: String) throws {
        try WholeFile.write(table, to: "\(path)/\(Self.tableName)")
        try WholeFile.write(settings, to: settingsPath)
    }

    var settingsPath: String { "\(path)/\(Self.settingsName)" }
}
