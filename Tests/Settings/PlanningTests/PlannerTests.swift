import ClosedLoop
import Detection
import FixedPoint
import Foundation
import Planning
import Testing

@Suite("Planner")
struct PlannerTests {
    private static func problem(
        _ yaml: String, rate: Int = 256, denominator: Int = 1, channelCount: Int = 8
    ) -> String? {
        do throws(SettingsError) {
            _ = try planned(yaml, rate: rate, denominator: denominator, channelCount: channelCount)
            return nil
        } catch {
            return error.description
        }
    }

    @Test(
        "what cannot be planned is refused in one line",
        arguments: [
            (
                "detector: {highPassHertz: 70}",
                "settings: detector.highPassHertz: must lie below a quarter of the sampling rate, 64 Hz here"
            ),
            (
                "detector: {highPassHertz: 0, bandPassHertz: []}",
                "settings: detector.highPassHertz: a high-pass or a band-pass is needed: the features must not see offsets"
            ),
            (
                "detector: {bandPassHertz: [110, 200]}",
                "settings: detector.bandPassHertz: the lower edge must lie well below the upper one, 115.2 Hz at this sampling rate"
            ),
            (
                "detector: {bandPassHertz: [40, 4]}",
                "settings: detector.bandPassHertz: the lower edge must lie well below the upper one, 4 Hz at this sampling rate"
            ),
            (
                "detector: {shortTermSeconds: {area: 10}, hopMilliseconds: 8}",
                "settings: detector.shortTermSeconds.area: 10 s are 1280 hops of 7.812 ms; at most 512 fit: shorten the window or lengthen the hop"
            ),
            (
                "detector: {halfWave: {bandHertz: [50, 3]}}",
                "settings: detector.halfWave.bandHertz: the first must be the lower"
            ),
            (
                "detector: {patterns: [{thresholdPercent: 200, thresholdAbsolute: 3}]}",
                "settings: detector.patterns[0].thresholdPercent: either this or thresholdAbsolute must be above 0, not both"
            ),
            (
                "detector: {patterns: []}",
                "settings: detector.patterns: without a pattern nothing is ever detected: give one, or a model"
            ),
            (
                "detector: {patterns: [{feature: area, thresholdPercent: 0}]}",
                "settings: detector.patterns[0].thresholdPercent: either this or thresholdAbsolute must be above 0, not both"
            ),
            (
                "detector: {features: [lineLength, halfWaves]}",
                "settings: detector.features: half-waves whose least height follows the area need it: add area here, or set halfWave.amplitudeMicrovolts"
            ),
            (
                "detector: {features: [lineLength]}",
                "settings: detector.patterns[0].rhythmPercent: rhythm is not among detector.features: add it there"
            ),
            (
                "detector: {features: [rhythm], patterns: [{feature: rhythm, thresholdPercent: 0, thresholdAbsolute: 101}]}",
                "settings: detector.patterns[0].thresholdAbsolute: of the rhythm it is a share, at most 100 %"
            ),
            (
                "detector: {patterns: [{thresholdPercent: 200, channels: [C1, X]}]}",
                "settings: detector.patterns[0].channels: no channel matches 'X'; there are C1, C2, C3, C4, C5, C6, C7, C8"
            ),
        ])
    func refused(yaml: String, expected: String) {
        #expect(Self.problem(yaml) == expected)
    }

    @Test(
        "rates and channels beyond the fixed figures are refused",
        arguments: [
            (
                49, 1, 8,
                "frontEnd.rateHertz: the signal has 49 Hz (49/1); 50 to 5,000 Hz are possible"
            ),
            (5_001, 1, 8, "frontEnd.rateHertz: the signal has 5001 Hz"),
            (1_000_001, 3_000, 8, "a denominator of at most 2147"),
            (256, 1, 1_025, "frontEnd.channels: 1025 channels are chosen; 1 to 1024 are possible"),
        ])
    func limits(rate: Int, denominator: Int, channelCount: Int, expected: String) {
        let problem = Self.problem(
            "", rate: rate, denominator: denominator, channelCount: channelCount)
        #expect(problem?.contains(expected) == true)
    }

    @Test("no channel at all is refused")
    func noChannels() {
        #expect(throws: SettingsError.self) {
            try Planner.plan(
                .standard, for: .init(channelNames: [], rateNumerator: 256, rateDenominator: 1))
        }
    }

    @Test(
        "what is not followed to the letter is noted",
        arguments: [
            (256, []),
            (200, ["band-pass: upper edge lowered from 100 to 90 Hz, 0.45 of the sampling rate"]),
            (
                128,
                [
                    "band-pass: upper edge lowered from 100 to 57.6 Hz, 0.45 of the sampling rate",
                    "mains: a frequency beyond 0.4 of the sampling rate is not looked for",
                ]
            ),
        ])
    func notes(rate: Int, expected: [String]) throws {
        #expect(
            try planned("detector: {bandPassHertz: [4, 100], patterns: [{}]}", rate: rate).notes
                == expected)
    }

    private static let absolute = "patterns: [{feature: lineLength, thresholdAbsolute: 50}]"

    @Test(
        "trends are learned where something is compared with one",
        arguments: [
            ("", true),
            ("{\(Self.absolute), features: [lineLength, area, halfWaves]}", true),
            (
                "{\(Self.absolute), features: [lineLength, area, halfWaves], halfWave: {amplitudeMicrovolts: 50}}",
                false
            ),
            ("{\(Self.absolute), features: [area, lineLength]}", false),
            ("{\(Self.absolute), features: [lineLength]}", false),
            (
                "{patterns: [{feature: lineLength, thresholdPercent: 50}], features: [lineLength]}",
                true
            ),
        ])
    func learnsTrends(detector: String, expected: Bool) throws {
        #expect(try planned("detector: \(detector)").plan.detection.learnsTrends == expected)
    }

    @Test("more votes than channels are lowered, and noted")
    func votes() throws {
        let yaml = """
            detector: {patterns: [{thresholdPercent: 200}, {feature: area, channels: [C1], votes: 2}]}
            """
        let planned = try planned(yaml)
        #expect(
            planned.notes == [
                "detector.patterns[1].votes: lowered from 2 to 1, the number of channels"
            ])
        #expect(planned.plan.detection.patterns[1].votesMin == 1)
    }

    @Test(
        "a pattern that says nothing about the signal is left out if others stay; what it provides for itself is kept for the record"
    )
    func patternsLeftOut() throws {
        let yaml = """
            detector:
              features: [lineLength, area, fastActivity]
              patterns:
                - {feature: fastActivity, thresholdPercent: 170}
                - {feature: lineLength, thresholdPercent: 300, channelsMin: 9}
                - {feature: lineLength, thresholdPercent: 200}
            """
        let slow = try planned(yaml, rate: 128)
        #expect(
            slow.notes.filter { $0.contains("left out") } == [
                "detector.patterns[0]: left out: fast activity is not told from muscle below 180 Hz, and the rate is 128 Hz"
            ])
        #expect(
            slow.provisions == [
                "detector.patterns[1]: left out: it needs 9 channels, and there are 8"
            ])
        #expect(slow.plan.detection.patternCount == 1)
        #expect(slow.plan.detection.patterns[0].threshold == 1 << 26)
        #expect(try planned(yaml, rate: 180, channelCount: 9).plan.detection.patternCount == 3)
    }

    @Test(
        "a pattern that is needed is not left out",
        arguments: [
            "[{channelsMin: 9, thresholdPercent: 200}]",
            "[{channelsMin: 9, thresholdPercent: 200}, {channelsMin: 10, thresholdPercent: 200}]",
            "[{thresholdPercent: 200}, {channelsMin: 9, thresholdPercent: 200}], join: and",
        ])
    func patternsNeeded(patterns: String) throws {
        let error = try #require(throws: SettingsError.self) {
            _ = try planned("detector: {patterns: \(patterns)}")
        }
        #expect(error.field.hasPrefix("detector.patterns"))
        #expect(error.problem.contains("channels, and there are 8"), "\(error.problem)")
    }

    @Test("seconds become hops, rounded up; windows to the nearest")
    func hops() throws {
        let yaml = """
            detector:
              hopMilliseconds: 30
              shortTermSeconds: {lineLength: 1, area: 0.05, halfWaves: 0.02}
              longTermSeconds: 60
              onsetSeconds: 0.1
              terminationSeconds: 0
              holdOffSeconds: 1
              settleSeconds: 0.03
              episodeSecondsMax: 1
              adaptInEpisode: frozen
            safeStateSeconds: 2
            """
        // 30 frames of 1 ms a hop.
        let plan = try planned(yaml, rate: 1_000).plan
        #expect(plan.detection.hopFrames == 30)
        #expect(plan.detection.measures.windowHops[0] == 33)
        #expect(plan.detection.measures.windowHops[1] == 2)
        #expect(plan.detection.measures.windowHops[2] == 1)
        #expect(plan.detection.trendHops == 2_000)
        #expect(plan.detection.onsetHops == 4)
        #expect(plan.detection.terminationHops == 1)
        #expect(plan.detection.holdOffHops == 34)
        #expect(plan.detection.settleHops == 1)
        #expect(plan.detection.episodeHopsMax == 34)
        #expect(plan.detection.episodeTrendShift == 31)
        #expect(plan.safeStateHops == 67)
        #expect(plan.clock.rateNumerator == 1_000 && plan.clock.rateDenominator == 1)
    }

    @Test("the half-waves' figures are in frames and conditioned counts")
    func halfWaves() throws {
        let yaml = """
            frontEnd: {lsbNanovolts: 500}
            detector: {hopMilliseconds: 20, halfWave: {amplitudeMicrovolts: 100, bandHertz: [3, 50]}}
            """
        let plan = try planned(yaml, rate: 1_000).plan.detection
        #expect(plan.measures.halfWave.framesMin == 10)
        #expect(plan.measures.halfWave.framesMax == 167)
        #expect(plan.measures.halfWave.amplitudeMin == 200 << plan.conditioning.outputFractionBits)
        #expect(plan.measures.halfWave.floor == 5)
        // So small a height is one step, not the sign for "follow the trend".
        let tiny = yaml.replacing("amplitudeMicrovolts: 100", with: "amplitudeMicrovolts: 0.0001")
        #expect(try planned(tiny, rate: 1_000).plan.detection.measures.halfWave.amplitudeMin == 1)
        let relative = try planned("detector: {halfWave: {amplitudePercent: 400}}").plan.detection
        #expect(relative.measures.halfWave.amplitudeMin == 0)
        #expect(relative.measures.halfWave.amplitudeRatio == 2 << 26)
    }

    @Test("thresholds are logarithms, quality is in counts")
    func thresholds() throws {
        let yaml = """
            frontEnd: {bits: 12, lsbNanovolts: 1000}
            detector:
              patterns:
                - {feature: area, thresholdPercent: 800}
                - {feature: area, thresholdAbsolute: 64, channels: [C2, C7], votes: 2, votesPercent: 12.5}
              join: and
              quality: {contactRangePercent: 50, mainsHertz: [60], mainsPercent: 50}
            """
        let constants = try planned(yaml).plan.constants
        let plan = constants.detection
        #expect(plan.patterns[0].isRelative && plan.patterns[0].threshold == 3 << 26)
        #expect(!plan.patterns[1].isRelative)
        #expect(
            plan.patterns[1].threshold == (6 + plan.conditioning.outputFractionBits) << 26)
        #expect(constants.channels[0].count == 8)
        #expect((0..<8).filter { constants.channels[1].contains($0) } == [1, 6])
        #expect(plan.patterns[1].votesMin == 2 && plan.patterns[1].votesPermille == 125)
        #expect(plan.join == .and)
        #expect(plan.quality.railCount == 2_047)
        #expect(plan.quality.contactRange == 2_047)
        #expect(plan.quality.mainsCount == 1)
        #expect(plan.quality.mainsShare == 64)
        #expect(plan.quality.mainsPhaseSteps[0] == UInt32(60.0 / 256 * 4_294_967_296))
    }

    @Test("every hop lies within 40 ms, whatever the rate")
    func hopFrames() throws {
        let yaml = "detector: {hopMilliseconds: 40, highPassHertz: 0}"
        for rate in stride(from: 100, through: 5_000, by: 613) {
            let plan = try planned(yaml, rate: rate, denominator: 1).plan.detection
            #expect(Int(plan.hopFrames) == rate * 40 / 1_000)
            #expect(plan.hopFrames <= DetectionLimits.hopFramesMax)
        }
        #expect(try planned(yaml, rate: 16_384, denominator: 41).plan.detection.hopFrames == 15)
    }
}
