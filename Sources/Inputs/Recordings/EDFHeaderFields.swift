/// The fixed-width text fields of an EDF or BDF header, with the errors that name them.
struct EDFHeaderFields {
    let file: String
    /// The header from the file's first byte.
    let bytes: [UInt8]
    var texts: TextDecoding
    var warnings = WarningList()

    init(file: String, bytes: [UInt8], texts: TextDecoding) {
        self.file = file
        self.bytes = bytes
        self.texts = texts
    }

    mutating func text(at offset: Int, count: Int) -> String {
        texts.field(bytes[offset..<offset + count])
    }

    /// A decimal comma is read as a point, with a warning.
    mutating func decimal(
        _ name: String, at offset: Int, count: Int, expected: String = "a number"
    ) throws(RecordingError) -> DecimalNumber {
        var field = ForeignText.trimmed(bytes[offset..<offset + count])
        // Some writers fill fields up with tabs or no-break spaces.
        while let last = field.last, [0x09, 0x20, 0xA0].contains(last) { field.removeLast() }
        if let number = DecimalNumber(parsing: field) { return number }
        guard let number = DecimalNumber(parsingComma: field) else {
            throw error(name, at: offset, count: count, expected: expected)
        }
        warn(name, at: offset, count: count, "the comma is read as a decimal point")
        return number
    }

    /// A whole number, also when it is written as "256.0".
    mutating func whole(
        _ name: String, at offset: Int, count: Int, in range: ClosedRange<Int64>
    ) throws(RecordingError) -> Int64 {
        let expected = "a whole number"
        let decimal = try decimal(name, at: offset, count: count, expected: expected)
        guard let number = decimal.wholeNumber else {
            throw error(name, at: offset, count: count, expected: expected)
        }
        guard range.contains(number) else {
            throw error(
                name, at: offset, count: count,
                expected: "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func error(_ name: String, at offset: Int, count: Int, expected: String) -> RecordingError {
        RecordingError(
            file, at: .byte(Int64(offset)), field: name,
            .badValue(found: shown(at: offset, count: count), expected: expected))
    }

    mutating func warn(_ name: String, at offset: Int, count: Int, _ remark: String) {
        let found = ForeignText.quoted(shown(at: offset, count: count))
        warnings.add("byte \(offset): field '\(name)' holds '\(found)': \(remark)")
    }

    private func shown(at offset: Int, count: Int) -> String {
        ForeignText.field(bytes[offset..<offset + count])
    }
}
