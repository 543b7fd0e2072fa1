import FrameRing

/// When one hop passed each stage, in nanoseconds of `MonotonicClock`, in this order.
public struct HopStamps: BitwiseCopyable, Sendable, Equatable {
    /// When the hop's first and last sample were due; with an unpaced source, when their blocks were
    /// handed over. Scheduled time: a source that wakes up late does not move it.
    public var acquiredFirst: Int64 = 0
    /// When the last was due, likewise.
    public var acquiredLast: Int64 = 0
    /// What a capture device took of the time since: until the end of its period, and what it keeps
    /// back beyond that by its own account. No instant, but a duration; 0 of other sources.
    public var heldByDevice: Int64 = 0
    /// When the source handed over the block that completes the hop.
    public var enqueued: Int64 = 0
    /// When the loop took that block.
    public var dequeued: Int64 = 0
    /// When the loop had decided.
    public var decided: Int64 = 0
    /// When the actuator had the command that follows from the decision.
    public var commanded: Int64 = 0
    /// When the command acts: the first pulse edge of a train that it starts, else `commanded`.
    public var actuated: Int64 = 0

    /// All 0.
    public init() {}

    /// Last sample available until the actuator has its command.
    public var computeNanoseconds: Int64 { commanded - acquiredLast }

    /// What is the program's of it: from the moment at which the device let the sample be read.
    public var programNanoseconds: Int64 { computeNanoseconds - heldByDevice }

    /// First sample acquired until the command acts, so that the hop's own length counts.
    public var sampleToActuatorNanoseconds: Int64 { actuated - acquiredFirst }
}

extension FrameBlockHeader {
    /// When frame `index` of the block was due: frames lie evenly between the first and the last.
    func scheduledNanoseconds(ofFrame index: Int) -> Int64 {
        guard frameCount > 1 else { return scheduledNanosecondsFirst }
        let span = scheduledNanosecondsLast - scheduledNanosecondsFirst
        return scheduledNanosecondsFirst + span * Int64(index) / Int64(frameCount - 1)
    }
}
