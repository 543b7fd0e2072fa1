/// The thresholds of a plan, which may change while a loop runs.
public struct DetectionThresholds: BitwiseCopyable, Equatable, Sendable {
    /// `PatternPlan.threshold` of each pattern; of no account beyond the plan's `patternCount`.
    public var patterns: PerPattern<Int32>
    /// `LearnedPlan.threshold`.
    public var learned: Int32

    /// As given; nothing is checked.
    public init(patterns: PerPattern<Int32>, learned: Int32) {
        self.patterns = patterns
        self.learned = learned
    }

    /// Those of a plan.
    public init(_ plan: DetectionPlan) {
        patterns = [
            plan.patterns[0].threshold, plan.patterns[1].threshold, plan.patterns[2].threshold,
        ]
        learned = plan.learned.threshold
    }

    /// Whether all are the same.
    public static func == (one: Self, other: Self) -> Bool {
        one.learned == other.learned && one.patterns[0] == other.patterns[0]
            && one.patterns[1] == other.patterns[1] && one.patterns[2] == other.patterns[2]
    }
}
