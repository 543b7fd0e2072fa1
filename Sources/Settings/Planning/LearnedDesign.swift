import Detection
import Foundation

/// The figures of the learned detector's inputs. They were chosen on the recordings and patients of
/// docs/evaluation.md, and are the same for every patient: what is learned are weights and threshold.
public enum LearnedDesign {
    /// Corner frequencies of the low-passes in a row, as near as shifts come; those beyond 0.35 of
    /// the sampling rate are left out.
    static let cornersHertz: [Double] = [60, 30, 15, 7.5, 3.75]
    /// Time constant of the short-term means.
    static let meanSeconds = 0.5
    static let baselineSeconds = 120.0
    /// The baseline is the plain mean of so long at first.
    static let baselineFirstSeconds = 4.0
    /// A hop counts as no farther from the baseline than this.
    static let baselineStepOctaves = 0.5
    /// An input is held within plus and minus this.
    package static let inputOctaves = 2.0
    /// What a person calls one unit of the score: a natural logarithm of odds.
    public static let scoreUnit = exp2(22.0)
    /// A weight of one unit an octave.
    public static let weightUnit = 4_096.0
    /// An octave of an input.
    public static let octave = 1_024.0

    /// The shift of each low-pass: 1 - e^(-2 pi f / rate), to the nearest power of two.
    public static func bandShifts(rateHertz: Double) -> [Int] {
        cornersHertz.filter { $0 < 0.35 * rateHertz }.map { corner in
            max(1, Int((-Foundation.log2(1 - exp(-2 * .pi * corner / rateHertz))).rounded()))
        }
    }

    /// The rhythm's input where all of the power repeats itself.
    public static let rhythmWhole = 2_048.0

    /// What an input measures, such as `9.1 to 42 Hz`: where it passes more than half of the power that it
    /// passes at its strongest.
    public static func name(ofInput input: Int, shifts: [Int], rateHertz: Double) -> String {
        if input == Int(LearnedInput.rhythm.rawValue) { return "rhythm" }
        if input == Int(LearnedInput.fastActivity.rawValue) { return "fast activity" }
        guard input > 0 else { return "line length" }
        guard input <= shifts.count else { return "unused" }
        // Frequencies from a thousandth of the highest to it, evenly on a logarithmic scale.
        let frequencies = (0...3_000).map { rateHertz / 2 * pow(10, Double($0) / 1_000 - 3) }
        let powers = frequencies.map {
            power(ofInput: input, shifts: shifts, radians: 2 * .pi * $0 / rateHertz)
        }
        let half = (powers.max() ?? 0) / 2
        let passed = powers.indices.filter { powers[$0] >= half }
        guard let first = passed.first, let last = passed.last else { return "unused" }
        let low = brief(frequencies[first])
        return last == powers.count - 1
            ? "above \(low) Hz" : "\(low) to \(brief(frequencies[last])) Hz"
    }

    /// Power gain of a band: what its low-pass takes from the output of those before it. A low-pass
    /// y += a (x - y) has the squared magnitude a^2 / (1 + b^2 - 2 b cos w), b = 1 - a, and takes
    /// b^2 (2 - 2 cos w) / (1 + b^2 - 2 b cos w).
    private static func power(ofInput input: Int, shifts: [Int], radians: Double) -> Double {
        var power = 1.0
        for (place, shift) in shifts.prefix(input).enumerated() {
            let b = 1 - exp2(-Double(shift))
            let below = 1 + b * b - 2 * b * cos(radians)
            let passed = place == input - 1 ? b * b * (2 - 2 * cos(radians)) : (1 - b) * (1 - b)
            power *= passed / below
        }
        return power
    }

    /// Two digits, or all before the point.
    private static func brief(_ value: Double) -> String {
        format(value < 10 ? (value * 10).rounded() / 10 : value.rounded())
    }

    /// A plan that measures the inputs and decides nothing.
    ///
    /// - Parameter settings: what is measured, and what may adapt.
    static func plan(
        _ settings: LearnedSettings, bandShifts: [Int], rateHertz: Double, hopSeconds: Double
    ) -> LearnedPlan {
        func hops(_ seconds: Double) -> Int32 { Int32(max(1, (seconds / hopSeconds).rounded(.up))) }
        var plan = LearnedPlan()
        plan.family = .measuring
        plan.features = settings.features.measured(atHertz: rateHertz)
        plan.bandCount = Int32(bandShifts.count)
        for (band, shift) in bandShifts.enumerated() { plan.bandShifts[band] = Int32(shift) }
        plan.meanHops = hops(meanSeconds)
        plan.baseline.hops = hops(baselineSeconds)
        plan.baseline.firstHops = hops(baselineFirstSeconds)
        plan.baseline.stepMax = Int32(baselineStepOctaves * exp2(26))
        plan.baseline.learningHopsMax =
            settings.adaptBaseline ? DetectionLimits.hopCountMax : plan.baseline.firstHops
        plan.inputMax = Int32(inputOctaves * octave)
        guard settings.adaptThreshold else { return plan }
        plan.operatingPoint.belowMax = Int32(settings.thresholdBelow * scoreUnit)
        plan.operatingPoint.aboveMax = Int32(settings.thresholdAbove * scoreUnit)
        // One unit down in half an hour.
        plan.operatingPoint.step = Int32(max(1, scoreUnit / (1_800 / hopSeconds)))
        return plan
    }
}
