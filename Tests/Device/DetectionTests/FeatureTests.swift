import Detection
import Foundation
import Testing

/// Levels of a whole detector against features computed in Double, and against what is known of a
/// sine.
@Suite("Features")
struct FeatureTests {
    /// Logarithms may differ by what 8 counts' rounding and the logarithm's own error make.
    private static let tolerance = 0.004

    private static let shapes: [(name: String, counts: @Sendable (Double, Int) -> Counts)] = [
        ("white noise", { _, frames in noise(amplitude: 3_000, frames: frames, seed: 3) }),
        ("full-scale noise", { _, frames in noise(amplitude: 32_767, frames: frames, seed: 4) }),
        ("sine", { rate, frames in sine(11, amplitude: 2_000, rate: rate, frames: frames) }),
        (
            "sine on an offset",
            { rate, frames in
                sine(7, amplitude: 900, rate: rate, frames: frames)
                    + Counts(repeating: 30_000, count: frames)
            }
        ),
        (
            "growing",
            { rate, frames in (0..<frames).map { Int16(sin(Double($0) * 0.4) * Double($0)) } }
        ),
    ]

    @Test(
        "line length and area are those of the definition, while the windows fill and after",
        arguments: [(250, 1), (512, 1), (16_384, 41), (2_048, 1)], 0..<5)
    func levels(rate: (Int, Int), shape: Int) throws {
        let yaml = "detector: {shortTermSeconds: {lineLength: 0.3, area: 0.5}}"
        let plan = try planned(yaml, rate: rate.0, denominator: rate.1).plan.detection
        let hertz = Double(rate.0) / Double(rate.1)
        let counts = Self.shapes[shape].counts(hertz, Int(plan.hopFrames) * 60)
        let reference = ReferenceDetector(plan, counts)
        // Counts become the levels' unit by the fraction bits of the conditioned signal.
        let scale = Double(plan.conditioning.outputFractionBits)
        for (index, hop) in DetectorRun(plan).run([5: counts]).enumerated() {
            let expected = (log2(reference.lineLength[index]), log2(reference.area[index]))
            // What is below 8 counts is rounding.
            guard expected.0 > 3, expected.1 > 3 else { continue }
            #expect(abs(hop.level(.lineLength, 5) - scale - expected.0) < Self.tolerance)
            #expect(abs(hop.level(.area, 5) - scale - expected.1) < Self.tolerance)
            // The other channels rest.
            #expect(hop.level(.lineLength, 4) == 0 && hop.level(.area, 4) == 0)
        }
    }

    /// Levels of half-waves, as half-waves per second.
    private func perSecond(_ hop: DetectorRun.Hop, _ plan: DetectionPlan, _ rate: Double) -> Double
    {
        let perHop = (exp2(hop.level(.halfWaves)) - Double(plan.measures.halfWave.floor)) / 256
        return perHop * rate / Double(plan.hopFrames)
    }

    @Test(
        "a sine has two half-waves a period where amplitude and duration qualify",
        arguments: [
            // hertz, amplitude in µV, expected half-waves a second
            (5.0, 100.0, 10.0), (10, 100, 20), (23, 100, 46), (40, 100, 80),
            // Too low, too short, too long.
            (10, 20, 0), (70, 100, 0), (1.5, 100, 0),
        ])
    func sines(hertz: Double, microvolts: Double, expected: Double) throws {
        let yaml = """
            detector:
              features: [area, halfWaves]
              patterns: [{feature: halfWaves, thresholdPercent: 200}]
              highPassHertz: 0
              bandPassHertz: [0.5, 200]
              shortTermSeconds: {halfWaves: 4}
              halfWave: {amplitudeMicrovolts: 60, bandHertz: [3, 50]}
            """
        let rate = 1_000.0
        let plan = try planned(yaml, rate: 1_000).plan.detection
        let counts = sine(hertz, amplitude: microvolts * 4, rate: rate, frames: 8_000)
        let hops = DetectorRun(plan).run([0: counts])
        #expect(abs(perSecond(hops[399], plan, rate) - expected) <= 0.3 + expected * 0.01)
    }

    @Test("ripple on a slope is no half-wave")
    func hysteresis() throws {
        let yaml = """
            detector:
              features: [area, halfWaves]
              patterns: [{feature: halfWaves, thresholdPercent: 200}]
              highPassHertz: 0
              bandPassHertz: [0.5, 400]
              shortTermSeconds: {halfWaves: 4}
              halfWave: {amplitudeMicrovolts: 100, bandHertz: [1, 400]}
            """
        let rate = 1_000.0
        let plan = try planned(yaml, rate: 1_000).plan.detection
        let slow = sine(5, amplitude: 800, rate: rate, frames: 8_000)
        // 8 µV of ripple lie within a quarter of the 100 µV that count; 40 µV break every slope.
        let small = slow + sine(90, amplitude: 32, rate: rate, frames: 8_000)
        let large = slow + sine(90, amplitude: 800, rate: rate, frames: 8_000)
        let hops = DetectorRun(plan).run([0: small])
        #expect(abs(perSecond(hops[399], plan, rate) - 10) < 0.4)
        let broken = DetectorRun(plan).run([0: large])
        #expect(perSecond(broken[399], plan, rate) > 60)
    }

    @Test("the least height follows the trend of the area")
    func relativeAmplitude() throws {
        let yaml = """
            detector:
              features: [area, halfWaves]
              patterns: [{feature: halfWaves, thresholdPercent: 200}]
              bandPassHertz: [1, 100]
              shortTermSeconds: {halfWaves: 1, area: 0.5}
              halfWave: {amplitudePercent: 400, bandHertz: [3, 50]}
            """
        let rate = 500.0
        let plan = try planned(yaml, rate: 500).plan.detection
        // A sine's height is pi times its mean magnitude: 314 % of the trend, which is too low. The
        // height of one that is half as large again is 471 % of the old trend.
        let quiet = sine(10, amplitude: 1_000, rate: rate, frames: 5_000)
        let louder = sine(10, amplitude: 1_500, rate: rate, frames: 2_000)
        let run = DetectorRun(plan)
        let before = run.run([0: quiet])
        #expect(perSecond(try #require(before.last), plan, rate) < 0.1)
        let after = run.run([0: louder], learns: { _ in false })
        #expect(abs(perSecond(try #require(after.last), plan, rate) - 20) < 0.5)
    }
}
