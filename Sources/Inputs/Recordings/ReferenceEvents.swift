/// The reference that a detector is scored against.
///
/// An `_events.tsv` file comes first: with SzCORE's `eventType` column it always counts, also
/// when it lists no seizure; with BIDS' `trial_type` it counts when one of its rows is a seizure. Then
/// a list of seizures in a collection's own form, see `SeizureList`. Else the recording's own
/// annotations count, when one of them is a seizure.
public struct ReferenceEvents: Sendable, Equatable {
    /// Where the marks stand: in a file beside the recording, a collection's list of seizures
    /// included, or in the recording itself.
    public enum Source: Sendable, Equatable {
        case eventsFile(path: String)
        case annotations
    }

    /// Where the marks stand.
    public let source: Source
    /// Seizures whose onset lies inside the recording, sorted by onset.
    public let seizures: [SeizureEvent]
    /// Seizures whose onset lies outside: reported, not used.
    public let outside: [SeizureEvent]
    /// One line on everything that could not be taken as it stands.
    public let notes: [String]

    /// Events as given. That `seizures` are sorted and lie inside the recording is the caller's
    /// duty.
    public init(
        source: Source, seizures: [SeizureEvent], outside: [SeizureEvent] = [],
        notes: [String] = []
    ) {
        self.source = source
        self.seizures = seizures
        self.outside = outside
        self.notes = notes
    }

    /// The events, nil where nobody marked any, and what is to be said of marks that are none.
    static func read(
        table: EventsTable?, list: SeizureList?, annotations: [RecordingAnnotation],
        durationSeconds: Double, names: SeizureNames
    ) -> (events: ReferenceEvents?, notes: [String]) {
        var notes: [String] = []
        if let table {
            let pairing = SeizurePairing(table.rows) { text in
                table.isSzCORE && SeizureNames.isSzCORESeizure(text)
                    ? .mark(.event) : names.reading(of: text)
            }
            if table.isSzCORE || !pairing.seizures.isEmpty {
                let events = ReferenceEvents(
                    .eventsFile(path: table.path), pairing, durationSeconds)
                return (events, events.notes)
            }
            notes = pairing.notes
        }
        if let list {
            let pairing = SeizurePairing(list.seizures) { _ in .mark(.event) }
            let events = ReferenceEvents(.eventsFile(path: list.path), pairing, durationSeconds)
            return (events, notes + events.notes)
        }
        let pairing = SeizurePairing(annotations) { names.reading(of: $0) }
        guard !pairing.seizures.isEmpty else { return (nil, notes + pairing.notes) }
        let events = ReferenceEvents(.annotations, pairing, durationSeconds)
        return (events, notes + events.notes)
    }

    private init(_ source: Source, _ pairing: SeizurePairing, _ durationSeconds: Double) {
        func isInside(_ event: SeizureEvent) -> Bool {
            event.onsetSeconds >= 0 && event.onsetSeconds < durationSeconds
        }
        let outside = pairing.seizures.filter { !isInside($0) }
        let inside = pairing.seizures.filter(isInside)
        var notes = pairing.notes
        if let first = outside.first {
            notes.append(
                "\(outside.count) marked seizure(s) lie outside the recording and are not used, the "
                    + "first is '\(ForeignText.quoted(first.label))' at \(first.onsetSeconds) s")
        }
        self.init(source: source, seizures: inside, outside: outside, notes: notes)
    }

    /// What a score has to say of seizures without a marked end; nil where there are none.
    public var onsetOnlyNote: String? {
        let endless = seizures.filter { $0.durationSeconds == nil }
        return endless.first.map { first in
            "\(endless.count) seizure(s) have no marked end, the first "
                + "'\(ForeignText.quoted(first.label))' at \(first.onsetSeconds) s: the onset is "
                + "scored, and up to \(Self.unknownSeconds) s after it count neither way"
        }
    }
}
