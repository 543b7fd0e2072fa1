import ClosedLoop
import Detection

/// A run's plan, some of it otherwise, for what would have been.
struct TriedPlan: Sendable {
    let plan: LoopPlan
    /// The patterns whose thresholds are tried. Those of others are the run's, whatever a person makes of
    /// them while it goes on.
    var patterns: Set<Int> = []
    /// Whether a learned detector's threshold is tried.
    var isScoreTried = false

    /// What decides where the run itself has other thresholds.
    func thresholds(over own: DetectionThresholds) -> DetectionThresholds {
        let tried = DetectionThresholds(plan.detection)
        var thresholds = own
        for pattern in patterns { thresholds.patterns[pattern] = tried.patterns[pattern] }
        if isScoreTried { thresholds.learned = tried.learned }
        return thresholds
    }
}
