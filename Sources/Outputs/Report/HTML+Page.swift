import Journal

/// What every page has: the frame without any outside resource, the head, the tiles.
extension HTML {
    /// - Parameter script: what runs at the page's end, and nothing else.
    mutating func begin(title: String, script: String = "") {
        self.script = script
        let policy =
            "default-src 'none'; style-src 'unsafe-inline'"
            + (script.isEmpty ? "" : "; script-src 'sha256-\(Checksum.base64(of: script))'")
        raw(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" \
            content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(escaped(title))</title>
            <style>
            \(Theme.variables(":root"))\(Theme.page)\(Theme.picture)</style>
            </head>
            <body>
            <main>

            """)
    }

    mutating func end() {
        raw("</main>\n")
        if !script.isEmpty { raw("<script>\(script)</script>\n") }
        raw("</body>\n</html>\n")
    }

    mutating func head(kind: String, title: String, line: String, verdicts: [Verdict]) {
        raw(
            #"<div class="brand"><svg viewBox="0 0 34 16" role="img"><title>Quench</title>"#
                + #"<path d="M0 8h6l2-3 2 6 2-9 3 13 2-11 2 7 1-3h14"/></svg>"#
                + "\(escaped(kind))</div>\n")
        element("h1", title)
        element("p", line, style: "dim")
        raw(#"<ul class="verdicts">"# + "\n")
        for verdict in verdicts { element("li", verdict.text, style: verdict.tone.style) }
        raw("</ul>\n")
    }

    mutating func tiles(_ figures: [KeyFigure]) {
        guard !figures.isEmpty else { return }
        raw(#"<div class="tiles">"# + "\n")
        for figure in figures {
            raw(#"<div class="tile \#(figure.tone.style)">"#)
            raw("<span>\(escaped(figure.label))</span><b>\(escaped(figure.value))")
            if !figure.unit.isEmpty { raw("<small>\(escaped(figure.unit))</small>") }
            raw("</b>")
            if !figure.note.isEmpty { raw("<span>\(escaped(figure.note))</span>") }
            raw("</div>\n")
        }
        raw("</div>\n")
    }
}
