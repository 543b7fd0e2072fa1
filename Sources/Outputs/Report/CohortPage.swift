/// What a study of many runs came to: each combination beside the first, subject by subject, what is
/// missing and why. One file without script and without any outside resource.
package struct CohortPage: Sendable {
    /// A table whose texts are ready to be read; the first `words` columns are words.
    package struct Table: Sendable {
        package var header: [String]
        package var words: Int
        package var rows: [[String]]

        package init(header: [String], words: Int, rows: [[String]]) {
            self.header = header
            self.words = words
            self.rows = rows
        }
    }

    package var title: String
    /// One line: on how many subjects.
    package var line: String
    package var verdicts: [Verdict] = []
    package var figures: [KeyFigure] = []
    package var notes: [String] = []
    package var levels: Table
    package var pictures: [ForestPicture] = []
    package var subjects: Table
    /// Who is left out; and what failed.
    package var incomplete: Table
    package var failures: Table

    package init(
        title: String, line: String, levels: Table, subjects: Table, incomplete: Table,
        failures: Table
    ) {
        self.title = title
        self.line = line
        self.levels = levels
        self.subjects = subjects
        self.incomplete = incomplete
        self.failures = failures
    }

    package func html() -> String {
        var page = HTML()
        page.begin(title: title)
        page.head(kind: "cohort", title: title, line: line, verdicts: verdicts)
        page.tiles(figures)
        page.element("h2", "Settings and models")
        page.element(
            "p",
            "in brackets 95 %, by drawing subjects; differences are to the first row, on the "
                + "same subjects", style: "note")
        page.table(levels)
        if !pictures.isEmpty {
            page.element("h2", "Subject by subject")
            for picture in pictures { page.raw(picture.inlineSVG()) }
        }
        if !incomplete.rows.isEmpty {
            page.element("h2", "What is missing")
            page.element(
                "p", "these subjects are in none of the figures above", style: "note")
            page.table(incomplete)
        }
        if !failures.rows.isEmpty {
            page.element("h2", "What failed, and why")
            page.table(failures)
        }
        page.element("h2", "Subjects")
        page.table(subjects)
        for note in notes { page.element("p", note, style: "note") }
        page.end()
        return page.text
    }
}

extension HTML {
    fileprivate mutating func table(_ table: CohortPage.Table) {
        self.table(
            header: table.header.enumerated().map { ($1, $0 >= table.words) },
            rows: table.rows.map { row in
                HTML.Row(
                    row.enumerated().map { index, cell in
                        index < table.words ? HTML.cell(cell) : HTML.number(cell)
                    })
            }, isWide: true)
    }
}
