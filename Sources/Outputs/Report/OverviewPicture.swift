/// The whole run on one strip: score against what was needed, states, events.
package struct OverviewPicture: Sendable {
    package var durationSeconds: Double
    /// Votes of each decision.
    package var score: Envelope
    /// Votes needed at each decision.
    package var needed: Envelope
    package var states: [StateSpan] = []
    package var reference: [Span] = []
    /// Seizures that the untreated twin has; nil where there is none.
    package var twin: [Span]?
    package var episodes: [Span] = []
    package var bursts: [Span] = []
    /// Spans in which a channel was bad; the label is the channel's name.
    package var badChannels: [Span] = []

    package init(durationSeconds: Double, score: Envelope, needed: Envelope) {
        self.durationSeconds = durationSeconds
        self.score = score
        self.needed = needed
    }
}

/// A span in which the loop did not simply watch.
package struct StateSpan: Sendable, Hashable {
    package enum Kind: String, CaseIterable, Sendable {
        case holdOff, blanked, settling, lockout, safe

        /// The name in legends.
        var title: String {
            switch self {
            case .holdOff: "hold-off"
            case .blanked: "blanked"
            case .settling: "settling"
            case .lockout: "lockout"
            case .safe: "safe state"
            }
        }
    }

    package var kind: Kind
    package var startSeconds: Double
    package var endSeconds: Double

    package init(_ kind: Kind, startSeconds: Double, endSeconds: Double) {
        self.kind = kind
        self.startSeconds = startSeconds
        self.endSeconds = endSeconds
    }
}
