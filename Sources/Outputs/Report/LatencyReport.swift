/// Everything that the page of a latency measurement shows, as plain data.
package struct LatencyReport: Sendable {
    package var title: String
    /// One line: channels, rate, hop, decisions.
    package var line: String
    package var verdicts: [Verdict]
    package var figures: [KeyFigure]
    package var picture: LatencyPicture
    /// Percentiles: the titles of the columns, and rows of a name and numbers.
    package var percentileTitles: [String]
    package var percentileRows: [[String]]
    /// What was asked of the system: name, asked, granted, remark.
    package var grantRows: [[String]]
    /// Sentences under the tables.
    package var facts: [String]
    package var command: String
    package var programVersion: String

    package init(
        title: String, line: String, verdicts: [Verdict], figures: [KeyFigure],
        picture: LatencyPicture, percentileTitles: [String], percentileRows: [[String]],
        grantRows: [[String]], facts: [String], command: String, programVersion: String
    ) {
        self.title = title
        self.line = line
        self.verdicts = verdicts
        self.figures = figures
        self.picture = picture
        self.percentileTitles = percentileTitles
        self.percentileRows = percentileRows
        self.grantRows = grantRows
        self.facts = facts
        self.command = command
        self.programVersion = programVersion
    }

    /// One file without script and without any outside resource.
    package func html() -> String {
        var page = HTML()
        page.begin(title: title)
        page.head(
            kind: "Quench \(programVersion) latency report", title: title, line: line,
            verdicts: verdicts)
        page.tiles(figures)
        page.element("h2", "Distribution")
        page.raw(#"<div class="sheet">"# + "\n" + picture.inlineSVG() + "</div>\n")
        page.element("h2", "Percentiles")
        page.raw(#"<div class="sheet">"# + "\n")
        page.table(
            header: [("", false)] + percentileTitles.map { ($0, true) },
            rows: percentileRows.map { row in
                HTML.Row([HTML.cell(row.first ?? "")] + row.dropFirst().map { HTML.number($0) })
            })
        for fact in facts { page.element("p", fact, style: "note") }
        page.raw("</div>\n")
        writeGrants(&page)
        page.element("h2", "Repeat this measurement")
        page.raw(#"<div class="sheet">"# + "\n")
        page.element("pre", command)
        page.raw("</div>\n")
        page.end()
        return page.text
    }

    private func writeGrants(_ page: inout HTML) {
        guard !grantRows.isEmpty else { return }
        page.element("h2", "What the system granted")
        page.raw(#"<div class="sheet">"# + "\n")
        page.table(
            header: [("", false), ("asked", false), ("granted", false), ("", false)],
            rows: grantRows.map { HTML.Row($0.map { HTML.cell($0) }) })
        page.raw("</div>\n")
    }
}
