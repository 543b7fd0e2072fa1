/// Chosen columns of a table of tab-separated values with a header line, as BIDS and SzCORE write
/// them.
struct TextTable {
    struct Row {
        /// Counted from 1.
        let line: Int
        /// One for each chosen column; nil where the table or the row does not have it.
        let cells: [String?]
    }

    let path: String
    /// Rows with more cells than the header line are left out.
    private(set) var rows: [Row] = []
    private(set) var skippedRows = 0
    /// Rows with fewer cells than the header line: read as far as they go.
    private(set) var shortRows = 0
    private var firstShortLine = 0
    private var texts: TextDecoding
    /// Place of each chosen column in the table.
    private var places: [Int?] = []
    private var width = 0

    /// Names of columns are compared without regard to letter case. A cell may stand in double
    /// quotes.
    ///
    /// - Parameter encoding: of a file that is not UTF-8; one that begins with the mark of UTF-16 is
    ///   read as that.
    init(
        _ file: RecordingFile, columns: [String], encoding: TextEncoding? = nil
    ) throws(RecordingError) {
        path = file.path
        let bytes = TextLines.utf8(try file.allBytes(limit: Limits.tableBytesMax))
        texts = TextDecoding(utf8: bytes, else: encoding)
        var number = 0
        for line in TextLines(bytes[...]) {
            number += 1
            guard !line.isEmpty else { continue }
            var cells = Self.cells(of: line)
            guard cells.count <= Limits.tableColumnsMax else {
                throw tooMany("columns", cells.count, Limits.tableColumnsMax, line: number)
            }
            if width == 0 {
                width = cells.count
                let names = cells.map { texts.field($0).lowercased() }
                places = columns.map { names.firstIndex(of: $0.lowercased()) }
                continue
            }
            while cells.count > width, cells.last?.isEmpty == true { cells.removeLast() }
            if cells.count > width {
                skippedRows += 1
            } else if rows.count < Limits.tableRowsMax {
                if cells.count < width {
                    if shortRows == 0 { firstShortLine = number }
                    shortRows += 1
                }
                var chosen: [String?] = []
                for place in places {
                    chosen.append(place.flatMap { $0 < cells.count ? texts.field(cells[$0]) : nil })
                }
                rows.append(Row(line: number, cells: chosen))
            } else {
                throw tooMany("rows", rows.count + 1, Limits.tableRowsMax, line: number)
            }
        }
    }

    /// Whether the table has the chosen column of that number.
    func has(_ column: Int) -> Bool { column < places.count && places[column] != nil }

    /// Whether a cell says nothing: BIDS' "n/a", and what R and pandas leave in its place.
    static func isMissing(_ cell: String) -> Bool {
        ["", "n/a", "na", "nan"].contains(cell.lowercased())
    }

    func summarise(into warnings: inout WarningList) {
        if skippedRows > 0 {
            warnings.add("\(path): \(skippedRows) row(s) of another width were left out")
        }
        if shortRows > 0 {
            warnings.add(
                "\(path): line \(firstShortLine): cells are missing; \(shortRows) such row(s) were read "
                    + "as far as they go")
        }
        texts.summarise(into: &warnings, file: path)
    }

    /// Tabs inside double quotes belong to the cell; a quote that is not closed is only a sign.
    private static func cells(of line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        let (tab, quote) = (UInt8(0x09), UInt8(ascii: "\""))
        if !line.contains(quote) {
            return line.split(
                separator: tab, maxSplits: Limits.tableColumnsMax, omittingEmptySubsequences: false)
        }
        var cells: [ArraySlice<UInt8>] = []
        var rest = line
        while cells.count <= Limits.tableColumnsMax {
            if let quoted = quotedCell(rest) {
                cells.append(quoted.cell)
                guard let next = quoted.rest else { return cells }
                rest = next
            } else if let end = rest.firstIndex(of: tab) {
                cells.append(rest[..<end])
                rest = rest[(end + 1)...]
            } else {
                return cells + [rest]
            }
        }
        return cells
    }

    /// A cell in quotes at the start of a line's rest, two quotes for one inside; what follows it is
    /// nil at the line's end.
    private static func quotedCell(
        _ text: ArraySlice<UInt8>
    ) -> (cell: ArraySlice<UInt8>, rest: ArraySlice<UInt8>?)? {
        let quote = UInt8(ascii: "\"")
        guard text.first == quote else { return nil }
        var cell: [UInt8] = []
        var index = text.startIndex + 1
        while index < text.endIndex {
            if text[index] != quote {
                cell.append(text[index])
                index += 1
            } else if index + 1 < text.endIndex, text[index + 1] == quote {
                cell.append(quote)
                index += 2
            } else if index + 1 == text.endIndex {
                return (cell[...], nil)
            } else {
                return text[index + 1] == 0x09 ? (cell[...], text[(index + 2)...]) : nil
            }
        }
        return nil
    }

    private func tooMany(_ what: String, _ found: Int, _ limit: Int, line: Int) -> RecordingError {
        RecordingError(
            path, at: .line(line), field: "number of \(what)",
            .limitExceeded(found: Int64(found), limit: Int64(limit)))
    }
}
