/// The `[Section]` / `key=value` text of BrainVision's header and marker files.
struct HeaderSections {
    struct Entry {
        let line: Int
        let key: String
        let value: String
    }

    let file: String
    /// Section and key names in lower case; entries in the file's order.
    private let sections: [String: [Entry]]

    /// Reads the text, in Latin-1 where it is not valid UTF-8. `[Comment]` is free text and skipped.
    ///
    /// Throws where there are more than `Limits.headerEntriesMax` entries.
    init(_ bytes: [UInt8], file: String) throws(RecordingError) {
        self.file = file
        let isLatin1 = Self.declaresLatin1(bytes)
        var entryCount = 0
        var sections: [String: [Entry]] = [:]
        var current: String?
        var number = 0
        var body = bytes[...]
        if body.starts(with: [0xEF, 0xBB, 0xBF]) { body = body.dropFirst(3) }
        for line in TextLines(body) {
            number += 1
            let trimmed = ForeignText.trimmed(line)
            guard let first = trimmed.first, first != UInt8(ascii: ";") else { continue }
            if first == UInt8(ascii: "["), trimmed.last == UInt8(ascii: "]") {
                current = ForeignText.decoded(trimmed.dropFirst().dropLast()).lowercased()
                continue
            }
            guard let current, current != "comment",
                let equals = trimmed.firstIndex(of: UInt8(ascii: "="))
            else { continue }
            entryCount += 1
            guard entryCount <= Limits.headerEntriesMax else {
                throw RecordingError(
                    file, at: .line(number), field: "number of lines",
                    .limitExceeded(
                        found: Int64(entryCount), limit: Int64(Limits.headerEntriesMax)))
            }
            let value = trimmed[(equals + 1)...]
            let text = isLatin1 ? ForeignText.latin1(value) : ForeignText.decoded(value)
            sections[current, default: []].append(
                Entry(
                    line: number, key: ForeignText.field(trimmed[..<equals]).lowercased(),
                    value: ForeignText.safe(text)))
        }
        self.sections = sections
    }

    func entries(in section: String) -> [Entry] { sections[section.lowercased()] ?? [] }

    func entry(_ key: String, in section: String) -> Entry? {
        entries(in: section).first { $0.key == key.lowercased() }
    }

    func required(
        _ key: String, in section: String, expected: String
    ) throws(RecordingError) -> Entry {
        guard let entry = entry(key, in: section), !entry.value.isEmpty else {
            throw RecordingError(file, field: key, .missingField(expected: expected))
        }
        return entry
    }

    func bad(_ entry: Entry, _ key: String, expected: String) -> RecordingError {
        RecordingError(
            file, at: .line(entry.line), field: key,
            .badValue(found: entry.value, expected: expected))
    }

    func unsupported(_ entry: Entry, _ key: String, supported: String) -> RecordingError {
        RecordingError(
            file, at: .line(entry.line), field: key,
            .unsupported(found: entry.value, supported: supported))
    }

    /// Whether the first lines name a codepage other than UTF-8, such as ANSI or Latin-1.
    private static func declaresLatin1(_ bytes: [UInt8]) -> Bool {
        for line in TextLines(bytes.prefix(4096)) {
            let text = ForeignText.field(line).lowercased()
            guard text.hasPrefix("codepage=") else { continue }
            let page = text.dropFirst("codepage=".count).trimmingSpaces
            return page != "utf-8" && page != "utf8"
        }
        return false
    }
}
