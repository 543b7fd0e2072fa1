/// `events.tsv` in SzCORE's columns, as `epilepsy2bids` and `timescoring` read it.
package enum EventsFile {
    static let columns = [
        "onset", "duration", "eventType", "confidence", "channels", "dateTime",
        "recordingDuration",
    ]

    /// The file's content. A recording without an episode gets one `bckg` line over its whole
    /// length.
    /// - Parameters:
    ///   - episodes: each closed; what is not known of one is written as `n/a`.
    ///   - dateTime: start of the recording as `2000-01-31 23:59:59`, if it is known.
    ///   - stretch: what was looked at, s; all of it where nil.
    package static func text(
        episodes: [Episode], recordingDurationSeconds: Double, dateTime: String? = nil,
        covering stretch: ClosedRange<Double>? = nil
    ) -> String {
        let tail = [
            dateTime ?? TabSeparated.unknown,
            TabSeparated.number(recordingDurationSeconds, digits: 4),
        ]
        var text = TabSeparated.line(columns)
        for episode in episodes {
            // The comma separates names within the cell.
            let channels = episode.channels.map { $0.replacing(",", with: "_") }
                .joined(separator: ",")
            text += TabSeparated.line(
                [
                    TabSeparated.number(episode.onsetSeconds, digits: 4),
                    TabSeparated.number(episode.durationSeconds, digits: 4),
                    "sz",
                    TabSeparated.unknown,
                    channels,
                ] + tail)
        }
        let stretch = stretch ?? 0...max(0, recordingDurationSeconds)
        if episodes.isEmpty {
            text += TabSeparated.line(
                [
                    TabSeparated.number(stretch.lowerBound, digits: 4),
                    TabSeparated.number(stretch.upperBound - stretch.lowerBound, digits: 4),
                    "bckg", TabSeparated.unknown, TabSeparated.unknown,
                ] + tail)
        }
        return text
    }

    package static func write(
        episodes: [Episode], recordingDurationSeconds: Double, dateTime: String? = nil,
        covering stretch: ClosedRange<Double>? = nil, to path: String
    ) throws(JournalError) {
        try WholeFile.write(
            text(
                episodes: episodes, recordingDurationSeconds: recordingDurationSeconds,
                dateTime: dateTime, covering: stretch), to: path)
    }
}
