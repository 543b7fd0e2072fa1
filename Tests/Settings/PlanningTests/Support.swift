import Planning

/// The default settings but for what `yaml` says, planned for channels named C1, C2 and so on.
func planned(
    _ yaml: String, rate: Int = 256, denominator: Int = 1, channelCount: Int = 8
) throws(SettingsError) -> PlannedLoop {
    let settings = try Settings(yaml: yaml, over: .standard, file: "s.yaml")
    return try Planner.plan(
        settings,
        for: SignalDescription(
            channelNames: (1...channelCount).map { "C\($0)" }, rateNumerator: rate,
            rateDenominator: denominator))
}
