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
        let shape = violation(ofShapeOf: pulse)
        if shape != .none { return shape }
        let earliest = max(earliestStartMicroseconds, released.earliestStartMicroseconds)
        if pulse.startMicroseconds < earliest { return .rate }
        let burst = released.hasBurst ? released.burst : burst
        if !burst.allows(pulse) { return .burst }
        let electrical = violation(atElectrodesOf: pulse)
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

/// The burst under way, by the limiter's own count: a programme that breaks in memory may name more
/// pulses or bursts than there are.
@frozen
@usableFromInline
struct LimiterBurst: Sendable {
    @usableFromInline var startMicroseconds: Int64 = 0
    /// Bursts of the therapy so far.
    @usableFromInline var count: Int32 = 0

    @inlinable
    init() {}

    @inlinable
    @inline(__always)
    func allows(_ pulse: Pulse) -> Bool {
        if PulseLimiter.beginsTherapy(pulse) { return true }
        typealias Bounds = PulseLimiter.Bounds
        let age = pulse.startMicroseconds &- startMicroseconds
        guard pulse.pulseIndex == 0 else { return age < Bounds.burst }
        return count < Bounds.burstsPerTherapy && age <= Bounds.burst &+ Bounds.pause
    }

    @inlinable
    @inline(__always)
    mutating func enter(_ pulse: Pulse) {
        guard pulse.pulseIndex == 0 else { return }
        count = PulseLimiter.beginsTherapy(pulse) ? 1 : count &+ 1
        startMicroseconds = pulse.startMicroseconds
    }
}

/// What pulses add that were released to an actuator and have not been issued yet.
@frozen
@usableFromInline
struct PulsesReleased: Sendable {
    @usableFromInline var picocoulombs: Int64 = 0
    @usableFromInline var activeMicroseconds: Int64 = 0
    @usableFromInline var earliestStartMicroseconds: Int64 = 0
    @usableFromInline var therapies: Int32 = 0
    @usableFromInline var burst = LimiterBurst()
    /// One of them began a burst, so that it is no longer the limiter's that counts.
    @usableFromInline var hasBurst = false

    @inlinable
    init() {}

    @inlinable
    mutating func count(_ pulse: Pulse, after issued: LimiterBurst) {
        if pulse.pulseIndex == 0 {
            if !hasBurst { burst = issued }
            hasBurst = true
            burst.enter(pulse)
        }
        picocoulombs &+= pulse.firstPhasePicocoulombs
        activeMicroseconds &+= pulse.durationMicroseconds
        earliestStartMicroseconds = PulseLimiter.earliestStart(after: pulse)
        if PulseLimiter.beginsTherapy(pulse) { therapies &+= 1 }
    }
}

/// The limiter's rolling window: 97 buckets in a ring, so that a value counts for at least 96 and less
/// than 97 bucket widths. A bucket is as wide as the cap that ends the adding needs. Where a pulse
/// falls is found by comparing and not by dividing: a small processor has no division of 64 bits.
@frozen
@usableFromInline
struct LimiterWindow<Bucket: FixedWidthInteger & Sendable>: Sendable {
    @usableFromInline let bucketMicroseconds: Int64
    @usableFromInline var buckets: InlineArray<97, Bucket>
    /// Place of the newest bucket.
    @usableFromInline var newest: Int
    /// First instant after the newest bucket.
    @usableFromInline var endMicroseconds: Int64
    @usableFromInline var sum: Int64

    @usableFromInline
    init(bucketMicroseconds: Int64) {
        self.bucketMicroseconds = bucketMicroseconds
        self.buckets = InlineArray(repeating: 0)
        self.newest = 0
        self.endMicroseconds = bucketMicroseconds
        self.sum = 0
    }

    @inlinable
    @inline(__always)
    static func place(after place: Int) -> Int { place == 96 ? 0 : place &+ 1 }

    /// Forgets what no 24 h (or hour) that ends at `tick` can contain.
    @inlinable
    mutating func expire(at tick: Int64) {
        let late = tick &- endMicroseconds
        if late >= 97 &* bucketMicroseconds {
            buckets = InlineArray(repeating: 0)
            sum = 0
            endMicroseconds &+= (late / bucketMicroseconds &+ 1) &* bucketMicroseconds
            return
        }
        while tick >= endMicroseconds {
            newest = Self.place(after: newest)
            sum &-= Int64(buckets[newest])
            buckets[newest] = 0
            endMicroseconds &+= bucketMicroseconds
        }
    }

    /// What will still count at `tick`, without forgetting the rest.
    @inlinable
    @inline(__always)
    mutating func sum(at tick: Int64) -> Int64 {
        var left = sum
        var place = newest
        var end = endMicroseconds
        var remaining = 97
        // The place of a bucket to come holds the oldest one, which ends with it.
        while tick >= end && remaining > 0 {
            place = Self.place(after: place)
            left &-= Int64(buckets[place])
            end &+= bucketMicroseconds
            remaining &-= 1
        }
        return left
    }

    /// Counts `value` in the newest bucket.
    @inlinable
    mutating func count(_ value: Int64) {
        buckets[newest] &+= Bucket(truncatingIfNeeded: value)
        sum &+= value
    }

    /// Empties the window so that `tick` lies `phase` µs behind the start of its newest bucket.
    mutating func restart(at tick: Int64, phase: Int64) {
        buckets = InlineArray(repeating: 0)
        newest = 0
        endMicroseconds = tick &- phase &+ bucketMicroseconds
        sum = 0
    }

    /// Counts what was decided on `age` buckets before the newest, after `restart`. Its pulses may have
    /// come a bucket later, so it counts as if they had.
    mutating func recall(_ value: Int64, ofAge age: Int) {
        buckets[(97 - max(0, age - 1)) % 97] &+= Bucket(truncatingIfNeeded: value)
        sum &+= value
    }
}
