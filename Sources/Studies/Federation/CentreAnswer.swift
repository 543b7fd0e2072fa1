import Foundation
import Planning
import Training

/// What a centre tells in a round: sums over all its rows at the points that were asked for, and in
/// the last round its scores in bins. No row, no subject and no seizure stands alone in it.
package struct CentreAnswer: FederatedFile, Equatable {
    package static let formatName = "quench-federate-answer-1"

    package var format = CentreAnswer.formatName
    package var programVersion: String
    package var centre: String
    /// Checksum of the round that it answers.
    package var round: String
    /// One for each of `FederatedRound.wanted`.
    package var sums: [TravellingSums]
    /// Of the last round.
    package var histograms: ScoreHistograms?

    /// - Parameters:
    ///   - offer: the centre's own.
    ///   - onsetSeconds: of the settings that the material was measured with.
    ///   - noise: used only where the offer has a budget.
    package init<Source>(
        to round: FederatedRound, of offer: CentreOffer, _ material: TravellingMaterial,
        onsetSeconds: Double, noise: inout GaussianNoise<Source>
    ) {
        programVersion = offer.configuration.programVersion
        centre = offer.centre
        self.round = round.checksum
        let weight = patientWeight(of: round.subjects)
        let deviation = round.sumsDeviation(of: offer)
        sums = []
        for wanted in round.wanted {
            var sum = TravellingSums(inputCount: material.inputCount)
            let own = material.sums(
                at: wanted.point, sharePermille: wanted.sharePermille, of: round.subjects)
            for one in own { sum += offer.privacy == nil ? one : one.clipped(to: weight) }
            if offer.privacy != nil { sum.addNoise(deviation: deviation, &noise) }
            // Without a loss from everybody there is none to go by.
            if round.hasNoise { sum.loss = 0 }
            sums.append(sum)
        }
        guard let model = round.model else { return }
        var scores = ScoreHistograms()
        for one in material.histograms(by: model, onsetSeconds: onsetSeconds) { scores += one }
        if let privacy = offer.privacy {
            scores.addNoise(deviation: privacy.histogramDeviation, &noise)
        }
        histograms = scores
    }

    package func check() throws(FederationError) {
        try need(sums.count <= 8, "sums", "at most 8 are possible")
        for (index, sum) in sums.enumerated() {
            let field = "sums[\(index)]"
            let size = sum.gradient.count
            try need((1...9).contains(size), "\(field).gradient", "at most 9 numbers are expected")
            try need(
                sum.curvature.count == size * (size + 1) / 2, "\(field).curvature",
                "\(size * (size + 1) / 2) numbers are expected")
            try need(sum.loss.isFinite, "\(field).loss", "is not finite")
            try need(sum.gradient.allSatisfy(\.isFinite), "\(field).gradient", "is not finite")
            try need(sum.curvature.allSatisfy(\.isFinite), "\(field).curvature", "is not finite")
        }
        for kind in ScoreHistograms.Kind.allCases {
            guard let bins = histograms?[kind] else { continue }
            try need(
                bins.count == ScoreHistograms.binCount, "histograms.\(kind.rawValue)",
                "\(ScoreHistograms.binCount) bins are expected")
            try need(bins.allSatisfy(\.isFinite), "histograms.\(kind.rawValue)", "is not finite")
        }
    }
}
