extension JournalEvent {
    /// A remark that came while the run went on, told at the end of a hop.
    ///
    /// - Parameters:
    ///   - number: of the run's markers, from 1 on.
    ///   - onsetFrame: the end of the newest hop that was known when it came.
    ///   - onsetSeconds: of that frame.
    ///   - from: the address that it came from.
    package static func marker(
        frame: Int64, timeSeconds: Double, text: String, number: Int, onsetFrame: Int64,
        onsetSeconds: Double, from: String
    ) -> JournalEvent {
        event(
            .marker, frame, timeSeconds, .init("text", .text(text)),
            .init("number", .integer(Int64(number))), .init("onsetFrame", .integer(onsetFrame)),
            .init("onsetSeconds", .number(onsetSeconds)), .init("from", .text(from)))
    }

    /// So many markers came too fast, and are nowhere.
    package static func markersRefused(
        frame: Int64, timeSeconds: Double, markers: Int
    ) -> JournalEvent {
        event(
            .markersRefused, frame, timeSeconds, .init("markers", .integer(Int64(markers))))
    }
}

/// How many markers a run was given, in `summary.json`.
package struct MarkerCounts: Codable, Hashable, Sendable {
    /// On record.
    package var taken = 0
    /// That came too fast, and are nowhere.
    package var refused = 0

    package init() {}
}
