extension Stimulator {
    /// Stops stimulating at `tick`, or behind the last pulse that was committed to, and withholds it
    /// until `leaveSafeState`.
    ///
    /// A pulse in its first phase at `tick` is cut there and its second phase made as long as what
    /// was delivered; one in its gap or second phase finishes. Either way `nextPulse` hands it out
    /// once, when it has ended. No later pulse of the train begins. The first reason stays until
    /// the state is left. A pulse that was committed to is neither cut nor left out.
    @_noLocks
    @inlinable
    public mutating func enterSafeState(_ reason: SafeStateReason, at tick: Int64) {
        advanceClock(to: tick)
        if withheldFor == .none { withheldFor = reason == .none ? .stoppedByUser : reason }
        cutTrain()
    }

    /// While the output is lost the train under way ends as in the safe state, and no therapy starts;
    /// all else goes on. Bounded time.
    @_noLocks
    @inlinable
    public mutating func setOutput(isLost: Bool, at tick: Int64) {
        isOutputLost = isLost
        guard isLost else { return }
        advanceClock(to: tick)
        cutTrain()
    }

    /// While stimulation is suspended the train under way ends as in the safe state, and no therapy
    /// starts; all else goes on. Bounded time.
    @_noLocks
    @inlinable
    public mutating func setSuspended(_ isSuspended: Bool, at tick: Int64) {
        self.isSuspended = isSuspended
        guard isSuspended else { return }
        advanceClock(to: tick)
        cutTrain()
    }

    /// Ends the train now, or behind the last pulse that was committed to.
    @inlinable
    @inline(__always)
    mutating func cutTrain() {
        guard train.isActive else { return }
        train.cutMicroseconds = min(train.cutMicroseconds, max(now, committedUntil))
        if train.hasPulse {
            cutPulse()
        } else if train.nextStartMicroseconds >= train.cutMicroseconds {
            // Between two pulses the last one's period still has to pass.
            endTrain(at: train.hasBegun ? latestPeriodEnd : now)
        }
    }

    /// Leaves the safe state; false where it cannot be left because the limiter has tripped.
    /// Caps, refractory and redetection times go on as if it had not been.
    @_noLocks
    @inlinable
    @discardableResult
    public mutating func leaveSafeState(at tick: Int64) -> Bool {
        advanceClock(to: tick)
        guard trippedBy == .none else { return false }
        withheldFor = .none
        return true
    }

    /// Ends a first phase at the cut, unless the pulse was committed to.
    @inlinable
    @inline(__always)
    mutating func cutPulse() {
        guard train.pulse.startMicroseconds >= committedUntil else { return }
        train.cutPulse(at: train.cutMicroseconds)
    }

    /// End of the period of the latest pulse that was completed in the train.
    @inlinable
    @inline(__always)
    var latestPeriodEnd: Int64 {
        // The cursor already names the next pulse, which may be the first of the second burst.
        let isAcrossPause = train.pulseIndex == 0
        let burst = Int(train.burstIndex) &- (isAcrossPause ? 1 : 0)
        let period =
            plan.therapies.burst(burst, ofTherapy: Int(train.therapyIndex)).pulsePeriodMicroseconds
        return train.latestStartMicroseconds &+ Int64(period)
    }
}
