/// The whole run on one strip: score against what was needed, states, events.
public struct OverviewPicture: Sendable {
    public var durationSeconds: Double
    /// Votes of each decision.
    public var score: Envelope
    /// Votes needed at each decision.
    public var needed: Envelope
    public var states: [StateSpan] = []
    public var reference: [Span] = []
    public var episodes: [Span] = []
    public var bursts: [Span] = []
    /// Spans in which a channel was bad; the label is the channel's name.
    public var badChannels: [Span] = []

    public init(durationSeconds: Double, score: Envelope, needed: Envelope) {
        self.durationSeconds = durationSeconds
        self.score = score
        self.needed = needed
    }
}

/// A span in which the loop did not simply watch.
public struct StateSpan: Sendable, Hashable {
    public enum Kind: String, CaseIterable, Sendable {
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

    public var kind: Kind
    public var startSeconds: Double
    public var endSeconds: Double

    public init(_ kind: Kind, startSeconds: Double, endSeconds: Double) {
        self.kind = kind
        self.startSeconds = startSeconds
        self.endSeconds = endSeconds
    }
}
