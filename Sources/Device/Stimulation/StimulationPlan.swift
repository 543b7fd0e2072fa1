/// The pauses round a therapy, in µs.
@frozen
public struct TherapyTiming: Equatable, Sendable {
    /// From the decision to the first pulse's first edge: fixed, so that a command is the same on
    /// every machine.
    public var startDelayMicroseconds: Int32
    /// How long after a train the recording stays ignored while the amplifier recovers.
    public var blankingMicroseconds: Int32
    /// From the end of a train to the earliest next decision to stimulate; not below the blanking.
    public var redetectionMicroseconds: Int64
    /// From the end of an episode's last train to the earliest therapy of another episode.
    public var refractoryMicroseconds: Int64

    /// Pauses as given; `StimulationPlan.init` refuses those beyond the hard limits.
    public init(
        startDelayMicroseconds: Int32 = 2_000, blankingMicroseconds: Int32 = 100_000,
        redetectionMicroseconds: Int64 = 2_000_000, refractoryMicroseconds: Int64 = 30_000_000
    ) {
        self.startDelayMicroseconds = startDelayMicroseconds
        self.blankingMicroseconds = blankingMicroseconds
        self.redetectionMicroseconds = redetectionMicroseconds
        self.refractoryMicroseconds = refractoryMicroseconds
    }
}

/// How much stimulation a patient may have. The hour and the day are rolling, not calendar ones.
@frozen
public struct TherapyCaps: Equatable, Sendable {
    /// 1 to 5.
    public var therapiesPerEpisode: Int32
    /// In any hour, 1 to 200.
    public var therapiesPerHour: Int32
    /// In any 24 h, 1 to 2,000.
    public var therapiesPerDay: Int32
    /// First-phase charge in any 24 h, in pC.
    public var chargePerDayPicocoulombs: Int64

    /// Caps as given; `StimulationPlan.init` refuses those beyond the hard limits.
    public init(
        therapiesPerEpisode: Int32 = 5, therapiesPerHour: Int32 = 60, therapiesPerDay: Int32 = 600,
        chargePerDayPicocoulombs: Int64 = 50_000_000_000
    ) {
        self.therapiesPerEpisode = therapiesPerEpisode
        self.therapiesPerHour = therapiesPerHour
        self.therapiesPerDay = therapiesPerDay
        self.chargePerDayPicocoulombs = chargePerDayPicocoulombs
    }
}

/// A validated stimulation programme: nothing in it exceeds a hard limit.
///
/// A plan without therapies is valid and means detect only; its electrodes are not looked at.
@frozen
public struct StimulationPlan: Sendable {
    /// What an episode gets, in order; empty for detect only.
    public let therapies: TherapyList
    /// What the pulses flow through.
    public let electrodes: ElectrodeModel
    /// The pauses round each therapy.
    public let timing: TherapyTiming
    /// How much may be given.
    public let caps: TherapyCaps

    /// Validates every field. Throws the first fault in the order timing, caps, electrodes,
    /// therapies.
    public init(
        therapies: TherapyList, electrodes: ElectrodeModel, timing: TherapyTiming = TherapyTiming(),
        caps: TherapyCaps = TherapyCaps()
    ) throws(StimulationPlanError) {
        self.init(
            uncheckedTherapies: therapies, electrodes: electrodes, timing: timing, caps: caps)
        try validate()
    }

    /// The plan that never stimulates.
    public static var detectOnly: StimulationPlan {
        StimulationPlan(
            uncheckedTherapies: TherapyList(),
            electrodes: ElectrodeModel(complianceMillivolts: 0), timing: TherapyTiming(),
            caps: TherapyCaps())
    }

    /// Skips validation: for the tests that show that the limiter does not rest on it.
    @_spi(Testing)
    public init(
        uncheckedTherapies therapies: TherapyList, electrodes: ElectrodeModel,
        timing: TherapyTiming, caps: TherapyCaps
    ) {
        self.therapies = therapies
        self.electrodes = electrodes
        self.timing = timing
        self.caps = caps
    }
}
