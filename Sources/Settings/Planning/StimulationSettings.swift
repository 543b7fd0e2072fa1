import Stimulation

private typealias Range = StimulationRange

/// The stimulator: electrodes, therapies, pauses and caps.
public struct StimulationSettings: Encodable, Sendable {
    /// Whether detections are answered.
    public enum Mode: String, CaseIterable, Encodable, Sendable {
        /// Detects and logs, never stimulates.
        case off
        /// Stimulates the simulated electrodes.
        case on
    }

    /// Off leaves the plan without therapies.
    public var mode = Mode.off
    /// What the pulses flow through.
    public var electrodes = ElectrodeSettings()
    /// What an episode gets in turn, up to five; the last is repeated up to `therapiesPerEpisode`.
    public var therapies: [TherapySettings] = []
    /// From the decision to the first edge, 0 to 50.
    public var startDelayMilliseconds = 0.0
    /// How long after a train the input is ignored, 0 to 10,000.
    public var blankingMilliseconds = 0.0
    /// From a train to the next decision to stimulate, up to 600; not below the blanking.
    public var redetectionSeconds = 0.0
    /// From an episode's last train to the next episode's first, 0 to 86,400.
    public var refractorySeconds = 0.0
    /// At most so many, 1 to 5.
    public var therapiesPerEpisode = 0
    /// At most so many in any hour, 1 to 200.
    public var therapiesPerHour = 0
    /// At most so many in any 24 h, 1 to 2,000.
    public var therapiesPerDay = 0
    /// Most charge of first phases in any 24 h, µC; 0.001 to 250,000.
    public var chargePerDayMicrocoulombs = 0.0

    mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        mode = try fields.word("mode", mode)
        try fields.group("electrodes") {
            (group: inout SettingsFields) throws(SettingsError) in try electrodes.read(&group)
        }
        therapies = try fields.groups(
            "therapies", therapies, of: TherapySettings(),
            most: StimulationLimits.therapiesPerEpisodeMax
        ) {
            (item: inout TherapySettings, group: inout SettingsFields) throws(SettingsError) in
            try item.read(&group)
        }
        startDelayMilliseconds = try fields.number(
            "startDelayMilliseconds", startDelayMilliseconds, in: Range.startDelayMilliseconds)
        blankingMilliseconds = try fields.number(
            "blankingMilliseconds", blankingMilliseconds, in: Range.blankingMilliseconds)
        redetectionSeconds = try fields.number(
            "redetectionSeconds", redetectionSeconds, in: Range.redetectionSeconds)
        refractorySeconds = try fields.number(
            "refractorySeconds", refractorySeconds, in: Range.refractorySeconds)
        therapiesPerEpisode = try fields.integer(
            "therapiesPerEpisode", therapiesPerEpisode, in: Range.therapiesPerEpisode)
        therapiesPerHour = try fields.integer(
            "therapiesPerHour", therapiesPerHour, in: Range.therapiesPerHour)
        therapiesPerDay = try fields.integer(
            "therapiesPerDay", therapiesPerDay, in: Range.therapiesPerDay)
        chargePerDayMicrocoulombs = try fields.number(
            "chargePerDayMicrocoulombs", chargePerDayMicrocoulombs,
            in: Range.chargePerDayMicrocoulombs)
    }
}

/// The simulated electrodes: all contacts alike, and the case.
public struct ElectrodeSettings: Encodable, Sendable {
    /// How many, 1 to 16; they are numbered from 1.
    public var contacts = 0
    /// Of each contact, 1 to 1,000,000.
    public var impedanceOhms = 0.0
    /// Of each contact, 0.0001 to 2,000.
    public var areaSquareMillimetres = 0.0
    /// Of the case, 1 to 1,000,000.
    public var caseImpedanceOhms = 0.0
    /// Of the case, 0.0001 to 2,000.
    public var caseAreaSquareMillimetres = 0.0
    /// The largest voltage of the output stage, 0.1 to 20.
    public var complianceVolts = 0.0
    /// Contacts, from 1, that must not be used.
    public var broken: [Int] = []

    mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        contacts = try fields.integer("contacts", contacts, in: Range.contacts)
        impedanceOhms = try fields.number("impedanceOhms", impedanceOhms, in: Range.impedanceOhms)
        areaSquareMillimetres = try fields.number(
            "areaSquareMillimetres", areaSquareMillimetres, in: Range.areaSquareMillimetres)
        caseImpedanceOhms = try fields.number(
            "caseImpedanceOhms", caseImpedanceOhms, in: Range.impedanceOhms)
        caseAreaSquareMillimetres = try fields.number(
            "caseAreaSquareMillimetres", caseAreaSquareMillimetres, in: Range.areaSquareMillimetres)
        complianceVolts = try fields.number(
            "complianceVolts", complianceVolts, in: Range.complianceVolts)
        broken = try fields.integers("broken", broken, in: Range.contacts)
    }
}

/// One therapy: one or two bursts.
public struct TherapySettings: Encodable, Sendable {
    /// One or two; a plan refuses none.
    public var bursts: [BurstSettings] = []
    /// Between the two bursts, 0 to 10,000; of no account with one.
    public var pauseMilliseconds = 0.0

    mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        bursts = try fields.groups(
            "bursts", bursts, of: BurstSettings(), most: StimulationLimits.burstsPerTherapyMax
        ) {
            (item: inout BurstSettings, group: inout SettingsFields) throws(SettingsError) in
            try item.read(&group)
        }
        pauseMilliseconds = try fields.number(
            "pauseMilliseconds", pauseMilliseconds, in: Range.pauseMilliseconds)
    }
}

/// A train of equal biphasic pulses.
public struct BurstSettings: Encodable, Sendable {
    /// Current of either phase, 0.001 to 12.
    public var amplitudeMilliamperes = 0.0
    /// Width of one phase, 40 to 1,000.
    public var pulseWidthMicroseconds = 0.0
    /// Pause between the phases, 0 to 2,000.
    public var interphaseGapMicroseconds = 0.0
    /// Pulses a second, 1 to 333; the period is rounded up to a whole µs.
    public var frequencyHertz = 0.0
    /// Length of the burst, up to 5,000; cut to whole periods, of which a plan needs one.
    public var durationMilliseconds = 0.0
    /// Contacts from 1, or `case`.
    public var cathodes: [String] = []
    /// Those that return the current, named likewise.
    public var anodes: [String] = []

    mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        amplitudeMilliamperes = try fields.number(
            "amplitudeMilliamperes", amplitudeMilliamperes, in: Range.amplitudeMilliamperes)
        pulseWidthMicroseconds = try fields.number(
            "pulseWidthMicroseconds", pulseWidthMicroseconds, in: Range.pulseWidthMicroseconds)
        interphaseGapMicroseconds = try fields.number(
            "interphaseGapMicroseconds", interphaseGapMicroseconds,
            in: Range.interphaseGapMicroseconds)
        frequencyHertz = try fields.number(
            "frequencyHertz", frequencyHertz, in: Range.frequencyHertz)
        durationMilliseconds = try fields.number(
            "durationMilliseconds", durationMilliseconds, in: Range.durationMilliseconds)
        cathodes = try fields.texts("cathodes", cathodes)
        anodes = try fields.texts("anodes", anodes)
    }
}
