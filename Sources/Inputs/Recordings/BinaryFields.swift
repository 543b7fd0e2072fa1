/// Little-endian fields of a part of a file, at their offsets in that part.
struct BinaryFields {
    let file: String
    let bytes: [UInt8]
    /// Where the part starts in the file, for errors.
    var start: Int64 = 0

    /// The bytes must all be there.
    init(_ file: RecordingFile, at start: Int64, count: Int) throws(RecordingError) {
        guard start >= 0, start <= file.byteCount - Int64(count) else {
            throw RecordingError(
                file.path, at: .byte(start),
                .truncated(
                    expectedBytes: max(0, start) + Int64(count), foundBytes: file.byteCount))
        }
        self.file = file.path
        bytes = try file.bytes(at: start, count: Int64(count))
        self.start = start
    }

    init(_ bytes: [UInt8], file: String, start: Int64 = 0) {
        self.file = file
        self.bytes = bytes
        self.start = start
    }

    /// An integer that the part holds in full.
    func integer<Integer: FixedWidthInteger>(_ at: Int, as: Integer.Type = Integer.self) -> Integer
    {
        let width = Integer.bitWidth / 8
        precondition(at >= 0 && at + width <= bytes.count, "a field beyond the part")
        var value: Integer = 0
        for index in (0..<width).reversed() {
            value = Integer(
                truncatingIfNeeded: UInt64(truncatingIfNeeded: value) << 8
                    | UInt64(bytes[at + index]))
        }
        return value
    }

    func double(_ at: Int) -> Double { Double(bitPattern: integer(at)) }

    func float(_ at: Int) -> Float { Float(bitPattern: integer(at)) }

    /// Up to the first NUL; without control characters.
    func text(_ at: Int, count: Int) -> String {
        let field = bytes[at..<min(bytes.count, at + count)].prefix { $0 != 0 }
        return ForeignText.field(field)
    }

    func bad(_ at: Int, _ field: String, found: String, expected: String) -> RecordingError {
        RecordingError(
            file, at: .byte(start + Int64(at)), field: field,
            .badValue(found: found, expected: expected))
    }
}
