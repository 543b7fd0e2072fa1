import ClosedLoop
import Detection
import Realtime
import Stimulation

/// What telemetry carries of one hop, apart from channels and pulses.
public struct HopRecord: BitwiseCopyable, Sendable {
    /// What the loop decided, and from what.
    public var decision = Decision()
    /// The last record of a run: the state it ended in and the pulses that were still under way.
    public var isLast = false
    /// No hop, but the notice that the source has stopped delivering and the loop is in its safe
    /// state until it goes on.
    public var isHeld = false
    /// Of the run up to this record.
    public var decisionHash: UInt64 = 0
    /// Therapies started in the run so far, those included that lost records told of.
    public var therapies: Int64 = 0
    /// What was issued in the run so far: pulses, the charge of their first phases, and what their
    /// phases did not cancel, in pC.
    public var pulsesIssued: Int64 = 0
    /// Charge of the first phases, pC.
    public var chargePicocoulombs: Int64 = 0
    /// First phases less second, pC: 0 where all was taken back.
    public var netPicocoulombs: Int64 = 0
    /// A train is under way.
    public var isDelivering = false
    /// The next therapy has to be allowed before it can start (`TherapyPermit`).
    public var needsPermit = false
    /// When the hop passed each stage; all 0 in a record that is no hop.
    public var stamps = HopStamps()
    /// The decision came too late for stimulation to follow in time, and none follows.
    public var isLate = false
    /// Late decisions in the run so far, those included that lost records told of.
    public var lateDecisions: Int64 = 0
    /// Frames are missing because the ring was full.
    public var isAfterOverrun = false
    /// Frames missing since the record before this one.
    public var missingFrames: Int64 = 0
    /// The first of them.
    public var firstMissingFrame: Int64 = 0
    /// Why the device that plays the pulses is away, or was in the hop: the system's error number; 0
    /// while it plays.
    public var outputLoss: Int32 = 0
    /// How often it went away since the run began.
    public var outputLosses: Int32 = 0
    /// What a person changed after the decision, in force from the frame that comes next; nil for nothing.
    public var change: LoopControl.Values?

    /// Of no hop yet: nothing decided, issued or missing.
    public init() {}
}

/// One hop as the telemetry's reader sees it; the same storage serves hop after hop.
public struct HopReport: Sendable {
    /// The hop, but for channels and pulses.
    public internal(set) var record = HopRecord()
    /// Pulses issued since the decision before, in order of time.
    public internal(set) var pulses: [Pulse] = []
    /// What the channels showed, by groups of eight.
    public internal(set) var groups: [GroupReading] = []
    /// What a learned detector saw, by groups of eight channels; empty without one.
    public internal(set) var inputs: [LearnedLanes] = []

    /// What the system's grants to the threads have lost since the report before.
    public internal(set) var withdrawn: [Grant] = []

    /// What one channel showed.
    public func reading(ofChannel channel: Int) -> ChannelReading {
        groups[channel / 8][channel % 8]
    }
}
