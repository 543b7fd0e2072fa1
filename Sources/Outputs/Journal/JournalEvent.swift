/// One event of a run: one line of `journal.jsonl`.
///
/// A journal's times never go back: an event stands at the instant at which the run knew of it, the
/// end of a hop or the first frame that is missing. When a pulse's edge was is said in its fields.
///
/// At the call site, events are made by the functions of `JournalEvent+Kinds.swift`, one per kind.
package struct JournalEvent: Hashable, Sendable {
    /// Index of the frame at which it happened.
    package var frame: Int64
    /// The frame's time in seconds from the start of the stream, gaps counted.
    package var timeSeconds: Double
    package var kind: Kind
    /// What else is to say, in order; names carry units.
    package var fields: [JSONValue.Member]

    package enum Kind: String, CaseIterable, Codable, Sendable {
        case runStarted, dosesRead, stateChanged, detection, episodeEnded, therapyStarted,
            burstStarted,
            burstEnded, therapyRefused, channelQuality, gap, overrun, missedDeadline, saturation,
            outputOpened, outputLost, outputReturned, outputClosed, therapyAllowed, heartbeat,
            trigger, triggerStuck,
            grantWithdrawn, recordingFailed, clipSaved, clipRemoved, clipLeftOut, clipsFailed,
            journalFailed, runEnded
    }

    package init(frame: Int64, timeSeconds: Double, kind: Kind, fields: [JSONValue.Member]) {
        self.frame = frame
        self.timeSeconds = timeSeconds
        self.kind = kind
        self.fields = fields
    }

    package subscript(name: String) -> JSONValue? {
        fields.first { $0.name == name }?.value
    }

    /// Whether the journal must be on the disk before the run goes on: what a person would look for
    /// after a power cut.
    var mustReachDisk: Bool {
        switch kind {
        case .detection, .episodeEnded, .therapyStarted, .burstStarted, .burstEnded,
            .therapyRefused, .stateChanged, .dosesRead, .outputOpened, .outputLost,
            .outputReturned, .outputClosed,
            .therapyAllowed, .heartbeat, .runEnded:
            true
        default: false
        }
    }

    /// Whether it tells what was issued in the run so far.
    package var tellsTotals: Bool {
        switch kind {
        case .therapyAllowed, .therapyStarted, .burstEnded, .heartbeat, .runEnded: true
        default: false
        }
    }

    /// The line, closed by a check over all before it: a changed digit is damage too.
    func line(sequence: UInt64) -> String {
        let head: [JSONValue.Member] = [
            .init("sequence", .integer(Int64(clamping: sequence))),
            .init("frame", .integer(frame)),
            .init("timeSeconds", .number(timeSeconds)),
            .init("kind", .text(kind.rawValue)),
        ]
        return LineCheck.closing(JSONValue.object(head + fields).line) + "\n"
    }
}
