import Detection
import Stimulation

/// A second loop that goes on from where one stands: what would have been, under other thresholds.
extension ClosedLoop {
    /// A loop in memory of its own that stands as another does, decision hash included.
    ///
    /// - Parameters:
    ///   - plan: may differ from the other's in what a detection takes, not in what is measured or
    ///     given.
    ///   - memory: as `init(plan:firstFrame:memory:)` needs it.
    /// - Precondition: both measure the same of the same channels.
    public init(
        copying other: borrowing ClosedLoop, plan: LoopPlan, memory: UnsafeMutableRawBufferPointer
    ) {
        unsafe self.init(plan: plan, firstFrame: other.nextFrame, memory: memory)
        detector.stand(as: other.detector)
        stimulator = other.stimulator
        episodes = other.episodes
        hash = other.hash
        hopCount = other.hopCount
        framesInHop = other.framesInHop
        hopIsBlanked = other.hopIsBlanked
        isBlanked = other.isBlanked
        blankedFromFrame = other.blankedFromFrame
        blankedUntilFrame = other.blankedUntilFrame
        safeStateReason = other.safeStateReason
        safeHopsLeft = other.safeHopsLeft
        for index in 0..<pulses.count { pulses[index] = other.pulses[index] }
    }
}
