import Foundation

extension RunSummary {
    /// The content of `summary.json`: indented, its keys in the order of the declarations above.
    package func text() throws -> String {
        try JSONValue(encoding: self).pretty + "\n"
    }

    /// Writes `summary.json` in one piece: a reader sees the old file or the new one.
    package func write(to path: String) throws(JournalError) {
        try WholeFile.write(try text(shownAs: path), to: path)
    }

    package func text(shownAs path: String) throws(JournalError) -> String {
        do { return try text() } catch {
            throw JournalError.notEncodable(path: path, reason: "\(error)")
        }
    }

    /// Reads a summary back.
    package init(path: String) throws(JournalError) {
        let data = try WholeFile.read(path)
        do { self = try JSONDecoder().decode(RunSummary.self, from: data) } catch {
            throw JournalError.notReadable(path: path, reason: "it is not a Quench summary")
        }
    }
}
