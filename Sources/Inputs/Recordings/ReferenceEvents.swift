/// One seizure as a person marked it.
public struct SeizureEvent: Sendable, Equatable {
    /// Seconds from the recording's first frame.
    public let onsetSeconds: Double
    /// Nil when the end is not marked.
    public let durationSeconds: Double?
    public let label: String

    public init(onsetSeconds: Double, durationSeconds: Double?, label: String) {
        self.onsetSeconds = onsetSeconds
        self.durationSeconds = durationSeconds
        self.label = label
    }
}

/// The reference that a detector is scored against.
///
/// An `_events.tsv` file comes first: with SzCORE's `eventType` column it always counts, also
/// when it lists no seizure; with BIDS' `trial_type` it counts when one of its rows is a seizure. Else
/// the recording's own annotations count, when one of them is a seizure.
public struct ReferenceEvents: Sendable, Equatable {
    public enum Source: Sendable, Equatable {
        case eventsFile(path: String)
        case annotations
    }

    public let source: Source
    /// Seizures whose onset lies inside the recording, sorted by onset.
    public let seizures: [SeizureEvent]
    /// Seizures whose onset lies outside: reported, not used.
    public let outside: [SeizureEvent]
    /// One line on everything that could not be taken as it stands.
    public let notes: [String]

    public init(
        source: Source, seizures: [SeizureEvent], outside: [SeizureEvent] = [],
        notes: [String] = []
    ) {
        self.source = source
        self.seizures = seizures
        self.outside = outside
        self.notes = notes
    }

    init?(
        table: EventsTable?, annotations: [RecordingAnnotation], durationSeconds: Double,
        names: SeizureNames
    ) {
        if let table {
            let pairing = SeizurePairing(table.rows) { text in
                table.isSzCORE && SeizureNames.isSzCORESeizure(text) ? .event : names.kind(of: text)
            }
            if table.isSzCORE || !pairing.seizures.isEmpty {
                self.init(.eventsFile(path: table.path), pairing, durationSeconds)
                return
            }
        }
        let pairing = SeizurePairing(annotations) { names.kind(of: $0) }
        guard !pairing.seizures.isEmpty else { return nil }
        self.init(.annotations, pairing, durationSeconds)
    }

    private init(_ source: Source, _ pairing: SeizurePairing, _ durationSeconds: Double) {
        func isInside(_ event: SeizureEvent) -> Bool {
            event.onsetSeconds >= 0 && event.onsetSeconds < durationSeconds
        }
        let outside = pairing.seizures.filter { !isInside($0) }
        var notes = pairing.notes
        if let first = outside.first {
            notes.append(
                "\(outside.count) marked seizure(s) lie outside the recording and are not used, the "
                    + "first is '\(ForeignText.quoted(first.label))' at \(first.onsetSeconds) s")
        }
        self.init(
            source: source, seizures: pairing.seizures.filter(isInside), outside: outside,
            notes: notes)
    }
}

/// Seizures from a list of marks, starts joined with the next end.
struct SeizurePairing {
    private(set) var seizures: [SeizureEvent] = []
    private(set) var notes: [String] = []

    /// `marks` are sorted by onset. A start that is followed by another start, or by nothing, has
    /// no marked end; an end without a start before it is noted and dropped.
    init(_ marks: [RecordingAnnotation], kind: (String) -> SeizureNames.Kind?) {
        var open: RecordingAnnotation?
        var strayEnds = 0
        for mark in marks {
            switch kind(mark.text) {
            case nil: continue
            case .event: append(mark, duration: mark.durationSeconds)
            case .start:
                if let earlier = open { append(earlier, duration: nil) }
                open = nil
                if let duration = mark.durationSeconds, duration > 0 {
                    append(mark, duration: duration)
                } else {
                    open = mark
                }
            case .end:
                if let start = open {
                    append(start, duration: mark.onsetSeconds - start.onsetSeconds)
                    open = nil
                } else {
                    strayEnds += 1
                }
            }
        }
        if let last = open { append(last, duration: nil) }
        if strayEnds > 0 {
            notes.append("\(strayEnds) seizure end(s) have no start before them and are not used")
        }
        seizures.sort { $0.onsetSeconds < $1.onsetSeconds }
    }

    /// BIDS writes a mark without extent with duration 0: its end is not marked either.
    private mutating func append(_ mark: RecordingAnnotation, duration: Double?) {
        let known = duration.flatMap { $0 > 0 ? $0 : nil }
        seizures.append(
            SeizureEvent(
                onsetSeconds: mark.onsetSeconds, durationSeconds: known,
                label: mark.text.trimmingSpaces))
    }
}
