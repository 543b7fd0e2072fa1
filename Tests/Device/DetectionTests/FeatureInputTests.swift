import Detection
import Foundation
import Planning
import TestSupport
import Testing

/// Rhythm and fast activity as inputs of a learned detector, against Double and by what they mean.
@Suite("Rhythm and fast activity as inputs")
struct FeatureInputTests {
    private static let rates = [200, 256, 512, 1_000, 2_048]

    private func plan(
        _ features: String = "rhythm, fastActivity", rate: Int, channelCount: Int = 1
    ) throws -> DetectionPlan {
        let yaml = """
            detector:
              learned: {features: [\(features)]}
              quality: {mainsHertz: []}
            """
        return try Planner.plan(
            measuringInputsFor: Settings(yaml: yaml, over: .standard, file: "test"),
            signal: SignalDescription(
                channelNames: (1...channelCount).map { "C\($0)" }, rateNumerator: rate,
                rateDenominator: 1)
        ).plan.detection
    }

    /// Rhythm and fast activity of the first channel, a hop each.
    private func inputs(_ plan: DetectionPlan, _ counts: Counts) -> [(rhythm: Int32, fast: Int32)] {
        let run = DetectorRun(plan)
        let frames = Int(plan.hopFrames)
        return (0..<counts.count / frames).map { hop in
            _ = run.run([0: Counts(counts[hop * frames..<(hop + 1) * frames])])
            let lanes = run.detector.inputs(ofGroup: 0)
            return (lanes[6][0], lanes[7][0])
        }
    }

    @Test("the inputs are those of exact arithmetic", arguments: rates, [3_000, 200] as [Int16])
    func reference(rate: Int, amplitude: Int16) throws {
        let plan = try plan(rate: rate)
        var counts = noise(amplitude: amplitude, frames: rate * 20, seed: UInt64(rate))
        let fast = sine(25, amplitude: Double(amplitude), rate: Double(rate), frames: counts.count)
        let slow = sine(5, amplitude: Double(amplitude), rate: Double(rate), frames: counts.count)
        for frame in counts.indices {
            if frame > 8 * rate, frame < 12 * rate { counts[frame] &+= fast[frame] }
            if frame > 14 * rate { counts[frame] &+= slow[frame] }
        }
        let found = inputs(plan, counts)
        var exact = ExactFastActivity(plan)
        var baselines: [Double] = []
        let slack = Double(plan.measures.fastActivity.muscleSlack) / 67_108_864
        let stepMax = Double(plan.learned.baseline.stepMax) / 67_108_864
        var most = (rhythm: Int32(0), fast: Int32(0))
        for (hop, samples) in exact.hops(ReferenceDetector.conditioned(plan, counts)).enumerated() {
            let levels = exact.levels(samples)
            if hop > 0 {
                let rises = zip(levels, baselines).map { $0 - $1 }
                let expected = rises[0] - max(0, rises[1], rises[2] - slack)
                if hop > 50 {
                    let difference = Double(found[hop].fast) / 1_024 - max(-2, min(2, expected))
                    #expect(abs(difference) < 0.02, "hop \(hop)")
                }
                let isFirst = hop < Int(plan.learned.baseline.firstHops)
                let share = 1 / Double(min(hop + 1, Int(plan.learned.baseline.hops)))
                for band in 0..<3 {
                    let step = isFirst ? rises[band] : max(-stepMax, min(stepMax, rises[band]))
                    baselines[band] += step * share
                }
            } else {
                baselines = levels
            }
            most = (max(most.rhythm, found[hop].rhythm), max(most.fast, found[hop].fast))
        }
        // Both have been there, so that something was compared.
        #expect(most.fast > 512 && most.rhythm > 512, "\(most)")
    }

    @Test("the rhythm is its share, in 1/2,048", arguments: [64, 250, 512])
    func rhythm(rate: Int) throws {
        let yaml = """
            detector:
              features: [rhythm]
              shortTermSeconds: {rhythm: 0.02}
              patterns: [{feature: rhythm, thresholdAbsolute: 40}]
              quality: {mainsHertz: []}
            """
        let counts =
            sine(6, amplitude: 700, rate: Double(rate), frames: rate * 12)
            + noise(amplitude: 900, frames: rate * 12, seed: 3)
        let pattern = try planned(yaml, rate: rate, channelCount: 1).plan.detection
        let shares = DetectorRun(pattern).run([0: counts]).map { exp2($0.level(.rhythm)) / 65_536 }
        let found = inputs(try plan("rhythm", rate: rate), counts)
        for hop in shares.indices.dropFirst(10) {
            #expect(abs(Double(found[hop].rhythm) / 2_048 - min(1, shares[hop])) < 0.001)
            #expect(found[hop].fast == 0, "not asked for")
        }
        #expect(found.contains { $0.rhythm > 600 })
    }

    @Test("below the rate that holds muscle there is no fast activity, and no memory for it")
    func lowRate() throws {
        let counts = noise(amplitude: 900, frames: 128 * 12, seed: 3)
        let both = try plan(rate: 128)
        let rhythm = try plan("rhythm", rate: 128)
        #expect(inputs(both, counts).allSatisfy { $0.fast == 0 })
        #expect(Detector.memoryBytes(for: both) == Detector.memoryBytes(for: rhythm))
        let neither = try plan("fastActivity", rate: 128)
        #expect(neither.learned.inputCount == 6)
        #expect(
            Detector.memoryBytes(for: neither) == Detector.memoryBytes(for: try plan("", rate: 128))
        )
    }

    @Test("what is no input costs no memory, and what is costs what it remembers")
    func memory() throws {
        func bytes(_ features: String) throws -> Int {
            Detector.memoryBytes(for: try plan(features, rate: 512, channelCount: 32))
        }
        let none = try bytes("")
        let rhythm = try bytes("rhythm")
        let both = try bytes("rhythm, fastActivity")
        // Four groups of eight numbers: 43 for a rhythm and 7 for the inputs with one hop's window;
        // 20 for fast activity and its window.
        #expect(rhythm - none <= 4 * 32 * (43 + 7 + 1) + 64 * 4)
        #expect(both - rhythm <= 4 * 32 * (20 + 1) + 64 * 4)
    }

    @Test("a channel at fault says nothing, and its baselines stand still")
    func fault() throws {
        let plan = try plan(rate: 256)
        let alive = noise(amplitude: 900, frames: 256 * 8, seed: 1)
        let run = DetectorRun(plan)
        _ = run.run([0: alive])
        // Not a number, and so at fault from the first hop on.
        _ = run.run([0: Counts(repeating: .min, count: 64)])
        let lanes = run.detector.inputs(ofGroup: 0)
        for input in 0..<LearnedInput.countMax { #expect(lanes[input][0] == 0) }
    }

    @Test("nothing leaves 32 bits at full scale, nor the range of an input", arguments: rates)
    func fullScale(rate: Int) throws {
        let plan = try plan(rate: rate)
        let counts = sine(25, amplitude: 32_767, rate: Double(rate), frames: rate * 8)
            .enumerated().map { frame, count in
                frame / rate % 3 == 0 ? Int16(0) : count < 0 ? -32_767 : 32_767
            }
        for item in inputs(plan, counts) {
            #expect((0...2_048).contains(item.rhythm))
            #expect((-2_048...2_048).contains(item.fast))
        }
    }
}
