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
        therapies = try fields.groups("therapies", therapies, of: TherapySettings(), most: 5) {
            (item: inout TherapySettings, group: inout SettingsFields) throws(SettingsError) in
            try item.read(&group)
        }
        startDelayMilliseconds = try fields.number(
            "startDelayMilliseconds", startDelayMilliseconds, in: 0...1_000)
        blankingMilliseconds = try fields.number(
            "blankingMilliseconds", blankingMilliseconds, in: 0...10_000)
        redetectionSeconds = try fields.number(
            "redetectionSeconds", redetectionSeconds, in: 0...600)
        refractorySeconds = try fields.number(
            "refractorySeconds", refractorySeconds, in: 0...86_400)
        therapiesPerEpisode = try fields.integer(
            "therapiesPerEpisode", therapiesPerEpisode, in: 0...100)
        therapiesPerHour = try fields.integer("therapiesPerHour", therapiesPerHour, in: 0...100_000)
        therapiesPerDay = try fields.integer("therapiesPerDay", therapiesPerDay, in: 0...1_000_000)
        chargePerDayMicrocoulombs = try fields.number(
            "chargePerDayMicrocoulombs", chargePerDayMicrocoulombs, in: 0...1e9)
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
        contacts = try fields.integer("contacts", contacts, in: 1...16)
        impedanceOhms = try fields.number("impedanceOhms", impedanceOhms, in: 1...1e6)
        areaSquareMillimetres = try fields.number(
            "areaSquareMillimetres", areaSquareMillimetres, in: 0.0001...2_000)
        caseImpedanceOhms = try fields.number("caseImpedanceOhms", caseImpedanceOhms, in: 1...1e6)
        caseAreaSquareMillimetres = try fields.number(
            "caseAreaSquareMillimetres", caseAreaSquareMillimetres, in: 0.0001...2_000)
        complianceVolts = try fields.number("complianceVolts", complianceVolts, in: 0.1...100)
        broken = try fields.integers("broken", broken, in: 1...16)
    }
}

/// One therapy: one or two bursts.
public struct TherapySettings: Encodable, Sendable {
    public var bursts: [BurstSettings] = []
    public var pauseMilliseconds = 0.0

    mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        bursts = try fields.groups("bursts", bursts, of: BurstSettings(), most: 2) {
            (item: inout BurstSettings, group: inout SettingsFields) throws(SettingsError) in
            try item.read(&group)
        }
        pauseMilliseconds = try fields.number(
            "pauseMilliseconds", pauseMilliseconds, in: 0...60_000)
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
            "amplitudeMilliamperes", amplitudeMilliamperes, in: 0...1_000)
        pulseWidthMicroseconds = try fields.number(
            "pulseWidthMicroseconds", pulseWidthMicroseconds, in: 0...1e6)
        interphaseGapMicroseconds = try fields.number(
            "interphaseGapMicroseconds", interphaseGapMicroseconds, in: 0...1e6)
        frequencyHertz = try fields.number("frequencyHertz", frequencyHertz, in: 0.001...100_000)
        durationMilliseconds = try fields.number(
            "durationMilliseconds", durationMilliseconds, in: 0...600_000)
        cathodes = try fields.texts("cathodes", cathodes)
        anodes = try fields.texts("anodes", anodes)
    }
}
