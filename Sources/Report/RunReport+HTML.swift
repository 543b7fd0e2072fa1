extension RunReport {
    /// The content of `report.html`: one file without script and without any outside resource.
    public func html() -> String {
        var page = HTML()
        page.raw(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" \
            content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(escaped(title))</title>
            <style>
            \(Theme.variables(":root"))\(Theme.page)\(Theme.picture)</style>
            </head>
            <body>
            <main>

            """)
        writeHead(&page)
        writeOverview(&page)
        writeTwin(&page)
        writeEpisodes(&page)
        writeLedger(&page)
        writeQuality(&page)
        writeReference(&page)
        writeReproduction(&page)
        page.raw("</main>\n</body>\n</html>\n")
        return page.text
    }

    private func writeHead(_ page: inout HTML) {
        page.raw(
            #"<div class="brand"><svg viewBox="0 0 34 16" role="img"><title>Quench</title>"#
                + #"<path d="M0 8h6l2-3 2 6 2-9 3 13 2-11 2 7 1-3h14"/></svg>"#
                + "Quench \(escaped(programVersion)) run report</div>\n")
        page.element("h1", title)
        page.element("p", recordingLine, style: "dim")
        page.raw(#"<ul class="verdicts">"# + "\n")
        for verdict in verdicts { page.element("li", verdict.text, style: verdict.tone.style) }
        page.raw("</ul>\n")
        guard !figures.isEmpty else { return }
        page.raw(#"<div class="tiles">"# + "\n")
        for figure in figures {
            page.raw(#"<div class="tile \#(figure.tone.style)">"#)
            page.raw("<span>\(escaped(figure.label))</span><b>\(escaped(figure.value))")
            if !figure.unit.isEmpty { page.raw("<small>\(escaped(figure.unit))</small>") }
            page.raw("</b>")
            if !figure.note.isEmpty { page.raw("<span>\(escaped(figure.note))</span>") }
            page.raw("</div>\n")
        }
        page.raw("</div>\n")
    }

    private func writeOverview(_ page: inout HTML) {
        guard let overview else { return }
        page.element("h2", "The whole run")
        page.raw(#"<div class="sheet">"# + "\n" + overview.inlineSVG() + "</div>\n")
    }

    private func writeReproduction(_ page: inout HTML) {
        let isEmpty = command.isEmpty && decisionHash.isEmpty && settings.isEmpty
        if !isEmpty { writeCommand(&page) }
        page.raw("<footer>\n")
        for remark in remarks { page.element("p", remark) }
        page.element(
            "p",
            "Everything stimulated here is simulated. Quench is a tool for development and is no "
                + "medical device.")
        page.raw("</footer>\n")
    }

    private func writeCommand(_ page: inout HTML) {
        page.element("h2", "Repeat this run")
        page.raw(#"<div class="sheet">"# + "\n")
        if !command.isEmpty { page.element("pre", command) }
        if !decisionHash.isEmpty {
            page.raw(
                "<p>Decision hash <code>\(escaped(decisionHash))</code>. The same recording with "
                    + "the same settings gives the same hash at any pace at which no deadline was missed and no frame lost.</p>\n"
            )
        }
        if !settings.isEmpty {
            page.raw("<details><summary>Settings used</summary>\n")
            page.element("pre", settings)
            page.raw("</details>\n")
        }
        page.raw("</div>\n")
    }
}
