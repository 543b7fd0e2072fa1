import Foundation
import Journal
import Planning
import Synchronization

/// Lines of a search, each written as soon as it is known, below one that says what they are of: a search
/// that was killed goes on from there. Every line carries its check.
package final class ResumableJournal: Sendable {
    private static let bytesMax = 1 << 30
    private let path: String
    private let file: Mutex<FileHandle>

    /// What stood in a file when it was opened.
    package struct Earlier<Entry> {
        package var entries: [Entry] = []
        /// Lines that could not be read.
        package var damagedCount = 0
    }

    /// Opens or makes the file, which whoever searches has locked.
    ///
    /// - Parameters:
    ///   - identity: what the lines are of, and by which version.
    ///   - kinds: the words for what another journal would be of, such as `recordings or settings`.
    ///   - parsed: what a line says; nil where it is not of this journal.
    ///   - refusal: makes the error where the file is of something else, or no journal.
    package static func open<Entry>(
        _ path: String, identity: JSONValue, kinds: String, parsed: (JSONValue) -> Entry?,
        refusal: (String) -> any Error
    ) throws -> (ResumableJournal, Earlier<Entry>) {
        let header = LineCheck.closing(identity.line)
        if !FileManager.default.fileExists(atPath: path) {
            try WholeFile.write(header + "\n", to: path)
        }
        guard let data = try? RegularFile.read(path, bytesMax: bytesMax),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw refusal("\(path): cannot be read or written; choose another --output") }
        let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
        guard let first = lines.first, Data(first) == Data(header.utf8) else {
            throw refusal(
                "\(path): is of other \(kinds), or of another version; choose another --output")
        }
        var earlier = Earlier<Entry>()
        for line in lines.dropFirst() {
            guard LineCheck.isRight(Data(line)) == true,
                let value = try? JSONDecoder().decode(JSONValue.self, from: Data(line)),
                let entry = parsed(value)
            else {
                earlier.damagedCount += 1
                continue
            }
            earlier.entries.append(entry)
        }
        let journal = ResumableJournal(path, handle)
        do {
            try journal.file.withLock { _ = try $0.seekToEnd() }
        } catch { throw journal.notWritten(error) }
        // What a kill cut short ends here.
        if data.last != UInt8(ascii: "\n") { try journal.write("\n") }
        return (journal, earlier)
    }

    private init(_ path: String, _ handle: FileHandle) {
        self.path = path
        file = Mutex(handle)
    }

    /// Writes a line each; called from any thread.
    package func append(_ values: [JSONValue]) throws {
        try write(values.map { LineCheck.closing($0.line) + "\n" }.joined())
    }

    private func write(_ text: String) throws {
        do {
            try file.withLock { try $0.write(contentsOf: Data(text.utf8)) }
        } catch {
            throw notWritten(error)
        }
    }

    private func notWritten(_ error: any Error) -> JournalError {
        let reason = ((error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError)
            .map { unsafe String(cString: strerror(Int32($0.code))) }
        return .notWritable(path: path, reason: reason ?? "the system refuses")
    }
}
