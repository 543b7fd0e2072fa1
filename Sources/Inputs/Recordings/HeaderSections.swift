/// The `[Section]` / `key=value` text of BrainVision's header and marker files.
struct HeaderSections {
    struct Entry {
        let line: Int
        let key: String
        /// The key as written.
        let name: String
        let value: String
    }

    let file: String
    /// Section and key names in lower case; entries in the file's order.
    private let sections: [String: [Entry]]

    /// How the texts were decoded.
    private(set) var texts: TextDecoding

    /// Reads the text in the codepage that it names, else as UTF-8. `[Comment]` is free text and
    /// skipped.
    ///
    /// - Parameter encoding: of what is neither.
    /// Throws where there are more than `Limits.headerEntriesMax` entries.
    init(_ bytes: [UInt8], file: String, encoding: TextEncoding? = nil) throws(RecordingError) {
        self.file = file
        var texts = Self.decoding(of: bytes, encoding)
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
            let value = ForeignText.trimmed(trimmed[(equals + 1)...])
            // Each part by itself: a unit is known by its bytes whatever the name before it.
            let text = value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
                .map { texts.text($0) }.joined(separator: ",")
            sections[current, default: []].append(
                Entry(
                    line: number, key: ForeignText.field(trimmed[..<equals]).lowercased(),
                    name: ForeignText.field(trimmed[..<equals]),
                    value: ForeignText.safe(text)))
        }
        self.sections = sections
        self.texts = texts
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

    /// "ANSI" is whatever the recorder's computer used, so that it says nothing.
    private static func decoding(of bytes: [UInt8], _ encoding: TextEncoding?) -> TextDecoding {
        guard let page = codepage(bytes), !["utf-8", "utf8", "ansi"].contains(page) else {
            return TextDecoding(utf8: bytes, else: encoding)
        }
        return TextDecoding(encoding ?? TextEncoding(named: page) ?? TextEncoding(named: "CP1252"))
    }

    /// As one of the first lines names it, in lower case.
    private static func codepage(_ bytes: [UInt8]) -> String? {
        for line in TextLines(bytes.prefix(4096)) {
            let text = ForeignText.field(line).lowercased()
            guard text.hasPrefix("codepage=") else { continue }
            let page = text.dropFirst("codepage=".count).trimmingSpaces
            return page.isEmpty ? nil : page
        }
        return nil
    }
}
