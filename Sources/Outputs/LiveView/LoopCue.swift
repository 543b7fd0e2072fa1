import ClosedLoop
import Pipeline
import Stimulation

/// What a run's telemetry says of a hop beside its frames: where it ended, what the machine did, and the
/// hash by which a loop that follows knows that it decided the same.
struct LoopCue: Sendable {
    let endFrame: Int64
    let decisionHash: UInt64
    /// What a person changed at its end; nil for nothing.
    let change: LoopControl.Values?
    private let marks: UInt8

    /// The cues that may wait for who follows.
    static let waitingMax = 1 << 17

    /// Of a hop, or of a source that is silent; nil of the end.
    init?(_ record: HopRecord) {
        guard !record.isLast else { return nil }
        endFrame = record.decision.endFrame
        decisionHash = record.decisionHash
        change = record.change
        var isNotOnRecord = false
        if case .refused(.notOnRecord, _) = record.decision.response { isNotOnRecord = true }
        marks =
            (record.isHeld ? 1 : 0) | (record.isLate ? 2 : 0) | (record.isAfterOverrun ? 4 : 0)
            | (record.outputLoss != 0 ? 8 : 0) | (isNotOnRecord ? 16 : 0)
    }

    /// No hop: the source had nothing for the moment.
    var isHeld: Bool { marks & 1 != 0 }
    /// The decision came too late for stimulation.
    var isLate: Bool { marks & 2 != 0 }
    /// Frames before it were lost because the ring was full.
    var isAfterOverrun: Bool { marks & 4 != 0 }
    /// What pulses leave on was away.
    var isOutputLost: Bool { marks & 8 != 0 }
    /// A therapy was not allowed yet.
    var isNotOnRecord: Bool { marks & 16 != 0 }
}
