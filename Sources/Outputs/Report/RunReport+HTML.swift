extension RunReport {
    /// The content of `report.html`: one file without any outside resource. Its script, the only one that
    /// its policy lets run, makes the pictures zoomable; without it they are as they are.
    package func html() -> String {
        var page = HTML()
        page.begin(title: title, script: ReportScript.text)
        writeHead(&page)
        writeDeadlines(&page)
        writeOverview(&page)
        writeTwin(&page)
        writeEpisodes(&page)
        writeMissed(&page)
        writeLedger(&page)
        writeQuality(&page)
        writeReference(&page)
        writeReproduction(&page)
        page.end()
        return page.text
    }

    private func writeHead(_ page: inout HTML) {
        page.head(
            kind: "Quench \(programVersion) run report", title: title, line: recordingLine,
            verdicts: verdicts)
        page.tiles(figures)
    }

    private func writeOverview(_ page: inout HTML) {
        guard let overview else { return }
        page.raw(#"<h2 id="overview">The whole run</h2>"# + "\n")
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
            let meaning =
                wasChanged
                ? "The loop was changed while it ran, so that the command does not give it again."
                : "The same recording with the same settings gives the same hash at any pace at "
                    + "which no deadline was missed and no frame lost."
            page.raw(
                "<p>Decision hash <code>\(escaped(decisionHash))</code>. \(meaning)</p>\n")
        }
        writeFolded("Program, machine and files", identity, &page)
        writeFolded("Settings used", settings, &page)
        page.raw("</div>\n")
    }

    private func writeFolded(_ title: String, _ text: String, _ page: inout HTML) {
        guard !text.isEmpty else { return }
        page.raw("<details><summary>\(title)</summary>\n")
        page.element("pre", text)
        page.raw("</details>\n")
    }
}
