import Evaluation
import Foundation
import Planning
import Recordings
import TestSupport
import Testing

@testable import Training

/// Learning from subjects with other channels and rates, and refining with a patient's own seizures.
struct TravellingTests {
    private func recording(
        _ name: String, rate: Int, channels: Int, loud: Int, seizures: [Range<Int>], seconds: Int,
        in folder: URL
    ) throws -> AnnotatedRecording {
        try NoiseRecording(
            name: name, rate: rate, channels: (1...channels).map { "\(name)-\($0)" },
            loudCount: loud, loudness: 300, seed: UInt64(rate + seconds)
        ).write(seconds: seconds, seizures: seizures, in: folder)
    }

    private func threeSubjects(in folder: URL) throws -> [AnnotatedRecording] {
        try [
            recording(
                "sub-a", rate: 200, channels: 4, loud: 2, seizures: [70..<90], seconds: 120,
                in: folder),
            recording(
                "sub-b", rate: 250, channels: 2, loud: 2, seizures: [60..<80], seconds: 100,
                in: folder),
            recording(
                "sub-c", rate: 100, channels: 11, loud: 7, seizures: [80..<100, 140..<160],
                seconds: 200, in: folder),
        ]
    }

    @Test(
        "seizures of a subject that was not learned from are found, whatever its channels and rate")
    func subjectsLeftOut() throws {
        try inFolder { folder in
            let recordings = try threeSubjects(in: folder)
            let set = try TrainingSet(recordings, settings: .standard, travels: true)
            #expect(set.channels.count == 11)
            var models: [DetectorModel] = []
            let scored = try LeaveOneOut(recordings, by: .subject).run(set, family: .travelling) {
                models.append($1)
            }
            let scores = DetectorScores(scored)
            #expect(scores.sensitivity == 1)
            #expect(scores.falseAlarmCount == 0)
            #expect(
                models.map(\.training.recordings) == [
                    ["sub-b", "sub-c"], ["sub-a", "sub-c"], ["sub-a", "sub-b"],
                ])
            for model in models {
                #expect(model.channels.isEmpty && model.rateHertz == 0)
                #expect(model.training.scoreLossMax > 0 && model.training.scoreLossMax < 0.05)
            }
            var whole = try set.train(.travelling)
            #expect(whole.model.training.seizures == 4)
            try whole.measureEventLoss(on: set)
            #expect(whole.model.training.episodes == 4)
            #expect(whole.model.training.episodesThatDiffer == 0)
        }
    }

    @Test(
        "each subject weighs the same: twice a subject's recordings change nothing but its own part"
    )
    func subjectsWeighTheSame() throws {
        try inFolder { folder in
            let recordings = try threeSubjects(in: folder)
            let set = try TrainingSet(recordings, settings: .standard, travels: true)
            func weights(_ rows: [TrainingRows], _ subjects: [Int]) -> [Double] {
                TravellingFit(
                    rows, isPositive: rows.flatMap(\.rows).map(\.isSeizure), subjects: subjects,
                    prior: nil, seizureCount: 4
                ).weights
            }
            let own = set.rows.rows.map { Int($0.recording) }
            let once = weights([set.rows], own)
            let first = set.rows.filtered { $0.recording == 0 }
            let twice = weights(
                [set.rows, first], own + Array(repeating: 0, count: first.rows.count))
            for (one, other) in zip(once, twice) { #expect(abs(one - other) < 1e-6) }
            let alone = weights([set.rows], Array(repeating: 0, count: own.count))
            #expect(zip(once, alone).contains { abs($0 - $1) > 1e-3 })
        }
    }

    @Test("a patient's own seizures move the weights from the prior's, the more the more there are")
    func refinement() throws {
        try inFolder { folder in
            let recordings = try threeSubjects(in: folder)
            let others = try TrainingSet(
                Array(recordings.prefix(2)), settings: .standard, travels: true)
            let prior = try others.train(.travelling).model
            let own = try TrainingSet([recordings[2]], settings: .standard, travels: true)
            let refined = try own.train(.travelling, refining: prior).model
            #expect(refined.sharePermille == prior.sharePermille)
            func distance(_ seizureCount: Int) -> Double {
                let fit = TravellingFit(
                    [own.rows], isPositive: own.rows.rows.map(\.isSeizure),
                    subjects: own.rows.rows.map { _ in 0 }, prior: prior,
                    seizureCount: seizureCount)
                return zip(fit.weights, prior.weights[0]).reduce(0) {
                    let step = $1.0 - Double($1.1) / LearnedDesign.weightUnit
                    return $0 + step * step
                }
            }
            let distances = [1, 2, 5, 100].map(distance)
            #expect(distances[0] > 1e-3)
            #expect(zip(distances, distances.dropFirst()).allSatisfy { $0 < $1 })
        }
    }

    @Test("a penalty draws to the prior: what no row tells stays there")
    func priorStays() {
        let rows: [Float] = [1, 0, 0.5, 0, -1, 0, -0.7, 0]
        let fit = LogisticFit(
            rows: rows, columnCount: 2, isPositive: [true, true, false, false], prior: [0.3, -0.8])
        #expect(abs(fit.weights[1] + 0.8) < 1e-9)
        #expect(fit.weights[0] > 0.3)
        let held = LogisticFit(
            rows: rows, columnCount: 2, isPositive: [true, true, false, false], prior: [0.3, -0.8],
            penalty: 1e6)
        #expect(abs(held.weights[0] - 0.3) < 1e-5)
    }

    /// From a prior that is far off, whole Newton steps leave every bound.
    @Test(
        "the fit ends where its gradient is 0, however far the prior is", arguments: [3.0, 30, -30])
    func farPrior(weight: Double) {
        let rows = (0..<60).map { Float($0 % 20) / 10 - ($0 < 6 ? 0 : 1.5) }
        let isPositive = (0..<60).map { $0 < 6 }
        let penalty = 0.1
        let fit = LogisticFit(
            rows: rows, columnCount: 1, isPositive: isPositive, prior: [weight], penalty: penalty)
        var gradient = (weight: penalty * (fit.weights[0] - weight), intercept: 0.0)
        for (row, positive) in zip(rows, isPositive) {
            let probability = 1 / (1 + exp(-fit.intercept - fit.weights[0] * Double(row)))
            let slope = 0.5 / (positive ? 6 : 54) * (probability - (positive ? 1 : 0))
            gradient.weight += slope * Double(row)
            gradient.intercept += slope
        }
        #expect(abs(gradient.weight) < 1e-6 && abs(gradient.intercept) < 1e-6, "\(gradient)")
        #expect(abs(fit.intercept) < 128)
    }
}
