import Planning

/// The seeded generator of the tests (SplitMix64, G. Steele et al. 2014).
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

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
