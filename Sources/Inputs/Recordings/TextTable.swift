/// Chosen columns of a table of tab-separated values with a header line, as BIDS and SzCORE write
/// them.
struct TextTable {
    struct Row {
        /// Counted from 1.
        let line: Int
        /// One for each chosen column; nil where the table does not have it.
        let cells: [String?]
    }

    let path: String
    /// Rows of another width than the header line are left out.
    private(set) var rows: [Row] = []
    private(set) var skippedRows = 0
    /// Place of each chosen column in the table.
    private var places: [Int?] = []
    private var width = 0

    /// Names of columns are compared without regard to letter case.
    init(_ file: RecordingFile, columns: [String]) throws(RecordingError) {
        path = file.path
        var bytes = try file.allBytes(limit: Limits.tableBytesMax)[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        var number = 0
        for line in TextLines(bytes) {
            number += 1
            guard !line.isEmpty else { continue }
            let cells = line.split(
                separator: 0x09, maxSplits: Limits.tableColumnsMax, omittingEmptySubsequences: false
            )
            guard cells.count <= Limits.tableColumnsMax else {
                throw tooMany("columns", cells.count, Limits.tableColumnsMax, line: number)
            }
            if width == 0 {
                width = cells.count
                let names = cells.map { ForeignText.field($0).lowercased() }
                places = columns.map { names.firstIndex(of: $0.lowercased()) }
            } else if cells.count != width {
                skippedRows += 1
            } else if rows.count < Limits.tableRowsMax {
                let chosen = places.map { place in place.map { ForeignText.field(cells[$0]) } }
                rows.append(Row(line: number, cells: chosen))
            } else {
                throw tooMany("rows", rows.count + 1, Limits.tableRowsMax, line: number)
            }
        }
    }

    /// Whether the table has the chosen column of that number.
    func has(_ column: Int) -> Bool { column < places.count && places[column] != nil }

    private func tooMany(_ what: String, _ found: Int, _ limit: Int, line: Int) -> RecordingError {
        RecordingError(
            path, at: .line(line), field: "number of \(what)",
            .limitExceeded(found: Int64(found), limit: Int64(limit)))
    }
}

/// Lines of a text file, ended by LF, CR or CR LF; every line counts, also an empty one.
struct TextLines: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>
    private var isFinished = false

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func next() -> ArraySlice<UInt8>? {
        guard !isFinished else { return nil }
        guard let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else {
            isFinished = true
            return rest.isEmpty ? nil : rest
        }
        let line = rest[..<end]
        var next = end + 1
        if rest[end] == 0x0D, next < rest.endIndex, rest[next] == 0x0A { next += 1 }
        rest = rest[next...]
        return line
    }
}
