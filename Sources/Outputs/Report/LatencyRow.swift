/// One latency of a run in milliseconds, against its limit where it has one.
package struct LatencyRow: Sendable {
    package var label: String
    package var p50: Double
    package var p99: Double
    package var p999: Double
    package var max: Double
    package var limit: Double?

    package init(
        label: String, p50: Double, p99: Double, p999: Double, max: Double, limit: Double?
    ) {
        self.label = label
        self.p50 = p50
        self.p99 = p99
        self.p999 = p999
        self.max = max
        self.limit = limit
    }

    static let titles = ["latency, ms", "p50", "p99", "p99.9", "worst", "limit"]

    var cells: [String] {
        [label] + [p50, p99, p999, max].map(Number.brief) + [limit.map(Number.brief) ?? "-"]
    }

    static func table(_ rows: [LatencyRow]) -> TextTable {
        TextTable(
            columns: titles.enumerated().map { .init($1, $0 == 0 ? .left : .right) },
            rows: rows.map(\.cells))
    }
}

/// How a paced run kept its deadlines, for its report.
package struct DeadlineReport: Sendable {
    package var rows: [LatencyRow]
    package var picture: DeadlinePicture
    /// Sentences under the table.
    package var notes: [String]

    package init(rows: [LatencyRow], picture: DeadlinePicture, notes: [String]) {
        self.rows = rows
        self.picture = picture
        self.notes = notes
    }
}

extension RunReport {
    func writeDeadlines(_ page: inout HTML) {
        guard let deadlines else { return }
        page.element("h2", "Deadlines")
        page.raw(#"<div class="sheet">"# + "\n" + deadlines.picture.inlineSVG())
        page.table(
            header: LatencyRow.titles.enumerated().map { ($1, $0 > 0) },
            rows: deadlines.rows.map { row in
                HTML.Row(
                    [HTML.cell(row.label)] + row.cells.dropFirst().map { HTML.number($0) },
                    style: row.limit.map { row.max > $0 } == true ? "flag" : "")
            })
        for note in deadlines.notes { page.element("p", note, style: "note") }
        page.raw("</div>\n")
    }
}
