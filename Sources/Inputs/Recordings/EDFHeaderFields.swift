/// The fixed-width text fields of an EDF or BDF header, with the errors that name them.
struct EDFHeaderFields {
    let file: String
    /// The header from the file's first byte.
    let bytes: [UInt8]
    var warnings: WarningList

    func text(at offset: Int, count: Int) -> String {
        ForeignText.field(bytes[offset..<offset + count])
    }

    func decimal(_ name: String, at offset: Int, count: Int) throws(RecordingError)
        -> DecimalNumber
    {
        let field = ForeignText.trimmed(bytes[offset..<offset + count])
        guard let number = DecimalNumber(parsing: field) else {
            throw error(name, at: offset, count: count, expected: "a number")
        }
        return number
    }

    /// A whole number, also when it is written as "256.0".
    func whole(
        _ name: String, at offset: Int, count: Int, in range: ClosedRange<Int64>
    ) throws(RecordingError) -> Int64 {
        let field = ForeignText.trimmed(bytes[offset..<offset + count])
        guard let number = DecimalNumber(parsing: field)?.wholeNumber else {
            throw error(name, at: offset, count: count, expected: "a whole number")
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
            .badValue(found: text(at: offset, count: count), expected: expected))
    }

    mutating func warn(_ name: String, at offset: Int, count: Int, _ remark: String) {
        let found = ForeignText.quoted(text(at: offset, count: count))
        warnings.add("byte \(offset): field '\(name)' holds '\(found)': \(remark)")
    }
}
