import Foundation
import Planning
import Training

/// What rows of as many subjects as a centre offered could come to, whatever is in them. Inputs are
/// within two octaves, so nothing that a centre measured lies beyond; where it added noise, nothing
/// lies farther beyond than noise reaches once in 10^15 numbers.
struct AnswerBounds {
    private let round: FederatedRound
    private let offer: CentreOffer
    /// Of all rows together, 1.
    private let weight: Double
    private let noise: Double
    private static let deviationsMax = 8.0
    /// For rounding.
    private static let slack = 1e-9

    init(_ round: FederatedRound, _ offer: CentreOffer) {
        (self.round, self.offer) = (round, offer)
        weight = offer.weight(of: round.subjects)
        noise = Self.deviationsMax * round.sumsDeviation(of: offer)
    }

    func check(_ answer: CentreAnswer) throws(FederationError) {
        let wanted = round.wanted
        try need(
            answer.sums.count == wanted.count, "body.sums",
            "\(wanted.count) are expected, one for each point of the round")
        for (index, sums) in answer.sums.enumerated() {
            try check(sums, at: wanted[index].point, "body.sums[\(index)]")
        }
        try need(
            (answer.histograms != nil) == (round.found != nil), "body.histograms",
            "they belong to the last round, and to no other")
        if let histograms = answer.histograms { try check(histograms) }
    }

    private func check(
        _ sums: TravellingSums, at point: TravellingPoint, _ field: String
    ) throws(FederationError) {
        let octaves = LearnedDesign.inputOctaves
        let size = round.configuration.inputCount + 1
        try need(
            sums.gradient.count == size, "\(field).gradient", "\(size) numbers are expected")
        let scoreMax =
            abs(point.intercept) + octaves * point.weights.reduce(0) { $0 + abs($1) }
        let lossMax = round.hasNoise ? 0 : weight * (scoreMax + log(2))
        try need(
            (-Self.slack...lossMax + Self.slack).contains(sums.loss), "\(field).loss",
            "is out of bounds: so few subjects cannot come to it")
        for (index, slope) in sums.gradient.enumerated() {
            let most = weight * (index == size - 1 ? 1 : octaves) + noise + Self.slack
            try need(
                abs(slope) <= most, "\(field).gradient[\(index)]",
                "is out of bounds: so few subjects cannot come to it")
        }
        for row in 0..<size {
            for column in 0...row {
                let ends = [row, column].count { $0 == size - 1 }
                let most = weight / 4 * pow(octaves, Double(2 - ends)) + noise + Self.slack
                let place = TravellingSums.place(row, column)
                try need(
                    abs(sums.curvature[place]) <= most, "\(field).curvature[\(place)]",
                    "is out of bounds: so few subjects cannot come to it")
            }
        }
        let lowest = SymmetricMatrix(sums.curvature).eigenvalues.min() ?? 0
        try need(
            lowest >= -Self.slack - noise * Double(size).squareRoot(), "\(field).curvature",
            "is not positive semi-definite: no rows have such second derivatives")
    }

    private func check(_ histograms: ScoreHistograms) throws(FederationError) {
        let subjects = offer.counts.subjects
        let deviation = offer.privacy?.histogramDeviation ?? 0
        let reach = Self.deviationsMax * deviation + Self.slack * Double(subjects.withBackground)
        for kind in ScoreHistograms.Kind.allCases {
            let bins = histograms[kind]
            let count = Double(kind == .seizure ? subjects.withSeizures : subjects.withBackground)
            let field = "body.histograms.\(kind.rawValue)"
            try need(
                bins.allSatisfy { (-reach...count + reach).contains($0) }, field,
                "a bin is out of bounds")
            let sum = bins.reduce(0, +)
            let slack = reach * Double(bins.count).squareRoot() + Self.slack * count
            let least = kind == .disturbed ? 0 : count
            try need(
                (least - slack...count + slack).contains(sum), field,
                "is not of as many subjects as the centre offered")
        }
    }
}
