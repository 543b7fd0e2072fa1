import Detection
import FixedPoint
import Stimulation

/// The end of a hop: pulses issued so far, measurement, episode, therapy.
extension ClosedLoop {
    @_noLocks
    mutating func decide(_ decision: inout Decision) {
        decision.hop = hopCount
        decision.endFrame = nextFrame
        decision.tick = clock.tick(ofFrame: nextFrame)
        decision.pulseCount = issuePulses(before: decision.tick)
        decision.isMeasured = !hopIsBlanked
        if hopIsBlanked {
            detector.abandonHop()
            episodes.passHop()
            decision.state = .blanked
        } else {
            measure(&decision)
        }
        decision.safeStateReason = safeStateReason
        if safeStateReason != .none {
            decision.state = .safe
            passSafeHop()
        }
        respond(&decision)
        hopCount &+= 1
        framesInHop = 0
        hopIsBlanked = false
        let features = detector.fingerprint(seed: UInt32(decision.state.rawValue))
        hash.mix(decision, features: features)
        if detector.plan.learned.family != .none { hash.mix(detector.adaptation()) }
    }

    /// Votes of the hop, and what they mean for the episode.
    @_noLocks
    private mutating func measure(_ decision: inout Decision) {
        let hasSettled = detector.hopsSinceRestart >= detector.plan.settleHops
        decision.votes = detector.completeHop(
            learns: hasSettled, inEpisode: episodes.isInEpisode)
        decision.isPositive = isPositive(decision.votes)
        if !canVote(decision.votes) { enterSafeState(.tooFewChannels) }
        if safeStateReason != .none {
            decision.state = .safe
        } else if hopCount < Int64(detector.plan.holdOffHops) {
            decision.state = .holdOff
        } else if !hasSettled {
            decision.state = .settling
        } else {
            decision.change = episodes.step(isPositive: decision.isPositive, detector.plan)
            decision.state = episodes.isInEpisode ? .inEpisode : .watching
            return
        }
        episodes.passHop()
    }

    /// What the stimulator does about it.
    @_noLocks
    private mutating func respond(_ decision: inout Decision) {
        switch decision.change {
        case .none, .onset: break
        case .termination: stimulator.episodeEnded(at: decision.tick)
        case .timeout:
            stimulator.episodeEnded(at: decision.tick)
            detector.forgetTrends()
        }
        guard decision.state == .inEpisode else { return }
        decision.response = stimulator.respond(
            toDetection: episodes.isDetecting(detector.plan), at: decision.tick)
        if case .started = decision.response { followBlanking() }
    }

    @_noLocks
    private func isPositive(_ votes: HopVotes) -> Bool {
        if detector.decidesByModel { return votes.cast[0] >= votes.needed[0] }
        return votes.answer(
            votes.cast, patternCount: detector.plan.patternCount, join: detector.plan.join)
    }

    /// Whether enough channels are without a fault for the patterns ever to be positive.
    @_noLocks
    private func canVote(_ votes: HopVotes) -> Bool {
        // A model that hears less than half of its channels knows nothing.
        if detector.decidesByModel {
            return votes.usable[0] &* 2 >= detector.plan.learned.channelCount
        }
        if detector.plan.patternCount == 0 { return true }
        return votes.answer(
            votes.usable, patternCount: detector.plan.patternCount, join: detector.plan.join)
    }

    @_noLocks
    mutating func issuePulses(before tick: Int64) -> Int32 {
        var count = 0
        while count < pulses.count, let pulse = stimulator.nextPulse(before: tick) {
            pulses[count] = pulse
            count &+= 1
            hash.mix(pulse)
        }
        if stimulator.violation != .none && safeStateReason != .limiter { enterSafeState(.limiter) }
        // A cut pulse that has ended brings the end of the blanking forward.
        if safeStateReason != .none || stimulator.isTrainCut { followBlanking() }
        return Int32(count)
    }

    @_noLocks
    mutating func followBlanking() {
        blankedFromFrame = clock.firstFrame(atOrAfter: stimulator.blankedFromMicroseconds)
        blankedUntilFrame = clock.firstFrame(atOrAfter: stimulator.blankedUntilMicroseconds)
    }
}

extension HopVotes {
    /// What patterns joined make of so many channels each: whether those that are needed are there.
    /// Out of line: inlined, a small device's stack would hold copies of the plan.
    @_noLocks
    @inline(never)
    fileprivate func answer(
        _ channels: PerPattern<Int32>, patternCount: Int32, join: PatternJoin
    ) -> Bool {
        var reaching: Int32 = 0
        for pattern in 0..<Int(patternCount) where channels[pattern] >= needed[pattern] {
            reaching &+= 1
        }
        return reaching >= (join == .and ? max(1, patternCount) : 1)
    }
}
