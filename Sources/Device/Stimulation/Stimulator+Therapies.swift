extension Stimulator {
    /// Answers one decision of the detector, made at `tick`.
    ///
    /// A detection starts the episode's next therapy unless a reason speaks against it; the reasons
    /// are asked in the order in which docs/stimulation.md lists them. The train's whole charge and duty are reserved
    /// when it starts, so no train is started that a cap would stop halfway. Call
    /// `nextPulse(before: tick)` until nil first: pulses left in a train count as `.bursting`.
    /// Bounded time: at most 98 steps for each of two windows.
    @_noLocks
    @inlinable
    public mutating func respond(toDetection isDetected: Bool, at tick: Int64) -> TherapyResponse {
        advanceClock(to: tick)
        guard isDetected else { return .idle }
        if let reason = refusal() {
            let isRepeated = refusalsGiven & reason.bit != 0
            refusalsGiven |= reason.bit
            return .refused(reason, isRepeated: isRepeated)
        }
        return startTherapy()
    }

    /// Tells the stimulator that the episode ended at `tick`. A running train goes on; the
    /// refractory time counts from its end. Without a therapy in the episode there is none.
    @_noLocks
    @inlinable
    public mutating func episodeEnded(at tick: Int64) {
        advanceClock(to: tick)
        if therapiesInEpisode > 0 { isAfterEpisode = true }
        therapiesInEpisode = 0
        refusalsGiven = 0
    }

    @inlinable
    mutating func refusal() -> RefusalReason? {
        let therapyCount = plan.therapies.count
        if therapyCount == 0 { return .disabled }
        if trippedBy != .none { return .limiterTripped }
        if withheldFor != .none { return .safeState }
        if isOutputLost { return .outputLost }
        if isDelivering { return .bursting }
        if isRefractory { return .refractory }
        let episodeCap = min(Int64(plan.caps.therapiesPerEpisode), Int64(therapyCount))
        if Int64(therapiesInEpisode) >= episodeCap { return .episodeCap }
        if isRedetecting { return .redetecting }
        if account.therapies >= therapiesAllowed { return .notOnRecord }
        return exceededCap(by: plan.therapies.therapy(Int(therapiesInEpisode)))
    }

    /// The rolling cap that `therapy` would exceed if it started now.
    @inlinable
    mutating func exceededCap(by therapy: TherapyProgram) -> RefusalReason? {
        if given.isWithheld(at: now) { return .dosesUnknown }
        given.advance(to: now)
        if given.hour.therapies >= Int64(plan.caps.therapiesPerHour) { return .hourCap }
        if given.day.therapies >= Int64(plan.caps.therapiesPerDay) { return .dayCap }
        let charge = given.day.amount &+ therapy.chargePicocoulombs
        if charge > plan.caps.chargePerDayPicocoulombs { return .chargeCap }
        let activity = given.hour.amount &+ therapy.activeMicroseconds
        return activity > StimulationLimits.activePerHourMicrosecondsMax ? .dutyCap : nil
    }

    @inlinable
    mutating func startTherapy() -> TherapyResponse {
        let index = therapiesInEpisode
        let therapy = plan.therapies.therapy(Int(index))
        // Here, not when the episode ended: its last train may have been about to begin.
        if index == 0 { limiter.episodeEnded() }
        let start = now &+ Int64(plan.timing.startDelayMicroseconds)
        given.add(therapy, at: now)
        train.begin(therapy, therapyIndex: index, at: start)
        blankedFrom = start
        blankedUntil = train.endMicroseconds &+ Int64(plan.timing.blankingMicroseconds)
        therapiesInEpisode &+= 1
        isAfterEpisode = false
        refusalsGiven = 0
        account.therapies &+= 1
        return .started(therapyIndex: index, firstPulseMicroseconds: start)
    }
}
