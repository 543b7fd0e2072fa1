/// The first 1,024 bytes of every file of a MEF 3.0 session (MEF 3.0 specification, Mayo 2016).
struct MEFUniversalHeader {
    static let byteCount = 1024

    /// Microseconds as stored; negative ones count from a recording time offset that is kept apart.
    let startTime: Int64
    let entryCount: Int64
    let segmentNumber: Int32
    let session: String

    /// Checks header and, up to a size, what follows it against the file's own checksums; 0 is none.
    ///
    /// - Parameter bodyBytesMax: a longer body is not looked at.
    init(
        _ file: RecordingFile, type: String, bodyBytesMax: Int64 = 0
    ) throws(RecordingError) {
        let fields = try BinaryFields(file, at: 0, count: Self.byteCount)
        let found = fields.text(8, count: 4)
        guard found == type else {
            throw fields.bad(8, "file type", found: found, expected: "'\(type)'")
        }
        let version = (fields.integer(13, as: UInt8.self), fields.integer(14, as: UInt8.self))
        guard version.0 == 3 else {
            throw RecordingError(
                file.path, at: .byte(13), field: "MEF version",
                .unsupported(found: "\(version.0).\(version.1)", supported: "MEF 3.0"))
        }
        guard fields.integer(15, as: UInt8.self) == 1 else {
            throw RecordingError(
                file.path, at: .byte(15), field: "byte order",
                .unsupported(found: "big-endian", supported: "little-endian MEF 3.0"))
        }
        startTime = fields.integer(16)
        entryCount = fields.integer(32)
        segmentNumber = fields.integer(48)
        session = fields.text(308, count: 256)
        try Self.check(file, fields.integer(0, as: UInt32.self), 4, Self.byteCount - 4, "header")
        let body = file.byteCount - Int64(Self.byteCount)
        guard body > 0, body <= bodyBytesMax else { return }
        try Self.check(
            file, fields.integer(4, as: UInt32.self), Self.byteCount, Int(body), "body")
    }

    private static func check(
        _ file: RecordingFile, _ stated: UInt32, _ start: Int, _ count: Int, _ name: String
    ) throws(RecordingError) {
        guard stated != 0 else { return }
        let bytes = try file.bytes(at: Int64(start), count: Int64(count))
        guard KoopmanChecksum.of(bytes[...]) == stated else {
            throw RecordingError(
                file.path, at: .byte(name == "header" ? 0 : 4), field: "checksum of the \(name)",
                .badValue(
                    found: "other bytes than it was made of",
                    expected: "an undamaged file (copy it again from where it was recorded)"))
        }
    }
}

/// Times of a session: with a recording time offset they are stored negative, so that nobody takes
/// them for dates.
enum MEFTime {
    /// Stands for none.
    static let noEntry = Int64.min

    /// Microseconds that grow with time, from an origin that all files of a session share.
    static func microseconds(_ stored: Int64) -> Int64 {
        stored < 0 && stored != noEntry ? -stored : stored
    }
}
