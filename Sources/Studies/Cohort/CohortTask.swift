/// One run of a study: a line of its `tasks.tsv`.
package struct CohortTask: Hashable, Sendable {
    /// Names the result: a checksum over everything that it depends on.
    package var key: String
    package var centre: String
    package var subject: String
    /// Of a recording, by its BIDS name; of a virtual patient the number of the history.
    package var session: String
    /// The recording's path, or the patient's group.
    package var source: String
    package var settings: String
    package var model: String
    /// Of signal.
    package var seconds: Int

    package static let columns = [
        "key", "centre", "subject", "session", "source", "settings", "model", "seconds",
    ]

    /// Without a line's end. No cell has a control character.
    package var line: String {
        "\(key)\t\(centre)\t\(subject)\t\(session)\t\(source)\t\(settings)\t\(model)\t\(seconds)"
    }

    package init(
        key: String, centre: String, subject: String, session: String, source: String,
        settings: String, model: String, seconds: Int
    ) {
        self.key = key
        self.centre = centre
        self.subject = subject
        self.session = session
        self.source = source
        self.settings = settings
        self.model = model
        self.seconds = seconds
    }

    /// Nil where it is no line of a task.
    init?(line: some Sequence<UInt8>) {
        let text = String(decoding: Array(line), as: UTF8.self)
        let cells = text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard cells.count == Self.columns.count, let seconds = Int(cells[7]) else { return nil }
        self.init(
            key: cells[0], centre: cells[1], subject: cells[2], session: cells[3],
            source: cells[4], settings: cells[5], model: cells[6], seconds: seconds)
    }

    /// What is done, for whoever reads a message.
    package var words: String { "\(subject), \(session), \(settings), \(model)" }
}
