import Planning

/// What a travelling model learns from, by subject. What a recording gives depends on nothing but the
/// recording, so that it is the same wherever it lies and whatever else is learned from.
package struct TravellingMaterial: Sendable {
    /// Subjects with rows of each kind.
    package let subjects: TravellingSubjects
    /// Seizures that the rows are of.
    package let seizureCount: Int
    let rows: TravellingRows
    private let seizure: TrainingRows
    private let background: TrainingRows
    private let disturbed: TrainingRows
    private let subjectOfRecording: [Int]

    /// - Parameter subjects: whose each recording is; none where all are one's.
    init(
        _ seizure: TrainingRows, _ background: TrainingRows, _ disturbed: TrainingRows,
        _ subjects: [Int]
    ) {
        (self.seizure, self.background, self.disturbed) = (seizure, background, disturbed)
        subjectOfRecording = subjects
        seizureCount = Set(seizure.rows.map { [$0.recording, $0.piece] }).count
        let sets = [seizure, background, disturbed]
        let others = background.rows.count + disturbed.rows.count
        rows = TravellingRows(
            sets,
            isPositive: Array(repeating: true, count: seizure.rows.count)
                + Array(repeating: false, count: others),
            subjects: sets.flatMap(\.rows).map { Self.subject($0, subjects) })
        self.subjects = rows.subjectCounts
    }

    /// Of a set made for a travelling model.
    package init(_ set: TrainingSet) {
        let background = set.rows.filtered { !$0.isSeizure }
        self.init(
            set.rows.filtered(\.isSeizure), background,
            Disturbances.rows(travellingFrom: background), set.subjects)
    }

    package var inputCount: Int { rows.inputCount }
    /// Rows of seizures and of background, without disturbances.
    package var rowCount: Int { seizure.rows.count + background.rows.count }
    package var backgroundRowCount: Int { background.rows.count }

    /// Each subject's sums at a point, in the subjects' order, as parts of `all`'s.
    package func sums(
        at point: TravellingPoint, sharePermille: Int, of all: TravellingSubjects
    ) -> [TravellingSums] {
        rows.sums(at: point, sharePermille: sharePermille, of: all)
    }

    /// Each subject's scores by a model, in the subjects' order.
    package func histograms(
        by model: DetectorModel, onsetSeconds: Double
    ) -> [ScoreHistograms] {
        var scores: [Int: [ScoreHistograms.Kind: [Int]]] = [:]
        func add(_ kind: ScoreHistograms.Kind, _ subject: Int, _ more: [Int]) {
            scores[subject, default: [:]][kind, default: []] += more
        }
        for (kind, set) in [
            (.seizure, seizure), (.background, background), (.disturbed, disturbed),
        ]
            as [(ScoreHistograms.Kind, TrainingRows)]
        {
            for (row, score) in zip(set.rows, set.scores(by: model)) {
                add(kind, Self.subject(row, subjectOfRecording), [score])
            }
        }
        for recording in Set(background.rows.map(\.recording)).sorted() {
            let own = background.filtered { $0.recording == recording }
            let spacing = own.spacingsOfRecordings[recording] ?? own.spacingSeconds
            // A row fewer than an onset lasts: a little longer, and it would have been an alarm.
            let count = max(1, Int((onsetSeconds / spacing).rounded()) - 1)
            add(
                .held, Self.subject(own.rows[0], subjectOfRecording),
                held(own.scores(by: model), rowCount: count))
        }
        return scores.sorted { $0.key < $1.key }.map { ScoreHistograms($0.value) }
    }

    private static func subject(_ row: TrainingRows.Row, _ subjects: [Int]) -> Int {
        subjects.isEmpty ? 0 : subjects[Int(row.recording)]
    }
}

/// What so many scores in a row reach, of every place; all of fewer scores together.
func held(_ scores: [Int], rowCount: Int) -> [Int] {
    guard scores.count >= rowCount else { return [scores.min() ?? 0] }
    return (0...scores.count - rowCount).map { start in
        scores[start..<start + rowCount].min() ?? 0
    }
}
