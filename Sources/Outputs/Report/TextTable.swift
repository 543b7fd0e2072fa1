/// A table for the terminal: aligned columns, a rule under the header, cut to the terminal's width.
package struct TextTable: Sendable {
    package enum Alignment: Sendable { case left, right }

    package struct Column: Sendable {
        package var title: String
        package var alignment: Alignment

        package init(_ title: String, _ alignment: Alignment = .left) {
            self.title = title
            self.alignment = alignment
        }
    }

    package var columns: [Column]
    /// Cells by row; a missing cell is empty, one too many is not drawn.
    package var rows: [[String]]

    package init(columns: [Column], rows: [[String]] = []) {
        self.columns = columns
        self.rows = rows
    }

    /// The table's lines, without colour, none wider than `style.width`.
    package func lines(_ style: TerminalStyle = TerminalStyle()) -> [String] {
        guard !columns.isEmpty else { return [] }
        let titles = columns.map { oneLine($0.title, isASCII: style.isASCII) }
        let cells = rows.map { row in
            columns.indices.map {
                $0 < row.count ? oneLine(row[$0], isASCII: style.isASCII) : ""
            }
        }
        let widths = columnWidths(titles: titles, cells: cells, style: style)
        let rule = widths.map { String(repeating: style.isASCII ? "-" : "─", count: $0 + 2) }
            .joined(separator: style.isASCII ? "+" : "┼")
        return [line(titles, widths, style), rule] + cells.map { line($0, widths, style) }
    }

    package func text(_ style: TerminalStyle = TerminalStyle()) -> String {
        lines(style).map { $0 + "\n" }.joined()
    }

    /// The natural widths, the widest columns narrowed until the table fits.
    private func columnWidths(
        titles: [String], cells: [[String]], style: TerminalStyle
    ) -> [Int] {
        var widths = titles.indices.map { column in
            cells.reduce(Report.columns(titles[column])) {
                max($0, Report.columns($1[column]))
            }
        }
        let available = style.width - 3 * widths.count + 1
        while widths.reduce(0, +) > available, let widest = widths.max(), widest > 1,
            let column = widths.lastIndex(of: widest)
        {
            let excess = widths.reduce(0, +) - available
            let next = widths.filter { $0 < widest }.max() ?? 1
            widths[column] = max(1, min(widest - 1, max(next, widest - excess)))
        }
        return widths
    }

    private func line(_ cells: [String], _ widths: [Int], _ style: TerminalStyle) -> String {
        var parts: [String] = []
        for (column, width) in widths.enumerated() {
            let text = fitted(cells[column], to: width, isASCII: style.isASCII)
            let padding = String(repeating: " ", count: max(0, width - Report.columns(text)))
            parts.append(
                columns[column].alignment == .left ? " \(text)\(padding) " : " \(padding)\(text) ")
        }
        var line = parts.joined(separator: style.isASCII ? "|" : "│")
        while line.last == " " { line.removeLast() }
        return line
    }
}
