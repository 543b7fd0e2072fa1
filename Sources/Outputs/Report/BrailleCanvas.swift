/// A drawing of dots for a terminal: each cell of text holds two dots across and four down (Unicode's
/// block of Braille patterns, U+2800 to U+28FF).
struct BrailleCanvas {
    let columnCount: Int
    let rowCount: Int
    private var cells: [UInt8]

    /// - Parameters: cells of text across and down.
    init(columnCount: Int, rowCount: Int) {
        self.columnCount = columnCount
        self.rowCount = rowCount
        cells = Array(repeating: 0, count: columnCount * rowCount)
    }

    var dotColumnCount: Int { 2 * columnCount }
    var dotRowCount: Int { 4 * rowCount }

    /// Sets the dots of a column from one row to another, both counted from the top and held to the
    /// canvas.
    mutating func fill(column: Int, rows: ClosedRange<Int>) {
        guard (0..<dotColumnCount).contains(column) else { return }
        let last = dotRowCount - 1
        for row in max(0, min(rows.lowerBound, last))...max(0, min(rows.upperBound, last)) {
            cells[row / 4 * columnCount + column / 2] |= Self.bit(column % 2, row % 4)
        }
    }

    /// One row of text.
    func text(row: Int) -> String {
        var text = String.UnicodeScalarView()
        for cell in cells[row * columnCount..<(row + 1) * columnCount] {
            text.append(cell == 0 ? " " : Unicode.Scalar(0x2800 + UInt32(cell)) ?? " ")
        }
        return String(text)
    }

    /// Dots are numbered down the left side, then down the right, and the two lowest come last.
    private static func bit(_ column: Int, _ row: Int) -> UInt8 {
        row == 3 ? 0x40 << UInt8(column) : 1 << UInt8(row + 3 * column)
    }
}
