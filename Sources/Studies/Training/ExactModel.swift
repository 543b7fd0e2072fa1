import Detection
import Planning

/// A model in floating point, as it was fitted.
enum ExactModel {
    case linear(LogisticFit)
    case trees([BoostedTree])
    case travelling(TravellingFit)

    /// The whole numbers nearest to it.
    func fill(_ model: inout DetectorModel) {
        switch self {
        case .linear(let fit):
            let weights = fit.weights.map { Int(($0 * LearnedDesign.weightUnit).rounded()) }
            let inputCount = model.inputCount
            model.weights = stride(from: 0, to: weights.count, by: inputCount).map {
                weights[$0..<$0 + inputCount].map { max(-32_767, min(32_767, $0)) }
            }
            model.intercept = Int((fit.intercept * LearnedDesign.scoreUnit).rounded())
        case .trees(let trees): model.trees = trees.map { $0.quantised() }
        case .travelling(let fit):
            model.weights = [
                fit.weights.map {
                    max(-32_767, min(32_767, Int(($0 * LearnedDesign.weightUnit).rounded())))
                }
            ]
            model.intercept = Int((fit.intercept * LearnedDesign.scoreUnit).rounded())
            model.sharePermille = fit.sharePermille
        }
    }

    /// The score of one row, in units.
    func score(_ values: [Float]) -> Double {
        switch self {
        case .linear(let fit):
            zip(fit.weights, values).reduce(fit.intercept) {
                $0 + $1.0 * Double($1.1) / LearnedDesign.octave
            }
        case .trees(let trees): trees.reduce(0) { $0 + $1.score(values[...]) }
        case .travelling(let fit): fit.score(values)
        }
    }
}

/// A model for the device, and what it was before it became whole numbers.
package struct TrainedModel {
    package internal(set) var model: DetectorModel
    let exact: ExactModel
}

extension DetectorModel {
    /// A travelling model at a point, for the device, without a threshold yet.
    ///
    /// - Parameter settings: its conditioning and inputs.
    package init(travelling point: TravellingPoint, sharePermille: Int, settings: Settings) {
        self.init(
            family: .travelling, rateHertz: 0, channels: [], settings: settings,
            features: settings.detector.learned.features, intercept: 0, threshold: 0,
            backgroundScore: 0)
        ExactModel.travelling(TravellingFit(point, sharePermille: sharePermille)).fill(&self)
    }
}
