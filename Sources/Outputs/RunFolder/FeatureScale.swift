import ClosedLoop
import Detection
import FixedPoint
import Foundation
import Planning

/// The detector's logarithms in a person's units.
package struct FeatureScale: Sendable {
    package let pattern: PatternPlan
    private let absolute: FeatureUnit
    private let rhythm: FeatureUnit

    package init(_ planned: PlannedLoop, pattern index: Int) {
        let plan = planned.plan.detection
        pattern = plan.patterns[index]
        func unit(_ feature: Feature) -> FeatureUnit {
            FeatureUnit(
                feature, plan, lsbNanovolts: planned.lsbMicrovolts * 1_000,
                hopSeconds: planned.hopSeconds)
        }
        absolute = unit(pattern.feature)
        rhythm = unit(.rhythm)
    }

    /// `%` of the trend, or the unit of the absolute threshold.
    package var unit: String { pattern.isRelative ? "%" : absolute.name }

    package var threshold: Double { value(pattern.threshold) }

    /// What a channel measured, in the threshold's unit; nil while it has no trend to compare with.
    ///
    /// - Parameter before: what it showed a hop earlier, when the trends were those that the votes
    ///   were cast by; those of `reading` have learned from this hop, which is near
    ///   enough for a picture.
    package func measured(
        _ reading: ChannelReading, after before: ChannelReading? = nil
    ) -> Double? {
        let feature = pattern.feature
        let before = before ?? reading
        guard pattern.isRelative else { return value(reading.levels[feature]) }
        guard before.hasTrend else { return nil }
        return value(reading.levels[feature] &- before.trends[feature])
    }

    /// What made the channel vote: the feature and, where the pattern asks for it, its rhythm.
    func name(_ reading: ChannelReading) -> String {
        guard pattern.rhythmMin > 0 else { return "\(pattern.feature.name)" }
        let level = reading.levels[.rhythm]
        let percent = rhythm.value(exp2(Double(level) / exp2(Double(logarithmFractionBits))))
        return "\(pattern.feature.name), \(Int(percent))% rhythmic"
    }

    private func value(_ logarithm: Int32) -> Double {
        let linear = exp2(Double(logarithm) / exp2(Double(logarithmFractionBits)))
        return pattern.isRelative ? 100 * linear : absolute.value(linear)
    }
}

extension Decision {
    /// The patterns that made the decision: those that were positive where any is enough, all where
    /// all are needed. Their votes together are the score.
    func decidingPatterns(_ plan: DetectionPlan) -> [Int] {
        (0..<Int(plan.patternCount)).filter {
            plan.join == .and || votes.cast[$0] >= votes.needed[$0]
        }
    }

    /// The pattern that decided: the nearest to its votes where any is enough, the farthest where
    /// all are needed.
    func leadingPattern(_ plan: DetectionPlan) -> Int {
        guard plan.patternCount > 1 else { return 0 }
        return (1..<Int(plan.patternCount)).reduce(0) { leading, pattern in
            let one = votes.cast[pattern] * max(1, votes.needed[leading])
            let other = votes.cast[leading] * max(1, votes.needed[pattern])
            return (plan.join == .and ? one < other : one > other) ? pattern : leading
        }
    }
}
