/// A table for the terminal: aligned columns, a rule under the header. Words are cut to the terminal's
/// width, numbers never: where they have no room, the table goes on in a second one below, which begins
/// with the first column again.
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

    /// The table's lines, without colour, none wider than `style.width` unless a number is.
    package func lines(_ style: TerminalStyle = TerminalStyle()) -> [String] {
        guard !columns.isEmpty else { return [] }
        let titles = columns.map { oneLine($0.title, isASCII: style.isASCII) }
        let cells = rows.map { row in
            columns.indices.map {
                $0 < row.count ? oneLine(row[$0], isASCII: style.isASCII) : ""
            }
        }
        let natural = titles.indices.map { column in
            cells.reduce(Report.columns(titles[column])) { max($0, Report.columns($1[column])) }
        }
        var lines: [String] = []
        for group in groups(natural, style) {
            let widths = narrowed(group.map { natural[$0] }, group, style)
            let pick = { (cells: [String]) in group.map { cells[$0] } }
            let rule = widths.map { String(repeating: style.isASCII ? "-" : "─", count: $0 + 2) }
                .joined(separator: style.isASCII ? "+" : "┼")
            if !lines.isEmpty { lines.append("") }
            lines += [line(pick(titles), widths, group, style), rule]
            lines += cells.map { line(pick($0), widths, group, style) }
        }
        return lines
    }

    /// Words may be cut to so many columns before a table is broken.
    private static let wordWidthMin = 12

    /// Columns of each table below another; the first is in all of them.
    private func groups(_ natural: [Int], _ style: TerminalStyle) -> [[Int]] {
        let least = columns.indices.map {
            columns[$0].alignment == .left ? min(natural[$0], Self.wordWidthMin) : natural[$0]
        }
        var groups = [[0]]
        var used = least[0] + 2
        for column in columns.indices.dropFirst() {
            if used + least[column] + 3 > style.width, groups[groups.count - 1].count > 1 {
                groups.append([0])
                used = least[0] + 2
            }
            groups[groups.count - 1].append(column)
            used += least[column] + 3
        }
        return groups
    }

    package func text(_ style: TerminalStyle = TerminalStyle()) -> String {
        lines(style).map { $0 + "\n" }.joined()
    }

    /// The natural widths, the widest columns of words narrowed until the table fits; those of numbers
    /// where there are no words.
    private func narrowed(
        _ natural: [Int], _ group: [Int], _ style: TerminalStyle
    ) -> [Int] {
        var widths = natural
        let available = style.width - 3 * widths.count + 1
        let words = group.indices.filter { columns[group[$0]].alignment == .left }
        let mayShrink = words.isEmpty ? Array(group.indices) : words
        while widths.reduce(0, +) > available,
            let widest = mayShrink.map({ widths[$0] }).max(), widest > 1,
            let column = mayShrink.last(where: { widths[$0] == widest })
        {
            let excess = widths.reduce(0, +) - available
            let next = mayShrink.map { widths[$0] }.filter { $0 < widest }.max() ?? 1
            widths[column] = max(1, min(widest - 1, max(next, widest - excess)))
        }
        return widths
    }

    private func line(
        _ cells: [String], _ widths: [Int], _ group: [Int], _ style: TerminalStyle
    ) -> String {
        var parts: [String] = []
        for (place, width) in widths.enumerated() {
            let text = fitted(cells[place], to: width, isASCII: style.isASCII)
            let padding = String(repeating: " ", count: max(0, width - Report.columns(text)))
            parts.append(
                columns[group[place]].alignment == .left
                    ? " \(text)\(padding) " : " \(padding)\(text) ")
        }
        var line = parts.joined(separator: style.isASCII ? "|" : "│")
        while line.last == " " { line.removeLast() }
        return line
    }
}
