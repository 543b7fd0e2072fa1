import Planning

/// From which score on a hop is positive: one unit above whichever is more of
/// - what 99 % of the disturbed background reach,
/// - the score from which the background that was learned from would have raised an alarm;
///
/// but no higher than half-way from what 99 % of the background reach to the median of the weakest
/// seizure learned from, so that another may be weaker still; and never below even odds. The rule is
/// the same for every patient; docs/evaluation.md has what others would have come to.
struct ThresholdChoice {
    static let marginUnits = 1.0

    let threshold: Int

    init(
        _ model: DetectorModel, seizure: TrainingRows, background: TrainingRows,
        disturbed: TrainingRows, onsetSeconds: Double
    ) {
        let disturbedScore = percentile(99, of: disturbed.scores(by: model))
        let backgroundScores = background.scores(by: model)
        // A row fewer than an onset lasts: a little longer, and it would have been an alarm.
        let rowCount = max(1, Int((onsetSeconds / background.spacingSeconds).rounded()) - 1)
        let alarmScore = Self.highestHeld(backgroundScores, rowCount: rowCount)
        let scores = seizure.scores(by: model)
        let medians = Dictionary(grouping: scores.indices) {
            [seizure.rows[$0].recording, seizure.rows[$0].piece]
        }.values.map { percentile(50, of: $0.map { scores[$0] }) }
        let weakest = medians.min() ?? 0
        let halfWay = (percentile(99, of: backgroundScores) + weakest) / 2
        let margin = Int(Self.marginUnits * LearnedDesign.scoreUnit)
        threshold = max(0, min(halfWay, max(disturbedScore, alarmScore) + margin))
    }

    /// The highest score that so many rows in a row reach, as an onset needs.
    private static func highestHeld(_ scores: [Int], rowCount: Int) -> Int {
        guard scores.count >= rowCount else { return scores.min() ?? 0 }
        return (0...scores.count - rowCount).map { start in
            scores[start..<start + rowCount].min() ?? 0
        }.max() ?? 0
    }
}

extension DetectorModel {
    /// The same model with its threshold so many units higher, never below even odds.
    package func raised(byUnits units: Double) -> DetectorModel {
        var model = self
        let raise = Int((units * LearnedDesign.scoreUnit).rounded())
        if raise != 0 { model.threshold = max(0, threshold + raise) }
        return model
    }
}

extension TrainingRows {
    /// The device's score of each row.
    func scores(by model: DetectorModel) -> [Int] {
        rows.indices.map { model.score(values(ofRow: $0)) }
    }
}

/// The score below which so many of a hundred lie.
func percentile(_ percent: Int, of scores: [Int]) -> Int {
    let sorted = scores.sorted()
    return sorted[min(sorted.count - 1, sorted.count * percent / 100)]
}
