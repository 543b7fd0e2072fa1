import Detection
import Foundation
import Planning

/// From rows to a model.
package enum Trainer {
    /// Two seconds of it; some of which are made into disturbances too.
    static let backgroundRowsMin = 20

    /// Fits a model, quantises it and sets its threshold.
    ///
    /// - Parameters:
    ///   - settings: the conditioning that the rows were measured with.
    ///   - subjects: whose each recording is, for a travelling model.
    ///   - prior: a travelling model to refine.
    ///   - unitsAboveRule: how far above the rule's the threshold is to stand.
    package static func train(
        _ rows: TrainingRows, family: DetectorModel.Family, settings: Settings, rateHertz: Double,
        subjects: [Int] = [], refining prior: DetectorModel? = nil,
        unitsAboveRule: Double = 0
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
        let travels = family == .travelling
        let disturbed =
            travels
            ? Disturbances.rows(travellingFrom: background)
            : Disturbances.rows(from: background, rateHertz: rateHertz)
        let fitted =
            try travels
            ? fit(seizure, background, disturbed, subjects, prior)
            : fit(seizure, background, disturbed, family)
        var model = DetectorModel(
            family: family, rateHertz: rateHertz, channels: rows.channels, settings: settings,
            features: settings.detector.learned.features, intercept: 0, threshold: 0,
            backgroundScore: 0)
        fitted.fill(&model)
        func choose(_ keeps: (TrainingRows.Row) -> Bool) -> (threshold: Int, background: Int) {
            let background = background.filtered(keeps)
            let choice = ThresholdChoice(
                model, seizure: seizure.filtered(keeps), background: background,
                disturbed: disturbed.filtered(keeps),
                onsetSeconds: settings.detector.learned.onsetSeconds)
            return (choice.threshold, percentile(99, of: background.scores(by: model)))
        }
        if travels && prior == nil {
            let material = TravellingMaterial(seizure, background, disturbed, subjects)
            var histograms = ScoreHistograms()
            let onset = settings.detector.learned.onsetSeconds
            for one in material.histograms(by: model, onsetSeconds: onset) { histograms += one }
            histograms.setThreshold(of: &model)
            return try finished(model.raised(byUnits: unitsAboveRule), fitted, seizure, background)
        }
        // Of a model that is refined the median over the subjects that have enough of both.
        let whole = Set(subjects).filter { subject in
            let has = { (row: TrainingRows.Row) in subjects[Int(row.recording)] == subject }
            return travels && seizure.rows.contains(where: has)
                && background.rows.count(where: has) >= backgroundRowsMin
                && disturbed.rows.contains(where: has)
        }
        let choices =
            whole.isEmpty
            ? [choose { _ in true }]
            : whole.map { subject in choose { subjects[Int($0.recording)] == subject } }
        model.threshold = percentile(50, of: choices.map(\.threshold))
        model = model.raised(byUnits: unitsAboveRule)
        model.backgroundScore = percentile(50, of: choices.map(\.background))
        return try finished(model, fitted, seizure, background)
    }

    /// Checked against the device's numbers, with what whole numbers cost.
    private static func finished(
        _ model: DetectorModel, _ fitted: ExactModel, _ seizure: TrainingRows,
        _ background: TrainingRows
    ) throws(TrainingError) -> TrainedModel {
        var model = model
        guard
            [model.intercept, model.threshold, model.backgroundScore].allSatisfy({
                abs($0) <= DetectionLimits.scoreMax
            })
        else {
            throw TrainingError(
                "what was learned is beyond the device's numbers: give recordings with more "
                    + "background and more seizures")
        }
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
        case .travelling: preconditionFailure("fitted with its subjects")
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

    private static func fit(
        _ seizure: TrainingRows, _ background: TrainingRows, _ disturbed: TrainingRows,
        _ subjects: [Int], _ prior: DetectorModel?
    ) -> ExactModel {
        let seizureCount = Set(seizure.rows.map { [$0.recording, $0.piece] }).count
        return .travelling(
            TravellingFit(
                TravellingMaterial(seizure, background, disturbed, subjects).rows, prior: prior,
                seizureCount: seizureCount))
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
