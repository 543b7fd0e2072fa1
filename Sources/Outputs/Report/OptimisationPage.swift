/// What a search for a therapy found: the front, what each coordinate did, and where each point is worst.
/// One file without script and without any outside resource.
package struct OptimisationPage: Sendable {
    /// A therapy in the tables; every text is ready to be read.
    package struct Point: Sendable {
        package var label: String
        package var words: String
        package var verdictShare: String
        package var verdictCharge: String
        package var outside: String
        package var searchShare: String
        package var searchCharge: String
        package var worst: String
        package var weakKick: String
        package var strongKick: String
        package var limits: [String]
        package var isMarked: Bool

        package init(
            label: String, words: String, verdictShare: String, verdictCharge: String,
            outside: String, searchShare: String, searchCharge: String, worst: String,
            weakKick: String, strongKick: String, limits: [String], isMarked: Bool
        ) {
            self.label = label
            self.words = words
            self.verdictShare = verdictShare
            self.verdictCharge = verdictCharge
            self.outside = outside
            self.searchShare = searchShare
            self.searchCharge = searchCharge
            self.worst = worst
            self.weakKick = weakKick
            self.strongKick = strongKick
            self.limits = limits
            self.isMarked = isMarked
        }
    }

    /// A level of a coordinate.
    package struct Effect: Sendable {
        package var axis: String
        package var level: String
        package var candidates: Int
        package var share: Double
        package var microcoulombsPerDay: Double

        package init(
            axis: String, level: String, candidates: Int, share: Double,
            microcoulombsPerDay: Double
        ) {
            self.axis = axis
            self.level = level
            self.candidates = candidates
            self.share = share
            self.microcoulombsPerDay = microcoulombsPerDay
        }
    }

    package var title: String
    /// One line: on whom, for how long.
    package var line: String
    package var verdicts: [Verdict] = []
    package var figures: [KeyFigure] = []
    package var notes: [String] = []
    package var picture: FrontPicture
    package var points: [Point] = []
    package var effects: [Effect] = []

    package init(title: String, line: String, picture: FrontPicture) {
        self.title = title
        self.line = line
        self.picture = picture
    }

    package func html() -> String {
        var page = HTML()
        page.begin(title: title)
        page.head(kind: "Quench optimisation", title: title, line: line, verdicts: verdicts)
        page.tiles(figures)
        for note in notes { page.element("p", note, style: "note") }
        page.element("h2", "The front")
        page.raw(#"<div class="sheet">"# + "\n" + picture.inlineSVG() + "</div>\n")
        page.table(
            header: [
                ("point", false), ("left, verdict", true), ("µC a day, verdict", true),
                ("outside/h", true), ("left, search", true), ("µC a day, search", true),
                ("worst patient", false), ("left, kick ½", true), ("left, kick 2", true),
            ],
            rows: points.map { point in
                HTML.Row(
                    [
                        HTML.cell(point.label + (point.isMarked ? " (marked)" : "")),
                        HTML.number(point.verdictShare), HTML.number(point.verdictCharge),
                        HTML.number(point.outside), HTML.number(point.searchShare),
                        HTML.number(point.searchCharge), HTML.cell(point.worst),
                        HTML.number(point.weakKick), HTML.number(point.strongKick),
                    ])
            }, isWide: true)
        page.element("h2", "The therapies, and the limits that they stand on")
        page.table(
            header: [("point", false), ("settings", false), ("limits", false)],
            rows: points.map { point in
                HTML.Row(
                    [
                        HTML.cell(point.label), HTML.cell(point.words),
                        HTML.cell(
                            point.limits.isEmpty ? "none" : point.limits.joined(separator: "; ")),
                    ])
            }, isWide: true)
        writeEffects(&page)
        page.end()
        return page.text
    }

    private func writeEffects(_ page: inout HTML) {
        guard !effects.isEmpty else { return }
        page.element("h2", "What each coordinate did")
        page.element(
            "p",
            "over the candidates that fill the space evenly, at their first length: the mean of all "
                + "that share a level, whatever else they are", style: "note")
        page.table(
            header: [
                ("coordinate", false), ("level", true), ("candidates", true), ("left", true),
                ("", false), ("µC a day", true),
            ],
            rows: effects.map { effect in
                HTML.Row(
                    [
                        HTML.cell(effect.axis), HTML.number(effect.level),
                        HTML.number(Number.count(effect.candidates)),
                        HTML.number(effect.share, digits: 2), HTML.markup(HTML.bar(effect.share)),
                        HTML.number(Number.brief(effect.microcoulombsPerDay)),
                    ])
            })
    }
}
