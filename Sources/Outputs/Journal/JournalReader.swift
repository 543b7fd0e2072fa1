import Foundation

/// What a `journal.jsonl` holds, also one that a kill, a full disk or anything else has damaged.
package struct JournalReader: Sendable {
    /// Whole events in the order of the file, with their sequence numbers.
    package private(set) var entries: [Entry] = []
    /// Length of a last line that was cut off, in bytes; 0 where the file ends whole.
    package private(set) var cutBytes = 0
    /// Lines before the last that hold no event: cut by a full disk, changed, or not of a journal.
    package private(set) var damagedLines = 0
    /// Of these, and of the line that was cut, what stands after the last whole event.
    package private(set) var trailingLines = 0
    package private(set) var trailingBytes = 0

    package struct Entry: Hashable, Sendable {
        package var sequence: UInt64
        package var event: JournalEvent
    }

    package var events: [JournalEvent] { entries.map(\.event) }

    package init(path: String) throws(JournalError) {
        self.init(bytes: try WholeFile.read(path))
    }

    /// Never fails: bytes that are no journal give damaged lines.
    package init(bytes: Data) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let checks = lines.map(LineCheck.isRight)
        // Where one line is closed by a check, one without it has lost it.
        let needsCheck = checks.contains(true)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            let isWhole = checks[index] ?? !needsCheck
            if isWhole, let entry = Self.entry(of: line) {
                entries.append(entry)
                trailingLines = 0
                trailingBytes = 0
                continue
            }
            if index == lines.count - 1 { cutBytes = line.count } else { damagedLines += 1 }
            trailingLines += 1
            trailingBytes += line.count
        }
    }

    private static let headNames: Set = ["sequence", "frame", "timeSeconds", "kind", "check"]

    private static func entry(of line: Data) -> Entry? {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: line),
            case .object(let members) = value,
            let sequence = value["sequence"]?.integer, sequence >= 0,
            let frame = value["frame"]?.integer,
            let timeSeconds = value["timeSeconds"]?.number,
            let kind = (value["kind"]?.text).flatMap(JournalEvent.Kind.init)
        else { return nil }
        let fields = members.filter { !headNames.contains($0.name) }
        return Entry(
            sequence: UInt64(sequence),
            event: JournalEvent(
                frame: frame, timeSeconds: timeSeconds, kind: kind, fields: fields))
    }
}
