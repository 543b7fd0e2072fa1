/// What a person changed of a run while it went on, in `summary.json`.
package struct SettingsChange: Codable, Hashable, Sendable {
    /// Of the settings, `stimulation.suspended` or `model.threshold`.
    package var field: String
    package var old: JSONValue
    package var new: JSONValue
    /// The address that it came from.
    package var from: String
    /// The first frame that was decided on with it.
    package var frame: Int64
    /// That frame's time, s.
    package var timeSeconds: Double

    package init(
        field: String, old: JSONValue, new: JSONValue, from: String, frame: Int64,
        timeSeconds: Double
    ) {
        self.field = field
        self.old = old
        self.new = new
        self.from = from
        self.frame = frame
        self.timeSeconds = timeSeconds
    }
}

extension JournalEvent {
    /// A person changed the running loop, told at the end of a hop that was decided on with it or of the
    /// one before.
    package static func settingsChanged(
        frame: Int64, timeSeconds: Double, _ change: SettingsChange
    ) -> JournalEvent {
        event(
            .settingsChanged, frame, timeSeconds, .init("field", .text(change.field)),
            .init("old", change.old), .init("new", change.new), .init("from", .text(change.from)),
            .init("inForceFrame", .integer(change.frame)),
            .init("inForceSeconds", .number(change.timeSeconds)))
    }
}
