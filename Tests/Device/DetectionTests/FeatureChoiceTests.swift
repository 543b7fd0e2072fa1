import Detection
import Testing

/// What a plan leaves out must change nothing of what remains.
@Suite("Choice of features")
struct FeatureChoiceTests {
    private struct Choice: CustomTestStringConvertible {
        let features: [Feature]
        let settings: String
        var testDescription: String { settings }
    }

    private static let choices = [
        Choice(
            features: [.lineLength],
            settings: "features: [lineLength], "
                + "patterns: [{feature: lineLength, thresholdPercent: 130}]"),
        Choice(
            features: [.lineLength],
            settings: "features: [lineLength], "
                + "patterns: [{feature: lineLength, thresholdAbsolute: 40}]"),
        Choice(
            features: [.area],
            settings: "features: [area], patterns: [{feature: area, thresholdPercent: 130}]"),
        Choice(
            features: [.area, .halfWaves],
            settings: "features: [halfWaves, area], halfWave: {amplitudePercent: 150}, "
                + "patterns: [{feature: halfWaves, thresholdPercent: 110}]"),
        Choice(
            features: [.halfWaves],
            settings: "features: [halfWaves], halfWave: {amplitudeMicrovolts: 200}, "
                + "patterns: [{feature: halfWaves, thresholdAbsolute: 5}]"),
        Choice(
            features: [.lineLength, .halfWaves],
            settings: "features: [lineLength, halfWaves], halfWave: {amplitudeMicrovolts: 200}, "
                + "patterns: [{feature: lineLength, thresholdPercent: 130}, "
                + "{feature: halfWaves, thresholdPercent: 110}]"),
    ]

    /// Quiet noise, loud noise, quiet noise; one channel that rests and one at the rail.
    private static func signal(_ rate: Int) -> [Int: Counts] {
        var channels: [Int: Counts] = [:]
        for channel in 0..<11 {
            let seed = UInt64(channel)
            channels[channel] = [
                noise(amplitude: 900, frames: 4 * rate, seed: seed),
                noise(amplitude: 3_000, frames: 3 * rate, seed: seed + 20),
                noise(amplitude: 900, frames: 2 * rate, seed: seed + 40),
            ].flatMap { $0 }
        }
        channels[3] = Counts(repeating: 7, count: 9 * rate)
        channels[5]?.replaceSubrange(rate..<2 * rate, with: Counts(repeating: 32_767, count: rate))
        return channels
    }

    @Test(
        "votes, levels, trends and faults are those of the plan that measures everything",
        arguments: choices.indices, [(250, "[]"), (1_000, "[50]")])
    func remains(index: Int, rate: (hertz: Int, mains: String)) throws {
        let choice = Self.choices[index]
        func plan(_ settings: String) throws -> DetectionPlan {
            let common = "quality: {mainsHertz: \(rate.mains)}, shortTermSeconds: {area: 1}"
            return try planned(
                "detector: {\(common), \(settings)}", rate: rate.hertz, channelCount: 11
            ).plan.detection
        }
        let some = try plan(choice.settings)
        var all = some
        all.features = .all
        all.learnsTrends = true
        let isRelative = choice.settings.contains("Percent: 1")
        #expect(some.learnsTrends == isRelative)
        #expect(Detector.memoryBytes(for: some) < Detector.memoryBytes(for: all))

        let signal = Self.signal(rate.hertz)
        let expected = DetectorRun(all).run(signal)
        let hops = DetectorRun(some).run(signal)
        #expect(hops.count == expected.count)
        var votes = Set<Int32>()
        for (hop, expected) in zip(hops, expected) {
            for pattern in 0..<2 {
                votes.insert(hop.votes.cast[pattern])
                #expect(hop.votes.cast[pattern] == expected.votes.cast[pattern])
                #expect(hop.votes.usable[pattern] == expected.votes.usable[pattern])
                #expect(hop.votes.needed[pattern] == expected.votes.needed[pattern])
            }
            for channel in 0..<11 {
                #expect(hop.faults(channel) == expected.faults(channel))
                for feature in Feature.allCases {
                    let isMeasured = choice.features.contains(feature)
                    let level = isMeasured ? expected.level(feature, channel) : 0
                    let hasTrend = isMeasured && isRelative
                    let trend = hasTrend ? expected.trend(feature, channel) : 0
                    #expect(hop.level(feature, channel) == level)
                    #expect(hop.trend(feature, channel) == trend)
                }
            }
        }
        // The signal tells one answer from another.
        #expect(votes.count > 2)
    }
}
