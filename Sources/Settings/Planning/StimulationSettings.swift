import Stimulation

private typealias Range = StimulationRange

/// The stimulator: electrodes, therapies, pauses and caps.
public struct StimulationSettings: Encodable, Sendable {
    public enum Mode: String, CaseIterable, Encodable, Sendable {
        /// Detects and logs, never stimulates.
        case off
        /// Stimulates the simulated electrodes.
        case on
    }

    public var mode = Mode.off
    public var electrodes = ElectrodeSettings()
    public var therapies: [TherapySettings] = []
    public var startDelayMilliseconds = 0.0
    public var blankingMilliseconds = 0.0
    public var redetectionSeconds = 0.0
    public var refractorySeconds = 0.0
    public var therapiesPerEpisode = 0
    public var therapiesPerHour = 0
    public var therapiesPerDay = 0
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
    public var contacts = 0
    public var impedanceOhms = 0.0
    public var areaSquareMillimetres = 0.0
    public var caseImpedanceOhms = 0.0
    public var caseAreaSquareMillimetres = 0.0
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
    public var bursts: [BurstSettings] = []
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
    public var amplitudeMilliamperes = 0.0
    public var pulseWidthMicroseconds = 0.0
    public var interphaseGapMicroseconds = 0.0
    public var frequencyHertz = 0.0
    public var durationMilliseconds = 0.0
    /// Contacts from 1, or `case`.
    public var cathodes: [String] = []
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
