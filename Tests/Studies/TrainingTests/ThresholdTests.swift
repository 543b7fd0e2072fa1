import Planning
import Testing

@testable import Training

/// Where the threshold comes to stand. The model is the first input itself, in octaves.
struct ThresholdTests {
    private static let unit = Int(LearnedDesign.scoreUnit)

    private var model: DetectorModel {
        var model = DetectorModel(
            family: .linear, rateHertz: 256, channels: ["A"], settings: .standard, intercept: 0,
            threshold: 0, backgroundScore: 0)
        model.weights = [[4_096, 0, 0, 0, 0, 0]]
        return model
    }

    /// Rows a tenth of a second apart; scores in units, at most 2.
    private func rows(_ scores: [Double], isSeizure: Bool, piece: Int32 = 0) -> TrainingRows {
        var rows = TrainingRows(channels: ["A"], inputCount: 6)
        for score in scores {
            rows.append(
                .init(isSeizure: isSeizure, recording: 0, piece: piece),
                [Int16(score * 1_024), 0, 0, 0, 0, 0])
        }
        return rows
    }

    private func threshold(
        seizures: [[Double]], background: [Double], disturbed: [Double] = [-2]
    ) -> Double {
        var seizure = rows([], isSeizure: true)
        for (index, scores) in seizures.enumerated() {
            let one = rows(scores, isSeizure: true, piece: Int32(index))
            for row in one.rows.indices { seizure.append(one.rows[row], one.values(ofRow: row)) }
        }
        let choice = ThresholdChoice(
            model, seizure: seizure, background: rows(background, isSeizure: false),
            disturbed: rows(disturbed, isSeizure: false), onsetSeconds: 0.3)
        return Double(choice.threshold) / Double(Self.unit)
    }

    @Test("too little background is said, whatever else is there", arguments: [0, 1, 3, 19])
    func hardlyAnyBackground(count: Int) {
        var all = rows([2, 2, 2, 2], isSeizure: true)
        let few = rows([Double](repeating: -1, count: count), isSeizure: false)
        for row in few.rows.indices { all.append(few.rows[row], few.values(ofRow: row)) }
        #expect {
            _ = try Trainer.train(all, family: .linear, settings: .standard, rateHertz: 256)
        } throws: { "\($0)".hasPrefix("hardly any background to learn from") }
    }

    private let quiet = [Double](repeating: -1, count: 400)

    @Test("quiet background leaves it at even odds")
    func evenOdds() {
        #expect(threshold(seizures: [[2, 2, 2]], background: quiet) == 0)
    }

    @Test("a unit above what the background holds for nearly 0.3 s; a moment's peak does not count")
    func alarms() {
        #expect(threshold(seizures: [[2, 2, 2]], background: quiet + [-0.5, -0.5]) == 0.5)
        #expect(threshold(seizures: [[2, 2, 2]], background: quiet + [-0.5]) == 0)
    }

    @Test("a unit above what disturbances reach")
    func disturbances() {
        let scores = quiet + [Double](repeating: -0.75, count: 40)
        #expect(threshold(seizures: [[2, 2, 2]], background: quiet, disturbed: scores) == 0.25)
    }

    @Test("no higher than half-way to the weakest seizure")
    func halfWay() {
        let restless = quiet + [1.5, 1.5, 1.5]
        #expect(threshold(seizures: [[2, 2, 2]], background: restless) == 0.5)
        #expect(threshold(seizures: [[2, 2, 2], [1.5, 1.5, 1.5]], background: restless) == 0.25)
        #expect(threshold(seizures: [[-1, -1, -1]], background: restless) == 0)
    }
}
