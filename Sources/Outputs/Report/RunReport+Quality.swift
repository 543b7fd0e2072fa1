extension RunReport {
    /// Channels of the quality table; the others are counted.
    static let qualityRowCountMax = 64

    func writeQuality(_ page: inout HTML) {
        guard !channelQuality.isEmpty || !counts.isEmpty else { return }
        page.element("h2", "Signal quality and losses")
        page.raw(#"<div class="columns">"# + "\n")
        if !channelQuality.isEmpty { writeChannels(&page) }
        if !counts.isEmpty {
            page.raw(#"<div class="sheet">"# + "\n")
            page.table(
                caption: "Everything read, dropped, refused, saturated",
                header: [("what", false), ("count", true), ("", false)],
                rows: counts.map { row in
                    HTML.Row(
                        [
                            HTML.cell(row.label), HTML.number(Number.count(row.count)),
                            HTML.cell(row.note, style: "note"),
                        ], style: row.isProblem && row.count > 0 ? "flag" : "")
                })
            page.raw("</div>\n")
        }
        page.raw("</div>\n")
    }

    private func writeChannels(_ page: inout HTML) {
        page.raw(#"<div class="sheet">"# + "\n")
        let faulty = channelQuality.filter { $0.badSeconds > 0 || !$0.faults.isEmpty }
        let shown = faulty.prefix(Self.qualityRowCountMax)
        if !shown.isEmpty {
            page.table(
                caption: "Channels with faults; grey: time in which the channel did not count",
                header: [("channel", false), ("bad, s", true), ("faults", false), ("", false)],
                rows: shown.map { channel in
                    HTML.Row([
                        HTML.cell(channel.name),
                        HTML.number(channel.badSeconds, digits: 1),
                        HTML.cell(channel.faults.joined(separator: ", ")),
                        HTML.markup(strip(channel)),
                    ])
                })
        }
        let good = channelQuality.count - faulty.count
        var line = counted(good, "channel") + " without fault."
        if faulty.count > shown.count {
            line += " \(faulty.count - shown.count) more with faults are in summary.json."
        }
        page.element("p", line, style: "note")
        page.raw("</div>\n")
    }

    /// That a seizure was missed, with the way to its picture where it has one.
    private func missedCell(_ number: Int) -> String {
        missed.first { $0.number == number }.map { HTML.link("missed", to: $0.anchor) }
            ?? HTML.number("missed")
    }

    /// The channel's bad times as marks on a strip as long as the run.
    private func strip(_ channel: ChannelQualityPicture) -> String {
        let plot = Plot(startSeconds: 0, endSeconds: overview?.durationSeconds ?? lastBadSeconds)
        var drawing = Drawing()
        for span in plot.condensed(channel.badSpans, gap: 4) {
            guard let extent = plot.extent(span, minimum: 4) else { continue }
            drawing.rectangle(
                x: extent.x - Plot.left, y: 0, width: extent.width, height: 12, "fbad",
                hint: span.hint)
        }
        let width = coordinate(Plot.right - Plot.left)
        return #"<svg class="strip" viewBox="0 0 \#(width) 12" preserveAspectRatio="none">"#
            + drawing.body + "</svg>"
    }

    private var lastBadSeconds: Double {
        channelQuality.flatMap(\.badSpans).map(\.endSeconds).filter(\.isFinite).max() ?? 0
    }

    func writeReference(_ page: inout HTML) {
        guard let reference else { return }
        page.element("h2", "Against the annotated seizures")
        page.raw(#"<div class="columns">"# + "\n")
        page.raw(#"<div class="sheet">"# + "\n")
        page.table(
            caption: "Reference: \(reference.source)",
            header: [("measure", false), ("value", true), ("", false)],
            rows: reference.rows.map {
                HTML.Row([
                    HTML.cell($0.label), HTML.number($0.value), HTML.cell($0.note, style: "note"),
                ])
            })
        page.raw("</div>\n")
        if !reference.events.isEmpty {
            page.raw(#"<div class="sheet">"# + "\n")
            page.table(
                caption: "Delay from the annotated onset to the detection",
                header: [
                    ("seizure", true), ("onset, s", true), ("end, s", true), ("delay, s", true),
                ],
                rows: reference.events.prefix(Self.rowCountMax).enumerated().map { index, event in
                    HTML.Row(
                        [
                            HTML.number(String(index + 1)),
                            HTML.number(event.onsetSeconds, digits: 2),
                            HTML.number(event.endSeconds, digits: 2),
                            event.delaySeconds == nil
                                ? event.wasAlreadyOn
                                    ? HTML.number("already on") : missedCell(index + 1)
                                : HTML.number(event.delaySeconds, digits: 2),
                        ], style: event.delaySeconds == nil ? "flag" : "")
                })
            page.raw("</div>\n")
        }
        page.raw("</div>\n")
    }
}
