import Detection
import Foundation
import Planning
import Testing

@Suite("Long-term trends")
struct TrendTests {
    private static let yaml = """
        detector:
          features: [lineLength, area, halfWaves, rhythm]
          patterns: [{feature: lineLength, thresholdPercent: 200}]
          longTermSeconds: 1
          shortTermSeconds: {lineLength: 0.2, area: 0.2, halfWaves: 0.2}
          quality: {mainsHertz: []}
        """

    @Test("the mean of all levels first, an exponential mean later")
    func course() throws {
        let plan = try planned(Self.yaml, rate: 250).plan.detection
        #expect(plan.trendHops == 50)
        let hops = DetectorRun(plan).run([2: noise(amplitude: 2_000, frames: 3_000, seed: 5)])
        for feature in [Feature.lineLength, .area, .halfWaves, .rhythm] {
            var trend = 0.0
            for (index, hop) in hops.enumerated() {
                trend += (hop.level(feature, 2) - trend) / Double(min(index + 1, 50))
                #expect(abs(hop.trend(feature, 2) - trend) < 1e-4)
                #expect(hop.reading(2).hasTrend)
            }
        }
    }

    @Test(
        "in an episode the trends follow more slowly, or not at all",
        arguments: [("full", 1.0 / 50), ("half", 1.0 / 100), ("quarter", 1.0 / 200), ("frozen", 0)])
    func episode(word: String, rate: Double) throws {
        let yaml = Self.yaml + "\n  adaptInEpisode: \(word)\n"
        let plan = try planned(yaml, rate: 250).plan.detection
        let run = DetectorRun(plan)
        let before = run.run([0: noise(amplitude: 500, frames: 1_000, seed: 6)])
        var trend = try #require(before.last).trend(.lineLength)
        let start = trend
        for hop in run.run([0: noise(amplitude: 8_000, frames: 500, seed: 7)], inEpisode: true) {
            trend += (hop.level(.lineLength) - trend) * rate
            #expect(abs(hop.trend(.lineLength) - trend) < 1e-4)
        }
        #expect(rate == 0 ? trend == start : trend > start + 1)
    }

    @Test("hops that must not be learned from leave the trends alone; forgotten ones start anew")
    func learning() throws {
        let plan = try planned(Self.yaml, rate: 250).plan.detection
        let run = DetectorRun(plan)
        let quiet = noise(amplitude: 500, frames: 500, seed: 8)
        let loud = noise(amplitude: 9_000, frames: 500, seed: 9)
        let unlearned = run.run([0: quiet], learns: { _ in false })
        #expect(unlearned.allSatisfy { !$0.reading(0).hasTrend })
        #expect(unlearned.allSatisfy { $0.votes.cast[0] == 0 })
        let learned = try #require(run.run([0: quiet]).last)
        let held = try #require(run.run([0: loud], learns: { _ in false }).last)
        #expect(held.trend(.area) == learned.trend(.area))
        #expect(held.level(.area) > learned.level(.area) + 3)
        run.forgetTrends()
        let anew = try #require(run.run([0: loud]).first)
        #expect(anew.trend(.area) == anew.level(.area))
    }

    @Test("a restart empties the windows, keeps the trends, and settles at the next sample")
    func restart() throws {
        let plan = try planned(Self.yaml, rate: 250).plan.detection
        let run = DetectorRun(plan)
        let before = try #require(run.run([0: noise(amplitude: 2_000, frames: 500, seed: 1)]).last)
        run.restart()
        #expect(run.detector.hopsSinceRestart == 0)
        let constant = Counts(repeating: -31_000, count: 100)
        let after = run.run([0: constant], learns: { _ in false })
        // Neither the jump nor what the windows held before shows.
        #expect(after.allSatisfy { $0.level(.lineLength) == 0 && $0.level(.area) == 0 })
        #expect(after.allSatisfy { $0.trend(.area) == before.trend(.area) })
        #expect(run.detector.hopsSinceRestart == Int32(after.count))
    }
}
