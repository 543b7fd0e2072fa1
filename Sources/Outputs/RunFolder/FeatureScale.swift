import ClosedLoop
import Detection
import FixedPoint
import Foundation
import Planning

/// The detector's logarithms in a person's units.
struct FeatureScale {
    let pattern: PatternPlan
    private let plan: DetectionPlan
    private let lsbMicrovolts: Double
    private let hopSeconds: Double

    init(_ planned: PlannedLoop, pattern index: Int) {
        plan = planned.plan.detection
        pattern = plan.patterns[index]
        lsbMicrovolts = planned.lsbMicrovolts
        hopSeconds = planned.hopSeconds
    }

    /// `%` of the trend, or the unit of the absolute threshold.
    var unit: String {
        if pattern.isRelative { return "%" }
        return pattern.feature == .halfWaves ? "/s" : "µV"
    }

    var threshold: Double { value(pattern.threshold) }

    /// What a channel measured, in the threshold's unit; nil while it has no trend to compare with.
    func measured(_ reading: ChannelReading) -> Double? {
        let feature = Int(pattern.feature.rawValue)
        guard pattern.isRelative else { return value(reading.levels[feature]) }
        guard reading.hasTrend else { return nil }
        return value(reading.levels[feature] &- reading.trends[feature])
    }

    private func value(_ logarithm: Int32) -> Double {
        let linear = exp2(Double(logarithm) / exp2(Double(logarithmFractionBits)))
        if pattern.isRelative { return 100 * linear }
        if pattern.feature == .halfWaves {
            return max(0, linear - Double(plan.halfWave.floor)) / (256 * hopSeconds)
        }
        return linear / exp2(Double(plan.conditioning.outputFractionBits)) * lsbMicrovolts
    }
}

extension Decision {
    /// The patterns that made the decision: those that were positive where either is enough, both
    /// where both are needed. Their votes together are the score.
    func decidingPatterns(_ plan: DetectionPlan) -> [Int] {
        (0..<Int(plan.patternCount)).filter {
            plan.join == .and || votes.cast[$0] >= votes.needed[$0]
        }
    }

    /// The pattern that decided: the nearer to its votes where either is enough, the farther where
    /// both are needed.
    func leadingPattern(_ plan: DetectionPlan) -> Int {
        guard plan.patternCount > 1 else { return 0 }
        let first = votes.cast[0] * max(1, votes.needed[1])
        let second = votes.cast[1] * max(1, votes.needed[0])
        return plan.join == .and ? (second < first ? 1 : 0) : (second > first ? 1 : 0)
    }
}
