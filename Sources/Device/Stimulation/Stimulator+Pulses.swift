extension Stimulator {
    /// The next pulse that was over by `tick` (its end at or before it), or nil; call until nil.
    ///
    /// A pulse is handed out, and enters the ledger, when it has ended and not earlier: what is
    /// handed out is final. The limiter is asked when the pulse begins. A pulse that it refuses is
    /// not issued; the train ends there and the stimulator stays in `.limiterTripped` for good.
    /// Constant time but for the limiter's bounded search.
    @_noLocks
    @inlinable
    public mutating func nextPulse(before tick: Int64) -> Pulse? {
        advanceClock(to: tick)
        guard train.isActive else { return nil }
        if !train.hasPulse && !beginPulse() { return nil }
        guard train.pulse.endMicroseconds <= now else { return nil }
        return completePulse()
    }

    /// Begins the pulse that is due. False where none is due, or the limiter refuses it.
    @inlinable
    mutating func beginPulse() -> Bool {
        let start = train.nextStartMicroseconds
        guard start < now else { return false }
        var pulse = train.nextPulse(of: burst(of: train))
        let violation = limiter.admit(pulse)
        guard violation == .none else {
            account.pulsesRefused &+= 1
            trip(violation)
            endTrain(at: start)
            return false
        }
        pulse.voltageMillivolts = voltageMillivolts(of: pulse)
        train.pulse = pulse
        train.hasPulse = true
        train.hasBegun = true
        train.latestStartMicroseconds = start
        cutPulse()
        return true
    }

    /// The burst in which a train stands.
    @inlinable
    @inline(__always)
    func burst(of train: borrowing Train) -> BurstProgram {
        plan.therapies.burst(Int(train.burstIndex), ofTherapy: Int(train.therapyIndex))
    }

    @inlinable
    @inline(__always)
    func voltageMillivolts(of pulse: Pulse) -> Int32 {
        plan.electrodes.voltageMillivolts(
            amplitudeMicroamperes: pulse.amplitudeMicroamperes, cathodes: pulse.cathodes,
            anodes: pulse.anodes)
    }

    /// Hands out the pulse that has ended and moves the train on.
    @inlinable
    mutating func completePulse() -> Pulse {
        let pulse = train.pulse
        train.hasPulse = false
        account.enter(pulse, electrodes: plan.electrodes)
        account.chargeOfLastDayPicocoulombs = limiter.chargeOfLastDayPicocoulombs
        account.chargeOfLastDayPicocoulombsMax = max(
            account.chargeOfLastDayPicocoulombsMax, account.chargeOfLastDayPicocoulombs)
        let burst = burst(of: train)
        let isMore =
            train.advance(in: burst)
            || train.beginBurst(in: plan.therapies.therapy(Int(train.therapyIndex)))
        let violation = limiter.settle(pulse)
        if violation != .none { trip(violation) }
        if !isMore || train.nextStartMicroseconds >= train.cutMicroseconds || violation != .none {
            endTrain(at: pulse.startMicroseconds &+ Int64(burst.pulsePeriodMicroseconds))
        }
        return pulse
    }

    /// Ends the train: its last pulse's period is over, or would have been, at `end`.
    @inlinable
    mutating func endTrain(at end: Int64) {
        train.isActive = false
        train.hasPulse = false
        train.endMicroseconds = end
        blankedUntil = train.hasBegun ? end &+ Int64(plan.timing.blankingMicroseconds) : blankedFrom
    }

    @inlinable
    mutating func trip(_ violation: LimiterViolation) {
        if trippedBy == .none { trippedBy = violation }
        if withheldFor == .none { withheldFor = .limiter }
    }
}
