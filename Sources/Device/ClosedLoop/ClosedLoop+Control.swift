import Detection
import Stimulation

/// What a person may change of a loop under way, between two hops.
extension ClosedLoop {
    /// Suspends stimulation, or lets it go on: the train under way is cut with its charge balanced, no
    /// therapy starts until it may go on, and detection is as ever. Constant time.
    @_noLocks
    public mutating func setSuspended(_ isSuspended: Bool) {
        stimulator.setSuspended(isSuspended, at: clock.tick(ofFrame: nextFrame))
        if isSuspended { followBlanking() }
    }

    /// Decides by other thresholds from the next hop's end on. Constant time.
    @_noLocks
    public mutating func set(_ thresholds: DetectionThresholds) { detector.set(thresholds) }
}
