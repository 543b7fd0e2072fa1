extension RunReport {
    /// Rows of a table beyond which the files have the rest.
    static let rowCountMax = 200
    /// Rows of an explanation that are shown; the sum counts all.
    static let explanationRowCountMax = 48

    func writeEpisodes(_ page: inout HTML) {
        page.element("h2", episodes.count == 1 ? "Episode" : "Episodes")
        guard !episodes.isEmpty else {
            page.raw(#"<div class="sheet">"#)
            page.element("p", "No episode was detected in this run.", style: "dim")
            page.raw("</div>\n")
            return
        }
        if episodes.count > 1 { writeEpisodeTable(&page) }
        let drawn = episodes.prefix(Self.pictureCountMax)
        let binCountMax = Self.binCount(for: drawn)
        for episode in drawn { write(episode, binCountMax, &page) }
        if episodes.count > drawn.count {
            page.element(
                "p",
                "Pictures are drawn for the first \(drawn.count) of \(episodes.count) episodes.",
                style: "note")
        }
    }

    /// Annotated seizures in which nothing was detected: what the detector saw.
    func writeMissed(_ page: inout HTML) {
        guard !missed.isEmpty else { return }
        page.element("h2", missed.count == 1 ? "Missed seizure" : "Missed seizures")
        let binCountMax = Self.binCount(for: missed[...])
        for picture in missed { write(picture, binCountMax, &page) }
    }

    private func write(_ picture: EpisodePicture, _ binCountMax: Int, _ page: inout HTML) {
        page.raw(#"<section class="sheet" id="\#(picture.anchor)">"# + "\n")
        page.raw("<header>")
        page.element("h3", "\(picture.isMissed ? "Seizure" : "Episode") \(picture.number)")
        page.element("span", picture.line, style: "dim")
        writeWays(from: picture, &page)
        page.raw("</header>\n")
        if picture.hopCount > 0 {
            page.raw(
                picture.inlineSVG(binCountMax: binCountMax, hopsPerValue: hopsPerValue))
        }
        writeExplanation(picture, &page)
        page.raw("</section>\n")
    }

    /// Bins per path so that all pictures together stay within about three million characters.
    static func binCount(for episodes: ArraySlice<EpisodePicture>) -> Int {
        let paths = episodes.reduce(0) { sum, episode in
            sum + episode.tracesDrawn.count
                + episode.patterns.reduce(0) { $0 + min(8, $1.series.count) + 2 }
        }
        // Two points a bin, about six characters a point.
        return min(1000, max(120, 3_000_000 / 12 / max(1, paths)))
    }

    private func writeEpisodeTable(_ page: inout HTML) {
        page.raw(#"<div class="sheet">"# + "\n")
        page.table(
            header: [
                ("episode", true), ("onset, s", true), ("end, s", true), ("length, s", true),
                ("score", true), ("needed", true), ("therapies", true), ("remark", false),
            ],
            rows: episodes.prefix(Self.rowCountMax).map { episode in
                HTML.Row([
                    episode.number <= Self.pictureCountMax
                        ? HTML.link(String(episode.number), to: episode.anchor)
                        : HTML.number(String(episode.number)),
                    HTML.number(episode.onsetSeconds, digits: 2),
                    episode.endSeconds == nil
                        ? HTML.number("open") : HTML.number(episode.endSeconds, digits: 2),
                    HTML.number(episode.episode.durationSeconds, digits: 2),
                    HTML.number(Number.count(episode.score)),
                    HTML.number(Number.count(episode.episode.needed)),
                    HTML.number(String(episode.episode.therapies)),
                    HTML.cell(episode.remark, style: "note"),
                ])
            })
        writeRest(episodes.count, file: "events.tsv", &page)
        page.raw("</div>\n")
    }

    func writeRest(_ count: Int, file: String, _ page: inout HTML) {
        guard count > Self.rowCountMax else { return }
        page.element("p", "\(count - Self.rowCountMax) more rows are in \(file).", style: "note")
    }

    private func writeExplanation(_ episode: EpisodePicture, _ page: inout HTML) {
        guard !episode.explanation.isEmpty else { return }
        let shown = episode.explanation.prefix(Self.explanationRowCountMax)
        let rest = episode.explanation.dropFirst(shown.count)
        var rows = shown.map { row in
            let share = (row.measured ?? 0) / row.threshold
            return HTML.Row([
                HTML.cell(row.channel),
                HTML.cell(row.feature),
                HTML.number(row.measured.map { Number.brief($0) + " " + row.unit } ?? "–"),
                HTML.number(Number.brief(row.threshold) + " " + row.unit),
                HTML.number(share.isFinite && share > 0 ? Number.text(share, digits: 2) : "–"),
                HTML.number(Number.count(row.votes)),
            ])
        }
        if !rest.isEmpty {
            rows.append(
                HTML.Row([
                    HTML.cell("\(rest.count) more"), HTML.cell(""), HTML.number(""),
                    HTML.number(""), HTML.number(""),
                    HTML.number(Number.count(rest.reduce(0) { $0 + $1.votes })),
                ]))
        }
        rows.append(
            HTML.Row(
                [
                    HTML.cell("score"), HTML.cell(""), HTML.number(""), HTML.number(""),
                    HTML.number("needed \(Number.count(episode.episode.needed))"),
                    HTML.number(Number.count(episode.score)),
                ], style: "sum"))
        page.table(
            caption: "Why it fired. The votes add up to the score exactly: "
                + "they are the units in which the detector counts.",
            header: [
                ("channel", false), ("feature", false), ("measured", true), ("threshold", true),
                ("measured / threshold", true), ("votes", true),
            ], rows: rows)
    }
}

extension EpisodePicture {
    /// Where the page has it.
    var anchor: String { "\(isMissed ? "missed" : "episode")-\(number)" }

    /// When it was, and the remark.
    var line: String {
        let start = Number.text(onsetSeconds, digits: 2)
        let span =
            endSeconds.map { "\(start) s to \(Number.text($0, digits: 2)) s" }
            ?? "from \(start) s, open at the end"
        return remark.isEmpty ? span : "\(span) · \(remark)"
    }
}
