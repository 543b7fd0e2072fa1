import Detection
import Stimulation

/// The safe state: no stimulation, the reason named, and a settling time before it ends.
extension ClosedLoop {
    @_noLocks
    mutating func enterSafeState(_ reason: SafeStateReason) {
        let tick = clock.tick(ofFrame: nextFrame)
        // The hop under way does not count as one without a fault.
        safeHopsLeft = safeStateHops &+ (framesInHop > 0 ? 1 : 0)
        episodes.reset()
        // A latched reason stays.
        guard safeStateReason != .limiter else { return }
        safeStateReason = reason
        stimulator.enterSafeState(reason, at: tick)
        stimulator.episodeEnded(at: tick)
        followBlanking()
    }

    /// Counts a hop in the safe state, and ends it when enough have passed.
    @_noLocks
    mutating func passSafeHop() {
        safeHopsLeft &-= 1
        guard safeHopsLeft <= 0 && safeStateReason != .limiter else { return }
        safeStateReason = .none
        stimulator.leaveSafeState(at: clock.tick(ofFrame: nextFrame))
    }
}
