import Planning
import Testing

/// What a model that decides takes of the settings, and what of the patterns.
@Suite("Plans with a model")
struct LearnedPlanTests {
    private func planned(_ yaml: String, rate: Int = 250) throws -> PlannedLoop {
        let channels = ["C1", "C2"]
        let settings = try Settings(yaml: yaml, over: .standard, file: "s.yaml")
        var model = DetectorModel(
            family: .linear, rateHertz: Double(rate), channels: channels, settings: settings,
            intercept: 0, threshold: 1 << 20, backgroundScore: 0)
        model.weights = channels.map { _ in [1, 0, 0, 0, 0, 0] }
        return try Planner.plan(
            settings,
            for: SignalDescription(
                channelNames: channels, rateNumerator: rate, rateDenominator: 1), model: model)
    }

    @Test("its score persists as long as its own settings say, not the patterns'")
    func onset() throws {
        #expect(try planned("").plan.detection.onsetHops == 15)
        #expect(try planned("detector: {onsetSeconds: 2}").plan.detection.onsetHops == 15)
        let yaml = "detector: {learned: {onsetSeconds: 0.1}}"
        #expect(try planned(yaml).plan.detection.onsetHops == 5)
        #expect(
            try planned("detector: {learned: {onsetSeconds: 0}}").plan.detection.onsetHops == 1)
    }

    @Test("nothing is told of patterns that decide nothing")
    func patternsOfNoAccount() throws {
        let loop = try planned("", rate: 100)
        #expect(!loop.notes.contains { $0.contains("patterns") }, "\(loop.notes)")
        #expect(loop.provisions.isEmpty)
    }
}
