import Detection
import Foundation
import TestSupport
import Testing

@Suite("Fast activity")
struct FastActivityTests {
    private static let yaml = """
        detector:
          features: [fastActivity]
          bandPassHertz: [4, 100]
          patterns: [{feature: fastActivity, thresholdPercent: 170}]
          quality: {mainsHertz: []}
        """
    private static let rates = [200, 256, 400, 512, 1_000, 2_048, 5_000]

    /// Half a minute of noise, its last five seconds with something on top.
    private func votes(_ rise: [(hertz: Double, amplitude: Double)], rate: Int) throws -> Double {
        let plan = try planned(Self.yaml, rate: rate, channelCount: 1).plan.detection
        let (frames, onset) = (rate * 30, rate * 25)
        var counts = noise(amplitude: 400, frames: frames, seed: 3)
        for (hertz, amplitude) in rise {
            let wave = sine(hertz, amplitude: amplitude, rate: Double(rate), frames: frames)
            for frame in onset..<frames { counts[frame] &+= wave[frame] }
        }
        let hops = DetectorRun(plan).run([0: counts])
        let seen = hops.suffix(hops.count / 10)
        return Double(seen.count { $0.reading(0).votes != 0 }) / Double(seen.count)
    }

    @Test("a rise between 20 and 30 Hz alone is fast activity", arguments: rates)
    func fast(rate: Int) throws {
        #expect(try votes([], rate: rate) == 0)
        #expect(try votes([(24, 1_200)], rate: rate) > 0.9)
    }

    @Test("what movement raises as much is none, nor what muscle raises more", arguments: rates)
    func neighbours(rate: Int) throws {
        #expect(try votes([(24, 1_200), (4, 9_000)], rate: rate) == 0)
        #expect(try votes([(24, 1_200), (80, 6_000)], rate: rate) == 0)
        #expect(try votes([(4, 9_000)], rate: rate) == 0)
        #expect(try votes([(80, 6_000)], rate: rate) == 0)
    }

    @Test("levels and trends are those of exact arithmetic", arguments: rates, [3_000, 120])
    func reference(rate: Int, amplitude: Int16) throws {
        let plan = try planned(Self.yaml, rate: rate, channelCount: 1).plan.detection
        let counts =
            noise(amplitude: amplitude, frames: rate * 12, seed: UInt64(rate))
            + sine(25, amplitude: Double(amplitude), rate: Double(rate), frames: rate * 12)
        let hops = DetectorRun(plan).run([0: counts])
        var exact = ExactFastActivity(plan)
        for (hop, samples) in exact.hops(ReferenceDetector.conditioned(plan, counts)).enumerated() {
            let (level, trend) = exact.step(samples)
            guard hop > 10 else { continue }
            #expect(abs(hops[hop].level(.fastActivity) - level) < 0.02, "hop \(hop)")
            #expect(abs(hops[hop].trend(.fastActivity) - trend) < 0.02, "hop \(hop)")
        }
    }

    @Test("nothing leaves 32 bits at full scale", arguments: rates, [3.0, 25, 85])
    func fullScale(rate: Int, hertz: Double) throws {
        let plan = try planned(Self.yaml, rate: rate, channelCount: 1).plan.detection
        let counts = sine(hertz, amplitude: 32_767, rate: Double(rate), frames: rate * 6)
            .map { $0 < 0 ? Int16(-32_767) : 32_767 }
        // At the rails the channel is at fault, and learns no trend.
        let hops = DetectorRun(plan).run([0: counts], learns: { _ in false })
        var exact = ExactFastActivity(plan)
        for (hop, samples) in exact.hops(ReferenceDetector.conditioned(plan, counts)).enumerated() {
            let (level, _) = exact.step(samples, learns: false)
            guard hop > 10 else { continue }
            #expect(abs(hops[hop].level(.fastActivity) - level) < 0.02, "hop \(hop)")
        }
    }

    @Test("after a restart and with its trends forgotten, nothing is left of what was")
    func restart() throws {
        let plan = try planned(Self.yaml, rate: 512, channelCount: 1).plan.detection
        let run = DetectorRun(plan)
        _ = run.run([0: sine(25, amplitude: 3_000, rate: 512, frames: 5_120)])
        run.restart()
        run.forgetTrends()
        let counts = noise(amplitude: 900, frames: 2_048, seed: 9)
        let after = run.run([0: counts])
        let fresh = DetectorRun(plan).run([0: counts])
        #expect(after.map { $0.level(.fastActivity) } == fresh.map { $0.level(.fastActivity) })
        #expect(after.map { $0.trend(.fastActivity) } == fresh.map { $0.trend(.fastActivity) })
    }
}

/// The same in Double, one channel.
struct ExactFastActivity {
    private let plan: DetectionPlan
    private var poles = [Double](repeating: 0, count: 8)
    private var means = [Double](repeating: 0, count: 3)
    private var trends: [Double]?
    private var count = 0

    init(_ plan: DetectionPlan) { self.plan = plan }

    func hops(_ samples: [Double]) -> [[Double]] {
        let frames = Int(plan.hopFrames)
        return (0..<samples.count / frames).map { Array(samples[$0 * frames..<($0 + 1) * frames]) }
    }

    private mutating func low(_ pole: Int, _ corner: Int, _ input: Double) -> Double {
        let word = plan.measures.fastActivity.corners[corner]
        poles[pole] += (input - poles[pole]) * Double(word.factor) / exp2(Double(word.shift))
        return poles[pole]
    }

    /// Logarithms of fast, slow and muscle activity's means after a hop.
    mutating func levels(_ samples: [Double]) -> [Double] {
        var sums = [0.0, 0, 0]
        for sample in samples {
            // Of counts with fraction bits, less one.
            let input = sample * exp2(Double(plan.conditioning.outputFractionBits) - 1)
            sums[1] += abs(low(1, 0, low(0, 0, input)))
            let below = low(3, 2, low(2, 2, input))
            let above = below - low(4, 1, below)
            sums[0] += abs(above - low(5, 1, above))
            let beyond = input - low(6, 3, input)
            sums[2] += abs(beyond - low(7, 3, beyond))
        }
        count += 1
        let share = 1 / Double(min(count, Int(plan.measures.fastActivity.meanHops)))
        for band in 0..<3 {
            means[band] += (sums[band] / Double(samples.count) - means[band]) * share
        }
        // The neighbours' means keep seven bits more than their samples have.
        return means.enumerated().map { log2(max($0.offset == 0 ? 1 : exp2(-7), $0.element)) }
    }

    /// Level and trend after a hop.
    mutating func step(_ samples: [Double], learns: Bool = true) -> (Double, Double) {
        let levels = levels(samples)
        var discount = 0.0
        if let trends {
            let slack = Double(plan.measures.fastActivity.muscleSlack) / 67_108_864
            discount = max(0, levels[1] - trends[1], levels[2] - trends[2] - slack)
        }
        guard learns else { return (levels[0] - discount, 0) }
        let rate = 1 / Double(min(count, Int(plan.trendHops)))
        trends = zip(trends ?? levels, levels).map { $0 + ($1 - $0) * rate }
        return (levels[0] - discount, trends?[0] ?? 0)
    }
}
