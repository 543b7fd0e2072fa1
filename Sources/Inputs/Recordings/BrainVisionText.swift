/// Samples that a BrainVision file holds as text (`DataFormat=ASCII`).
///
/// One channel a line (VECTORIZED) or one frame a line (MULTIPLEXED), numbers apart by spaces, tabs or
/// semicolons. The file is read once, in bounded memory, into a binary file without a name.
struct BrainVisionText {
    struct Format {
        var isMultiplexed: Bool
        var channelCount: Int
        /// The other sign for a decimal point: a comma or the point itself.
        var decimalSymbol = UInt8(ascii: ".")
        var skippedLines = 0
        var skippedColumns = 0
    }

    private let format: Format
    /// Microvolts, or the channel's own unit, in one unit of the text.
    private let gains: [Double]
    private let path: String
    private var line = 1
    private var column = 0
    private var token: [UInt8] = []
    /// Rows that had a number, and how many the row has.
    private var rows: Int64 = 0
    private var rowCount: Int64 = 0
    /// Numbers in the first row of a vectorized file.
    private var firstRowCount: Int64 = 0
    private var values: [Float] = []
    private var isCutShort = false

    /// The samples as 32-bit floats, frame by frame or channel by channel; `stored` counts what is
    /// there of a channel, `frames` what is there of all.
    static func binary(
        of file: RecordingFile, _ format: Format, gains: [Double], _ warnings: inout WarningList
    ) throws(RecordingError) -> (file: RecordingFile, stored: Int64, frames: Int64) {
        guard file.byteCount <= Limits.textDataBytesMax else {
            throw RecordingError(
                file.path, field: "file size",
                .limitExceeded(found: file.byteCount, limit: Limits.textDataBytesMax))
        }
        var text = BrainVisionText(format, gains: gains, path: file.path)
        var bytes = try TemporaryBytes()
        try text.read(file, into: &bytes)
        let binary = try bytes.file(insteadOf: file.path)
        if text.isCutShort {
            warnings.add("\(file.path): line \(text.line): ends too early; read as far as it goes")
        }
        guard !format.isMultiplexed else { return (binary, text.rows, text.rows) }
        guard text.rows == Int64(format.channelCount) else {
            throw RecordingError(
                file.path, field: "number of lines",
                .badValue(found: "\(text.rows)", expected: "a line for each channel"))
        }
        return (binary, text.firstRowCount, text.isCutShort ? text.rowCount : text.firstRowCount)
    }

    private init(_ format: Format, gains: [Double], path: String) {
        self.format = format
        self.gains = gains
        self.path = path
    }

    private mutating func read(
        _ file: RecordingFile, into binary: inout TemporaryBytes
    ) throws(RecordingError) {
        var offset: Int64 = 0
        var isAfterCarriageReturn = false
        while offset < file.byteCount {
            let chunk = try file.bytes(at: offset, count: Int64(Limits.chunkBytes))
            offset += Int64(chunk.count)
            for byte in chunk {
                let isLineFeed = byte == 0x0A
                if isLineFeed, isAfterCarriageReturn {
                    isAfterCarriageReturn = false
                    continue
                }
                isAfterCarriageReturn = byte == 0x0D
                if isLineFeed || isAfterCarriageReturn {
                    try endLine(isLast: false)
                } else if line > format.skippedLines {
                    try take(byte)
                }
            }
            try flush(into: &binary)
        }
        if line > format.skippedLines { try endLine(isLast: true) }
        try flush(into: &binary)
    }

    private mutating func take(_ byte: UInt8) throws(RecordingError) {
        let isSeparator = byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: ";")
        if isSeparator { return try endToken() }
        token.append(byte)
        guard token.count <= 255 else { throw bad(token) }
    }

    private mutating func endToken() throws(RecordingError) {
        guard !token.isEmpty else { return }
        defer { token.removeAll(keepingCapacity: true) }
        column += 1
        guard column > format.skippedColumns else { return }
        let number =
            format.decimalSymbol == UInt8(ascii: ",")
            ? DecimalNumber(parsingComma: token) ?? DecimalNumber(parsing: token)
            : DecimalNumber(parsing: token)
        let channel = format.isMultiplexed ? Int(rowCount) : Int(rows)
        guard let number, channel < format.channelCount else { throw bad(token) }
        values.append(Float(number.value * gains[channel]))
        rowCount += 1
    }

    private mutating func endLine(isLast: Bool) throws(RecordingError) {
        try endToken()
        let whole = format.isMultiplexed ? Int64(format.channelCount) : firstRowCount
        let isFirst = !format.isMultiplexed && rows == 0
        if rowCount > 0 {
            if isFirst { firstRowCount = rowCount }
            if isFirst || rowCount == whole {
                rows += 1
            } else if isLast, rowCount < whole {
                isCutShort = true
                if format.isMultiplexed { values.removeLast(Int(rowCount)) } else { rows += 1 }
            } else {
                throw RecordingError(
                    path, at: .line(line), field: "numbers in a line",
                    .badValue(found: "\(rowCount)", expected: "\(whole)"))
            }
        }
        if !isLast {
            line += 1
            column = 0
        }
        if !isLast || format.isMultiplexed { rowCount = 0 }
    }

    /// Hands on the whole rows of a multiplexed file, all that there is of another.
    private mutating func flush(
        into binary: inout TemporaryBytes
    ) throws(RecordingError) {
        let open = format.isMultiplexed ? Int(rowCount) : 0
        let count = values.count - min(open, values.count)
        try binary.append(values[..<count])
        values.removeFirst(count)
    }

    private func bad(_ token: [UInt8]) -> RecordingError {
        RecordingError(
            path, at: .line(line), field: "number \(column)",
            .badValue(
                found: ForeignText.safe(ForeignText.decoded(token)),
                expected: column > format.channelCount + format.skippedColumns
                    ? "the end of the line" : "a number"))
    }
}
