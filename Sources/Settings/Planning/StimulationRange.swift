import Stimulation

/// The hard limits in the units of the settings.
enum StimulationRange {
    private typealias Limits = StimulationLimits

    static let amplitudeMilliamperes = 0.001...Double(Limits.amplitudeMicroamperesMax) / 1_000
    static let pulseWidthMicroseconds =
        Double(Limits.pulseWidthMicrosecondsMin)...Double(Limits.pulseWidthMicrosecondsMax)
    static let interphaseGapMicroseconds = 0...Double(Limits.interphaseGapMicrosecondsMax)
    static let frequencyHertz =
        (1e6 / Double(Limits.pulsePeriodMicrosecondsMax)).rounded(
            .up)...(1e6
        / Double(Limits.pulsePeriodMicrosecondsMin - 1)).rounded(.down)
    static let durationMilliseconds = 0...Double(Limits.burstMicrosecondsMax) / 1_000
    static let pauseMilliseconds = 0...Double(Limits.burstPauseMicrosecondsMax) / 1_000

    static let startDelayMilliseconds = 0...Double(Limits.startDelayMicrosecondsMax) / 1_000
    static let blankingMilliseconds = 0...Double(Limits.blankingMicrosecondsMax) / 1_000
    static let redetectionSeconds = 0...Double(Limits.redetectionMicrosecondsMax) / 1e6
    static let refractorySeconds = 0...Double(Limits.refractoryMicrosecondsMax) / 1e6

    static let therapiesPerEpisode = 1...Limits.therapiesPerEpisodeMax
    static let therapiesPerHour = 1...Int(Limits.therapiesPerHourMax)
    static let therapiesPerDay = 1...Int(Limits.therapiesPerDayMax)
    static let chargePerDayMicrocoulombs =
        0.001...Double(Limits.chargePerDayPicocoulombsMax) / 1e6

    static let contacts = 1...Limits.contactCountMax
    static let impedanceOhms = 1...Double(Limits.impedanceOhmsMax)
    static let areaSquareMillimetres =
        Double(Limits.areaSquareMicrometresMin) / 1e6...Double(Limits.areaSquareMicrometresMax)
        / 1e6
    static let complianceVolts = 0.1...Double(Limits.complianceMillivoltsMax) / 1_000
}
