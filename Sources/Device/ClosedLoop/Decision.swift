import Detection
import Stimulation

/// What the loop is doing. Raw values are stable: they are hashed.
public enum LoopState: UInt8, Sendable, BitwiseCopyable {
    /// Learning the trends after the start; no decision yet.
    case holdOff = 0
    case watching = 1
    case inEpisode = 2
    /// Input ignored while stimulating.
    case blanked = 3
    /// Filters and windows fill again after blanking.
    case settling = 4
    /// No stimulation until a settling time without a fault is over.
    case safe = 5

    /// In English, for a person.
    public var name: StaticString {
        switch self {
        case .holdOff: "hold-off"
        case .watching: "watching"
        case .inEpisode: "in episode"
        case .blanked: "blanked"
        case .settling: "settling"
        case .safe: "safe state"
        }
    }
}

/// What the loop decided at the end of one hop, and from what.
///
/// A pattern's score is its number of votes: one for each usable channel whose feature is at or
/// above the threshold, so the score is exactly the sum of what the channels contributed.
public struct Decision: BitwiseCopyable, Sendable {
    /// Number of the hop, from 0; dropped hops are not counted.
    public var hop: Int64 = 0
    /// The frame after the hop's last.
    public var endFrame: Int64 = 0
    /// The instant of `endFrame` on the device clock.
    public var tick: Int64 = 0
    /// What the loop is doing after the hop.
    public var state = LoopState.holdOff
    /// Why the loop is in its safe state.
    public var safeStateReason = SafeStateReason.none
    /// Of the hop, by pattern; 0 where it was not measured. With a learned detector that decides,
    /// the first pattern's place holds the score, its threshold and the model's channels without a
    /// fault.
    public var votes = HopVotes()
    /// Whether the patterns, joined, were positive.
    public var isPositive = false
    /// Whether the hop was measured: no frame of it was blanked.
    public var isMeasured = false
    /// What the hop changed about the episode.
    public var change = EpisodeLogic.Change.none
    /// What the stimulator made of a detection; `.idle` outside episodes.
    public var response = TherapyResponse.idle
    /// Pulses issued since the last decision; the loop holds them until the next step.
    public var pulseCount: Int32 = 0

    /// Before anything is decided: hop 0, no votes, no therapy.
    public init() {}
}

/// What one call of `ClosedLoop.step` did.
public struct LoopStep: Sendable {
    /// Frames taken from the block; the caller offers the rest again.
    public var framesTaken: Int
    /// Set when the frames taken completed a hop.
    public var decision: Decision?
}
