import Journal

/// The result of a run on one screen: at most 24 lines of at most 80 columns.
package struct TerminalSummary: Sendable {
    package var title: String
    package var recordingLine: String
    package var verdicts: [Verdict]
    package var episodes: [Episode] = []
    /// Latencies of a paced run.
    package var latencyRows: [LatencyRow] = []
    /// The run beside its untreated twin's; empty where there is none.
    package var twinRows: [TwinRow] = []
    /// Label and text, for example ("stimulation", "2 therapies, 3 bursts, 120 pulses, 18.0 µC").
    package var facts: [(label: String, text: String)] = []
    /// Folder that holds the files, and their names.
    package var folder = ""
    package var files: [String] = []

    package init(title: String, recordingLine: String, verdicts: [Verdict]) {
        self.title = title
        self.recordingLine = recordingLine
        self.verdicts = verdicts
    }

    static let lineCountMax = 24

    package func text(_ style: TerminalStyle = TerminalStyle()) -> String {
        lines(style).map { $0 + "\n" }.joined()
    }

    /// The screen, line by line; what does not fit is counted, not shown.
    package func lines(_ style: TerminalStyle = TerminalStyle()) -> [String] {
        let width = min(style.width, 80)
        let fit = { (text: String) in
            fitted(oneLine(text, isASCII: style.isASCII), to: width, isASCII: style.isASCII)
        }
        let rule = String(repeating: style.isASCII ? "=" : "━", count: width)
        var lines = [style.paint(fit(title), .neutral), fit(recordingLine), rule]
        for verdict in verdicts.prefix(4) {
            let text = oneLine(verdict.text, isASCII: style.isASCII)
            let rows = wrapped(text, to: width - 2, lineCountMax: 2, isASCII: style.isASCII)
            for (row, text) in rows.enumerated() {
                let mark = row == 0 ? verdict.tone.mark(isASCII: style.isASCII) : " "
                lines.append(style.paint("\(mark) \(text)", verdict.tone))
            }
        }
        let plain = TerminalStyle(isASCII: style.isASCII, width: width)
        if !latencyRows.isEmpty { lines += LatencyRow.table(latencyRows).lines(plain) }
        if !twinRows.isEmpty { lines += [""] + TwinRow.table(twinRows).lines(plain) }
        var tail: [String] = []
        let labelWidth = min(24, facts.map { columns($0.label) }.max() ?? 0)
        // A blank line, and two for the files.
        for fact in facts.prefix(max(0, min(6, Self.lineCountMax - lines.count - 3))) {
            let label = fitted(fact.label, to: labelWidth, isASCII: style.isASCII)
            let padding = String(repeating: " ", count: labelWidth - columns(label))
            tail.append(fit("\(label)\(padding)  \(fact.text)"))
        }
        if !folder.isEmpty {
            let text = oneLine(
                "files in \(folder): \(files.joined(separator: ", "))", isASCII: style.isASCII)
            tail += wrapped(text, to: width, lineCountMax: 2, isASCII: style.isASCII)
        }
        // Two blank lines, a table's header and rule, and the line that counts the rest.
        let room = Self.lineCountMax - lines.count - tail.count - 5
        lines += episodeLines(room: room, style: plain)
        if !tail.isEmpty { lines += [""] + tail }
        return lines
    }

    private func episodeLines(room: Int, style: TerminalStyle) -> [String] {
        guard !episodes.isEmpty, room > 0 else { return [] }
        let seconds = { (value: Double?) in value.map { Number.text($0, digits: 1) } ?? "-" }
        let table = TextTable(
            columns: [
                .init("episode", .right), .init("onset s", .right), .init("length s", .right),
                .init("delay s", .right), .init("therapies", .right),
                .init("charge \(style.isASCII ? "uC" : "µC")", .right), .init("because"),
            ],
            rows: episodes.prefix(room).enumerated().map { index, episode in
                [
                    String(index + 1), seconds(episode.onsetSeconds),
                    episode.durationSeconds == nil ? "open" : seconds(episode.durationSeconds),
                    seconds(episode.delaySeconds), String(episode.therapies),
                    Number.text(episode.chargeMicrocoulombs, digits: 2),
                    episode.because,
                ]
            })
        var lines = [""] + table.lines(style)
        if episodes.count > room {
            lines.append(" and \(episodes.count - room) more in the report")
        }
        return lines
    }
}

extension Tone {
    /// A sign that does not depend on colour.
    fileprivate func mark(isASCII: Bool) -> String {
        switch self {
        case .good: isASCII ? "+" : "✓"
        case .neutral: isASCII ? "-" : "·"
        case .warning: "!"
        case .bad: isASCII ? "x" : "✗"
        }
    }
}
