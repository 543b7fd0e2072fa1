import Detection
import Planning
import Training

/// The end of a federation: the model, and what it would be without each centre.
package struct FederatedModel {
    package let model: DetectorModel
    package let point: TravellingPoint
    package let withoutCentre: [WithoutCentre]

    /// What a centre makes of the model. A centre that tells what it never measured cannot be found
    /// out by its signature; that the others' model is another can be seen here.
    package struct WithoutCentre: Encodable, Sendable {
        package var centre: String
        /// One Newton step from the model's towards the others' optimum, each of the others weighing as
        /// before; nil where no other has seizures or background.
        package var point: TravellingPoint?
        /// Units, by the model's weights and the others' scores.
        package var thresholdUnits: Double?
    }

    init(_ round: FederatedRound, _ answers: [CentreAnswer]) throws(FederationError) {
        guard let found = round.found, var model = round.model else {
            preconditionFailure("the last round has found a point")
        }
        point = found.point
        var histograms = ScoreHistograms()
        for answer in answers { histograms += answer.histograms ?? ScoreHistograms() }
        histograms.setThreshold(of: &model)
        guard
            [model.intercept, model.threshold, model.backgroundScore].allSatisfy({
                abs($0) <= DetectionLimits.scoreMax
            })
        else {
            throw FederationError(
                "what was learned is beyond the device's numbers: more background and more seizures "
                    + "are needed")
        }
        var record = DetectorModel.TrainingRecord()
        for offer in round.offers {
            record.recordings.append("\(offer.centre) (\(offer.counts.recordings))")
            record.seizures += offer.counts.seizures
            record.seizureSeconds += offer.counts.seizureSeconds
            record.backgroundSeconds += offer.counts.backgroundSeconds
            record.hops += offer.counts.rows
        }
        // No row is here to compare scores on: what rounding the weights can come to at most.
        record.scoreLossMax =
            Double(round.configuration.inputCount) * LearnedDesign.inputOctaves
            * 0.5 / LearnedDesign.weightUnit + 0.5 / LearnedDesign.scoreUnit
        model.training = record
        self.model = model
        withoutCentre = round.offers.indices.map {
            Self.without($0, round, answers, at: found.point, model)
        }
    }

    private static func without(
        _ left: Int, _ round: FederatedRound, _ answers: [CentreAnswer],
        at point: TravellingPoint, _ model: DetectorModel
    ) -> WithoutCentre {
        let others = round.offers.indices.filter { $0 != left }
        let subjects = others.map { round.offers[$0].counts.subjects }
        var without = WithoutCentre(centre: round.offers[left].centre)
        guard subjects.contains(where: { $0.withSeizures > 0 }),
            subjects.contains(where: { $0.withBackground > 0 })
        else { return without }
        var sums = TravellingSums(inputCount: round.configuration.inputCount)
        var histograms = ScoreHistograms()
        for index in others {
            sums += answers[index].sums[0]
            histograms += answers[index].histograms ?? ScoreHistograms()
        }
        let weight = others.reduce(0) { $0 + round.offers[$1].weight(of: round.subjects) }
        for index in sums.gradient.indices { sums.gradient[index] /= weight }
        for index in sums.curvature.indices { sums.curvature[index] /= weight }
        if round.hasNoise { sums.curvature = SymmetricMatrix(sums.curvature).positiveLower }
        without.point = TravellingDescent.newton(from: point, sums)
        var other = model
        histograms.setThreshold(of: &other)
        without.thresholdUnits = Double(other.threshold) / LearnedDesign.scoreUnit
        return without
    }
}
