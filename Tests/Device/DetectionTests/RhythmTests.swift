import Detection
import Foundation
import TestSupport
import Testing

@Suite("Rhythm")
struct RhythmTests {
    private static let yaml = """
        detector:
          features: [lineLength, rhythm]
          patterns:
            - {feature: lineLength, thresholdAbsolute: 2, rhythmPercent: 40}
          quality: {mainsHertz: []}
        """
    private static let rates = [64, 128, 250, 512, 2_000]

    /// Shares of the power that repeat, a hop each.
    private func shares(_ counts: Counts, rate: Int) throws -> [Double] {
        let plan = try planned(Self.yaml, rate: rate, channelCount: 1).plan.detection
        return DetectorRun(plan).run([0: counts]).map { exp2($0.level(.rhythm)) / 65_536 }
    }

    @Test(
        "most of a rhythm's power repeats", arguments: [3.0, 4, 5.5, 7, 9, 12], rates)
    func rhythm(hertz: Double, rate: Int) throws {
        let wave = sine(hertz, amplitude: 900, rate: Double(rate), frames: rate * 8)
        let shares = try shares(wave, rate: rate)
        let settled = shares.suffix(shares.count / 2)
        #expect(settled.allSatisfy { $0 > 0.6 }, "\(settled.min() ?? 0)")
    }

    @Test("silence and a slow swing do not repeat", arguments: rates)
    func slow(rate: Int) throws {
        let silence = try shares(Counts(repeating: 12, count: rate * 5), rate: rate)
        #expect(silence.allSatisfy { $0 < 0.05 })
        let swing = sine(1, amplitude: 3_000, rate: Double(rate), frames: rate * 8)
        let shares = try shares(swing, rate: rate).dropFirst(100)
        #expect(shares.allSatisfy { $0 < 0.33 }, "\(shares.max() ?? 0)")
    }

    @Test(
        "a single spike does not repeat, however large it is",
        arguments: IsolatedSpikes.Shape.allCases, 0..<8)
    func spike(shape: IsolatedSpikes.Shape, seed: UInt64) throws {
        let spikes = IsolatedSpikes(shape: shape, perMinute: 10, amplitude: 4_000, seed: seed)
            .signal(seconds: 60, rateHertz: 512)
        let hiss = noise(amplitude: 200, frames: spikes.count, seed: seed)
        let counts = zip(spikes, hiss).map { Int16($0.rounded()) &+ $1 }
        let shares = try shares(counts, rate: 512).dropFirst(100)
        let share = Double(shares.count { $0 > 0.4 }) / Double(shares.count)
        #expect(share < 0.1, "seed \(seed): \(share)")
    }

    @Test("shares are those of exact arithmetic", arguments: [0, 1, 2] as [UInt64])
    func reference(seed: UInt64) throws {
        let rate = 250
        let counts =
            sine(6, amplitude: 500, rate: Double(rate), frames: rate * 10)
            + noise(amplitude: 900, frames: rate * 10, seed: seed)
        let plan = try planned(Self.yaml, rate: rate, channelCount: 1).plan.detection
        let shares = try shares(counts, rate: rate)
        let conditioned = ReferenceDetector.conditioned(plan, counts)
        let frames = Int(plan.hopFrames)
        let lagMax = Int(plan.measures.rhythm.lagMax)
        var correlations = [Double](repeating: 0, count: lagMax + 1)
        var means: [Double] = []
        for hop in shares.indices {
            let samples = conditioned[hop * frames..<(hop + 1) * frames]
            means.append((samples.reduce(0, +) / Double(frames)).rounded(.down))
            for lag in 0...lagMax {
                let product = lag <= hop ? means[hop] * means[hop - lag] : 0
                correlations[lag] +=
                    (product - correlations[lag]) * exp2(-Double(plan.measures.rhythm.shift))
            }
            guard hop > 50 else { continue }
            let best =
                (Int(plan.measures.rhythm.lagMin)...lagMax)
                .map { correlations[$0] - max(0, correlations[$0 / 2]) }.max() ?? 0
            let expected = max(0, best) / correlations[0]
            #expect(abs(shares[hop] - expected) < 0.01, "seed \(seed), hop \(hop)")
        }
    }

    @Test("a channel that is loud but not rhythmic does not vote")
    func gate() throws {
        let plan = try planned(Self.yaml, rate: 250, channelCount: 2).plan.detection
        let hops = DetectorRun(plan).run([
            0: noise(amplitude: 3_000, frames: 2_500, seed: 5),
            1: sine(6, amplitude: 3_000, rate: 250, frames: 2_500),
        ])
        for hop in hops.dropFirst(100) {
            #expect(hop.votes.usable[0] == 2)
            #expect(hop.reading(0).votes == 0)
            #expect(hop.reading(1).votes == 1)
        }
    }

    @Test("after a restart nothing is left of what was")
    func restart() throws {
        let plan = try planned(Self.yaml, rate: 250, channelCount: 1).plan.detection
        let run = DetectorRun(plan)
        _ = run.run([0: sine(5, amplitude: 3_000, rate: 250, frames: 2_500)])
        run.restart()
        let counts = noise(amplitude: 900, frames: 1_000, seed: 9)
        let after = run.run([0: counts]).map { $0.level(.rhythm) }
        let fresh = DetectorRun(plan).run([0: counts]).map { $0.level(.rhythm) }
        #expect(after == fresh)
    }
}
