extension PulseLimiter {
    /// The limiter's own copy of the hard limits, on purpose not `StimulationLimits`: a slip of the
    /// hand in one file must not move both. A test holds the two equal.
    @frozen
    @usableFromInline
    enum Bounds {
        @inlinable static var amplitude: Int32 { 12_000 }
        @inlinable static var phaseMin: Int32 { 40 }
        @inlinable static var phase: Int32 { 1_000 }
        @inlinable static var gap: Int32 { 2_000 }
        /// 333 Hz.
        @inlinable static var period: Int64 { 3_004 }
        /// 25 µC/cm² is 1 pC on 4 µm².
        @inlinable static var squareMicrometresPerPicocoulomb: Int64 { 4 }
        @inlinable static var imbalanceSteps: Int64 { 1 }
        /// One clock step at the largest amplitude.
        @inlinable static var netPicocoulombs: Int64 { 12_000 }
        @inlinable static var chargePerDay: Int64 { 250_000_000_000 }
        @inlinable static var activePerHour: Int64 { 360_000_000 }
        @inlinable static var therapiesPerEpisode: Int32 { 5 }
        @inlinable static var burst: Int64 { 5_000_000 }
        @inlinable static var burstsPerTherapy: Int32 { 2 }
        @inlinable static var pause: Int64 { 10_000_000 }
    }

    /// What is wrong with a pulse that would be issued after those of `released`, which will have been
    /// issued by then but are not counted yet.
    @inlinable
    @inline(__always)
    mutating func violation(of pulse: Pulse, after released: PulsesReleased) -> LimiterViolation {
        // A pulse like one that was just let pass need not be looked at for what they share.
        let isKnown = released.shape.isOf(pulse)
        let shape = isKnown ? .none : violation(ofShapeOf: pulse)
        if shape != .none { return shape }
        let earliest = max(earliestStartMicroseconds, released.earliestStartMicroseconds)
        if pulse.startMicroseconds < earliest { return .rate }
        let burst = released.hasBurst ? released.burst : burst
        if !burst.allows(pulse) { return .burst }
        let electrical = isKnown ? .none : violation(atElectrodesOf: pulse)
        if electrical != .none { return electrical }
        let therapies = therapiesInEpisode &+ released.therapies
        if Self.beginsTherapy(pulse) && therapies >= Bounds.therapiesPerEpisode {
            return .therapiesPerEpisode
        }
        let picocoulombs = Int64(pulse.amplitudeMicroamperes) * Int64(pulse.firstPhaseMicroseconds)
        let active = pulse.endMicroseconds &- pulse.startMicroseconds
        let chargeBefore = charge.sum(at: pulse.startMicroseconds) &+ released.picocoulombs
        let chargeMax = min(chargePerDayPicocoulombsMax, Bounds.chargePerDay)
        if chargeBefore > chargeMax &- picocoulombs { return .chargePerDay }
        let activeBefore = activity.sum(at: pulse.startMicroseconds) &+ released.activeMicroseconds
        return activeBefore > Bounds.activePerHour &- active ? .duty : .none
    }

    @inlinable
    @inline(__always)
    static func beginsTherapy(_ pulse: Pulse) -> Bool {
        pulse.burstIndex == 0 && pulse.pulseIndex == 0
    }

    /// The phases fit 1 + 1 + 2 ms, so a pulse can outlast the shortest period.
    @inlinable
    @inline(__always)
    static func earliestStart(after pulse: Pulse) -> Int64 {
        max(pulse.startMicroseconds &+ Bounds.period, pulse.endMicroseconds)
    }

    /// Amplitude, widths, balance. After it every product below 2^63 is certain.
    @inlinable
    @inline(__always)
    func violation(ofShapeOf pulse: Pulse) -> LimiterViolation {
        if pulse.amplitudeMicroamperes < 1 || pulse.amplitudeMicroamperes > Bounds.amplitude {
            return .amplitude
        }
        let first = pulse.firstPhaseMicroseconds
        let second = pulse.secondPhaseMicroseconds
        let gap = pulse.interphaseGapMicroseconds
        if first < Bounds.phaseMin || first > Bounds.phase || second < 1 || second > Bounds.phase
            || gap < 0 || gap > Bounds.gap
        {
            return .phaseWidth
        }
        let difference = Int64(first) - Int64(second)
        if difference > Bounds.imbalanceSteps || difference < 0 - Bounds.imbalanceSteps {
            return .balance
        }
        return .none
    }

    /// Contacts, density on each, and the voltage: without division. Mutating, though nothing changes:
    /// were it not, the electrodes would be copied for each that is looked at.
    @inlinable
    @inline(__always)
    mutating func violation(atElectrodesOf pulse: Pulse) -> LimiterViolation {
        let cathodes = pulse.cathodes.rawValue
        let anodes = pulse.anodes.rawValue
        let allowed = electrodes.usable.rawValue & 0x1_FFFF
        if cathodes == 0 || anodes == 0 || cathodes & anodes != 0
            || (cathodes | anodes) & ~allowed != 0
        {
            return .contacts
        }
        let cathodeCount = Int64(cathodes.nonzeroBitCount)
        let anodeCount = Int64(anodes.nonzeroBitCount)
        let current = Int64(pulse.amplitudeMicroamperes)
        let width = Int64(max(pulse.firstPhaseMicroseconds, pulse.secondPhaseMicroseconds))
        let areaNeeded = current * width * Bounds.squareMicrometresPerPicocoulomb
        // Of each side, the microvolts at its worst electrode times the electrodes of that side.
        var cathodeWorst: Int64 = 0
        var anodeWorst: Int64 = 0
        // At most 17, since all of them are usable ones.
        var remaining = cathodes | anodes
        while remaining != 0 {
            let index = remaining.trailingZeroBitCount
            let isCathode = cathodes & (remaining & (0 &- remaining)) != 0
            remaining &= remaining &- 1
            let area = Int64(electrodes.areaSquareMicrometres[index])
            if area * (isCathode ? cathodeCount : anodeCount) < areaNeeded { return .density }
            let microvolts = current * Int64(electrodes.impedanceOhms[index])
            if microvolts < 0 { return .compliance }
            if isCathode {
                cathodeWorst = max(cathodeWorst, microvolts)
            } else {
                anodeWorst = max(anodeWorst, microvolts)
            }
        }
        let complianceMicrovolts = 1_000 * Int64(electrodes.complianceMillivolts)
        return cathodeWorst * anodeCount + anodeWorst * cathodeCount
            > complianceMicrovolts * cathodeCount * anodeCount ? .compliance : .none
    }
}
