/// What a detector got wrong, picture by picture: missed seizures and false alarms, the most telling
/// first. One file without script and without any outside resource.
package struct EvaluationPage: Sendable {
    /// A missed seizure or a false alarm, drawn.
    package struct Mistake: Sendable {
        /// The recording's name.
        package let recording: String
        package let seconds: Double
        /// Of the threshold, that as many channels reached as had to vote: 1 is what it takes.
        package let strength: Double
        let svg: String

        /// - Parameters:
        ///   - picture: of which the strongest channels and the patterns that carried it are drawn.
        ///   - strength: as `EpisodePicture.strength` has it.
        package init(
            _ picture: EpisodePicture, recording: String, strength: Double
        ) {
            self.recording = recording
            self.strength = strength
            seconds = picture.onsetSeconds
            var small = picture
            small.traces = Array(picture.traces.prefix(Self.traceCountMax))
            small.patterns = picture.carrying
            svg = small.inlineSVG(binCountMax: Self.binCountMax)
        }

        private static let traceCountMax = 4
        private static let binCountMax = 240
    }

    package var title: String
    /// One line: which detector, on what.
    package var line: String
    package var verdicts: [Verdict] = []
    /// What was left out or is odd, a line each.
    package var notes: [String] = []
    package var figures: [KeyFigure] = []
    package var misses: [Mistake] = []
    package var falseAlarms: [Mistake] = []
    /// How many there are of both, drawn or not.
    package var missCount = 0
    package var falseAlarmCount = 0

    package init(title: String, line: String) {
        self.title = title
        self.line = line
    }

    package func html() -> String {
        var page = HTML()
        page.begin(title: title)
        page.head(kind: "Quench evaluation", title: title, line: line, verdicts: verdicts)
        page.tiles(figures)
        for note in notes { page.element("p", note, style: "note") }
        write(
            "False alarms", falseAlarms, of: falseAlarmCount,
            "the strongest first: what the detector takes for a seizure", &page)
        write(
            "Missed seizures", misses, of: missCount, "the nearest first: what it lacked", &page)
        page.end()
        return page.text
    }

    private func write(
        _ title: String, _ mistakes: [Mistake], of count: Int, _ order: String, _ page: inout HTML
    ) {
        page.element("h2", "\(title): \(count)")
        guard count > 0 else { return }
        page.element(
            "p",
            order + "; strength is the feature over its threshold that as many channels reached as "
                + "must vote"
                + (mistakes.count < count ? "; \(count - mistakes.count) more are not drawn" : ""),
            style: "note")
        page.raw(#"<div class="columns">"# + "\n")
        for mistake in mistakes {
            page.raw(#"<div class="sheet">"# + "\n")
            page.element(
                "h3",
                "\(Number.text(mistake.strength, digits: 2)) at "
                    + "\(Number.text(mistake.seconds, digits: 1)) s of \(mistake.recording)")
            page.raw(mistake.svg + "</div>\n")
        }
        page.raw("</div>\n")
    }
}

extension EpisodePicture {
    /// The patterns that had their votes at the onset; all, where none had.
    var carrying: [PatternPicture] {
        let hop = Int(max(0, min(1e6, (onsetSeconds - firstHopSeconds) / hopSeconds - 0.5)))
        let positive = patterns.filter { pattern in
            hop < pattern.votes.count && hop < pattern.needed.count
                && pattern.votes[hop] >= max(1, pattern.needed[hop])
        }
        return positive.isEmpty ? patterns : positive
    }

    /// How far the patterns got between two instants: the largest share of the threshold that as many
    /// of the channels drawn reached as had to vote. Of several patterns the farthest counts, or,
    /// where all are needed, the nearest.
    package func strength(from start: Double, to end: Double, needsAll: Bool) -> Double {
        let each = patterns.map { pattern -> Double in
            var most = 0.0
            for hop in pattern.needed.indices {
                let seconds = firstHopSeconds + Double(hop + 1) * hopSeconds
                guard seconds >= start - hopSeconds / 2, seconds <= end + hopSeconds / 2 else {
                    continue
                }
                let values = pattern.series.compactMap { series in
                    hop < series.values.count && series.values[hop].isFinite
                        ? Double(series.values[hop]) : nil
                }.sorted(by: >)
                guard !values.isEmpty, pattern.threshold > 0 else { continue }
                let votes = pattern.series.count == 1 ? 1 : max(1, pattern.needed[hop])
                most = max(most, values[min(values.count, votes) - 1] / pattern.threshold)
            }
            return most
        }
        return (needsAll ? each.min() : each.max()) ?? 0
    }
}
