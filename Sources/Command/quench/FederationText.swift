import Federation
import Planning
import Report
import Runs
import Training

extension CentreOffer {
    /// What was offered, for a person.
    var text: String {
        let subjects = max(counts.subjects.withSeizures, counts.subjects.withBackground)
        let noise =
            privacy.map {
                "noise for epsilon \(decimal($0.epsilon, 3)) at delta \($0.delta) "
                    + "(rho \(decimal($0.rho, 5)))"
            } ?? "no noise"
        return """
            \(centre): \(counted(counts.seizures, "seizure")) and \
            \(decimal(counts.backgroundSeconds, 0)) s of background of \
            \(counted(subjects, "subject")) in \(counted(counts.recordings, "recording")); \
            \(noise); public key \(publicKey)

            """
    }
}

extension FederatedRound {
    /// Where the fit stands, for a person.
    var text: String {
        if let found {
            return
                "round \(number), the last: \(share(found.sharePermille)); the centres are asked for "
                + "their scores\n"
        }
        let lines = descents.map { descent in
            let loss = descent.best.map {
                hasNoise ? "loss not told" : "loss \(decimal($0.loss, 6))"
            }
            return "  \(share(descent.sharePermille)): \(loss ?? "not begun")"
                + (descent.isDone ? ", done" : "") + "\n"
        }
        return "round \(number): \(counted(offers.count, "centre")) are asked\n" + lines.joined()
    }
}

private func share(_ permille: Int) -> String {
    permille == 0
        ? "the strongest channel" : "\(decimal(Double(permille) / 10, 0)) % of the channels"
}

extension FederatedModel {
    /// The model and what each centre makes of it, for a person.
    var text: String {
        func row(_ name: String, _ point: TravellingPoint?, _ threshold: Double?) -> String {
            guard let point, let threshold else { return "\(name): nothing is left\n" }
            let weights = point.weights.map { decimal($0, 3) }.joined(separator: " ")
            return """
                \(name): weights \(weights), intercept \(decimal(point.intercept, 3)), \
                threshold \(decimal(threshold, 2))

                """
        }
        let threshold = Double(model.threshold) / LearnedDesign.scoreUnit
        return row("all", point, threshold)
            + withoutCentre.map {
                row("without \($0.centre), by one step", $0.point, $0.thresholdUnits)
            }.joined()
    }
}

/// The same as JSON.
struct FederatedReport: Encodable {
    private let weights: [Double]
    private let intercept: Double
    private let thresholdUnits: Double
    private let sharePermille: Int
    private let withoutCentre: [FederatedModel.WithoutCentre]

    init(_ federated: FederatedModel) {
        weights = federated.point.weights
        intercept = federated.point.intercept
        thresholdUnits = Double(federated.model.threshold) / LearnedDesign.scoreUnit
        sharePermille = federated.model.sharePermille ?? 0
        withoutCentre = federated.withoutCentre
    }
}
