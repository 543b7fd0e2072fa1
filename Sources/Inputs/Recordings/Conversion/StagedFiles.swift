import Foundation

/// Files that appear under their names all at the end, or not at all.
///
/// They grow beside where they will be. What was not committed is removed when the value goes.
package struct StagedFiles: ~Copyable {
    let paths: [String]
    private let overwrites: Bool

    /// Refuses names that are taken, unless what is there is to be overwritten.
    package init(_ paths: [String], overwrites: Bool) throws(RecordingError) {
        for path in paths where !overwrites && FileManager.default.fileExists(atPath: path) {
            throw RecordingError(
                path,
                .cannotWrite(reason: "it is there already; overwrite it or choose another name"))
        }
        self.paths = paths
        self.overwrites = overwrites
    }

    deinit { for path in paths { _ = unsafe unlink(Self.temporary(path)) } }

    /// Where the file of this name grows.
    package static func temporary(_ path: String) -> String { "\(path).\(getpid()).tmp" }

    /// Does what may fail on a file that grows; an error calls it by the name that it will have.
    package static func naming<Result, Failure: Error>(
        _ work: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        do throws(Failure) { return try work() } catch {
            let ending = temporary("")
            guard let known = error as? RecordingError, known.file.hasSuffix(ending),
                let named = RecordingError(
                    String(known.file.dropLast(ending.count)), at: known.position,
                    field: known.field, known.problem) as? Failure
            else { throw error }
            throw named
        }
    }

    func create(_ path: String) throws(RecordingError) -> OutputFile {
        try OutputFile(creating: Self.temporary(path), overwrite: true)
    }

    /// Gives the files their names, in their order: the one that leads to the others comes last.
    ///
    /// Where one cannot have its name, those that have are removed again, unless they took the place
    /// of another file.
    package func commit() throws(RecordingError) {
        for (index, path) in paths.enumerated() {
            let temporary = Self.temporary(path)
            // A link, unlike a renaming, never takes the place of a file that came meanwhile.
            if !overwrites, unsafe link(temporary, path) == 0 { continue }
            let isTaken = !overwrites && errno == EEXIST
            if !isTaken, unsafe rename(temporary, path) == 0 { continue }
            let reason = systemReason(isTaken ? EEXIST : errno)
            if !overwrites { for placed in paths[..<index] { _ = unsafe unlink(placed) } }
            throw RecordingError(path, .cannotWrite(reason: reason))
        }
    }
}
