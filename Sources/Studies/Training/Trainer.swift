import Detection
import Foundation
import Planning

/// From rows to a model.
package enum Trainer {
    /// Two seconds of it; some of which are made into disturbances too.
    static let backgroundRowsMin = 20

    /// Fits a model, quantises it and sets its threshold.
    ///
    /// - Parameter settings: the conditioning that the rows were measured with.
    package static func train(
        _ rows: TrainingRows, family: DetectorModel.Family, settings: Settings, rateHertz: Double
    ) throws(TrainingError) -> TrainedModel {
        let seizure = rows.filtered(\.isSeizure)
        let background = rows.filtered { !$0.isSeizure }
        guard !seizure.rows.isEmpty else {
            throw TrainingError(
                "no seizure to learn from: give at least one recording with an annotated seizure "
                    + "(an _events.tsv beside it, or annotations in it)")
        }
        guard background.rows.count >= backgroundRowsMin else {
            throw TrainingError(
                "hardly any background to learn from: give a recording with some minutes without a "
                    + "seizure (the first 5 s of each, and the 10 s after a seizure, do not count)")
        }
        let bandCount = LearnedDesign.bandShifts(rateHertz: rateHertz).count
        var disturbances = Disturbances()
        let disturbed = disturbances.rows(from: background, bandCount: bandCount)
        let fitted = try fit(seizure, background, disturbed, family)
        var model = DetectorModel(
            family: family, rateHertz: rateHertz, channels: rows.channels, settings: settings,
            intercept: 0, threshold: 0, backgroundScore: 0)
        fitted.fill(&model)
        model.backgroundScore = percentile(
            99, of: background.scores(by: model))
        model.threshold =
            ThresholdChoice(
                model, seizure: seizure, background: background, disturbed: disturbed,
                onsetSeconds: settings.detector.learned.onsetSeconds
            ).threshold
        model.training.hops = seizure.rows.count + background.rows.count
        measureLoss(of: &model, fitted, [seizure, background])
        return TrainedModel(model: model, exact: fitted)
    }

    private static func fit(
        _ seizure: TrainingRows, _ background: TrainingRows, _ disturbed: TrainingRows,
        _ family: DetectorModel.Family
    ) throws(TrainingError) -> ExactModel {
        let inputs = seizure.inputs + background.inputs + disturbed.inputs
        let isPositive =
            Array(repeating: true, count: seizure.rows.count)
            + Array(repeating: false, count: background.rows.count + disturbed.rows.count)
        switch family {
        case .linear:
            return .linear(
                LogisticFit(
                    rows: inputs.map { Float($0) / Float(LearnedDesign.octave) },
                    columnCount: seizure.columnCount, isPositive: isPositive))
        case .trees:
            let texts = try GradientBoosting().fit(
                rows: inputs.map(Float.init), columnCount: seizure.columnCount,
                isPositive: isPositive)
            do {
                return .trees(
                    try texts.map {
                        try JSONDecoder().decode(BoostedTree.self, from: Data($0.utf8))
                    }
                )
            } catch {
                throw TrainingError("libxgboost wrote trees that cannot be read")
            }
        }
    }

    private static func measureLoss(
        of model: inout DetectorModel, _ fitted: ExactModel, _ sets: [TrainingRows]
    ) {
        for rows in sets {
            for index in rows.rows.indices {
                let values = rows.values(ofRow: index)
                let whole = model.score(values)
                let exact = fitted.score(values.map(Float.init))
                let loss = abs(Double(whole) / LearnedDesign.scoreUnit - exact)
                model.training.scoreLossMax = max(model.training.scoreLossMax, loss)
                let isAbove = exact * LearnedDesign.scoreUnit >= Double(model.threshold)
                if (whole >= model.threshold) != isAbove {
                    model.training.hopsJudgedDifferently += 1
                }
            }
        }
    }
}
