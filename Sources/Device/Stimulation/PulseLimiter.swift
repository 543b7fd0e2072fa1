/// What the limiter found wrong with a pulse. Raw values are stable.
@frozen
public enum LimiterViolation: UInt8, Sendable {
    case none = 0
    case amplitude, phaseWidth, rate, contacts, density, compliance, balance
    case chargePerDay, duty, therapiesPerEpisode, burst

    public var name: StaticString {
        switch self {
        case .none: "none"
        case .amplitude: "amplitude"
        case .phaseWidth: "phase width"
        case .rate: "pulse rate"
        case .contacts: "contacts"
        case .density: "charge density"
        case .compliance: "compliance voltage"
        case .balance: "charge balance"
        case .chargePerDay: "charge per day"
        case .duty: "duty"
        case .therapiesPerEpisode: "therapies per episode"
        case .burst: "burst"
        }
    }
}

/// The second, independent limit: looks at every pulse as it is issued.
///
/// It trusts nothing but the electrode model: not the plan, nor any value derived from one. Its
/// limits are its own constants and its arithmetic is written apart from the validator's
/// (cross-multiplied, where the validator divides). Pulses must come in order of time.
@frozen
public struct PulseLimiter: Sendable {
    @usableFromInline let electrodes: ElectrodeModel
    @usableFromInline let chargePerDayPicocoulombsMax: Int64
    @usableFromInline var charge: LimiterWindow<Int64>
    /// An hour's cap, and twice that from earlier runs, stay below 2^32 µs.
    @usableFromInline var activity: LimiterWindow<UInt32>
    @usableFromInline var earliestStartMicroseconds: Int64 = 0
    @usableFromInline var therapiesInEpisode: Int32 = 0
    @usableFromInline var burst = LimiterBurst()
    @usableFromInline var netPicocoulombs: Int64 = 0

    /// `chargePerDayPicocoulombsMax` can only tighten the limiter's own limit.
    public init(electrodes: ElectrodeModel, chargePerDayPicocoulombsMax: Int64) {
        self.electrodes = electrodes
        self.chargePerDayPicocoulombsMax = min(chargePerDayPicocoulombsMax, Bounds.chargePerDay)
        // 900 s × 96 is a day, 37.5 s × 96 an hour.
        self.charge = LimiterWindow(bucketMicroseconds: 900_000_000)
        self.activity = LimiterWindow(bucketMicroseconds: 37_500_000)
    }

    /// Checks the pulse about to be issued and, if nothing is wrong, counts it in full.
    ///
    /// A refused pulse leaves the limiter as it was. Bounded time: 17 electrodes, 97 buckets.
    @_noLocks
    @inlinable
    public mutating func admit(_ pulse: Pulse) -> LimiterViolation {
        let violation = violation(of: pulse, after: PulsesReleased())
        if violation != .none { return violation }
        charge.expire(at: pulse.startMicroseconds)
        activity.expire(at: pulse.startMicroseconds)
        charge.count(pulse.firstPhasePicocoulombs)
        activity.count(pulse.endMicroseconds &- pulse.startMicroseconds)
        earliestStartMicroseconds = Self.earliestStart(after: pulse)
        if Self.beginsTherapy(pulse) { therapiesInEpisode &+= 1 }
        burst.enter(pulse)
        return .none
    }

    /// Seeds the windows with what earlier runs gave: until a day has passed after a loss of that, no
    /// pulse at all.
    ///
    /// - Parameter tick: the one that `doses` was last advanced to.
    @inline(__always)
    mutating func recall(_ doses: inout DoseMemory, at tick: Int64) {
        charge.restart(at: tick, phase: doses.day.phase(at: tick))
        activity.restart(at: tick, phase: doses.hour.phase(at: tick))
        for age in 0..<98 {
            charge.recall(RollingDose.amount(of: doses.day.dose(ofAge: age)), ofAge: age)
            activity.recall(RollingDose.amount(of: doses.hour.dose(ofAge: age)), ofAge: age)
        }
        earliestStartMicroseconds = max(
            earliestStartMicroseconds, doses.withheldUntilMicroseconds)
    }

    /// Checks the pulse as it came out, cut or whole: what was put in must have been taken back,
    /// in this pulse and over the run.
    @_noLocks
    @inlinable
    public mutating func settle(_ pulse: Pulse) -> LimiterViolation {
        netPicocoulombs &+= pulse.imbalancePicocoulombs
        let step = Int64(pulse.amplitudeMicroamperes) &* Bounds.imbalanceSteps
        let isPulseBalanced =
            pulse.imbalancePicocoulombs <= step && pulse.imbalancePicocoulombs >= 0 &- step
        let isRunBalanced =
            netPicocoulombs <= Bounds.netPicocoulombs
            && netPicocoulombs >= 0 &- Bounds.netPicocoulombs
        return isPulseBalanced && isRunBalanced ? .none : .balance
    }

    /// Tells the limiter that the episode is over.
    @_noLocks
    @inlinable
    public mutating func episodeEnded() { therapiesInEpisode = 0 }

    /// First-phase charge admitted in the last 24 h to 24 h 15 min, in pC.
    @inlinable public var chargeOfLastDayPicocoulombs: Int64 { charge.sum }
}
