/// One seizure as a person marked it.
public struct SeizureEvent: Sendable, Equatable {
    /// Seconds from the recording's first frame.
    public let onsetSeconds: Double
    /// Nil when the end is not marked.
    public let durationSeconds: Double?
    /// The text of the mark.
    public let label: String

    /// A seizure as given; nothing is checked.
    public init(onsetSeconds: Double, durationSeconds: Double?, label: String) {
        self.onsetSeconds = onsetSeconds
        self.durationSeconds = durationSeconds
        self.label = label
    }
}

/// The stretch over which a seizure is scored.
public struct SeizureSpan: Sendable, Equatable {
    /// From the recording's first frame.
    public let onsetSeconds: Double
    /// From the recording's first frame; at most the recording's end.
    public let endSeconds: Double
    /// False where only the onset is known: then what lies in the stretch is neither right nor wrong.
    public let isEndMarked: Bool
}

extension ReferenceEvents {
    /// How long after an onset without an end nobody knows whether the seizure goes on, s. Of 654
    /// seizures of focal onset in intracranial EEG 83 % were over within 2 minutes ("Who seizes
    /// longest?", Epilepsia 2020).
    public static let unknownSeconds = 120.0

    /// One for each seizure, in order; one without a marked end reaches `unknownSeconds` far, or to
    /// the next onset, or to the recording's end.
    public func spans(recordingSeconds: Double) -> [SeizureSpan] {
        seizures.enumerated().map { index, seizure in
            let onset = seizure.onsetSeconds
            if let duration = seizure.durationSeconds {
                return SeizureSpan(
                    onsetSeconds: onset, endSeconds: min(recordingSeconds, onset + duration),
                    isEndMarked: true)
            }
            let next =
                index + 1 < seizures.count ? seizures[index + 1].onsetSeconds : recordingSeconds
            return SeizureSpan(
                onsetSeconds: onset,
                endSeconds: min(recordingSeconds, next, onset + Self.unknownSeconds),
                isEndMarked: false)
        }
    }
}
