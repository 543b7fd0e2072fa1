import Foundation
import Planning
import Training

/// What the centres are asked: sums at each descent's point; at the end scores by what was found.
package struct FederatedRound: FederatedFile, Equatable {
    package static let formatName = "quench-federate-round-1"

    package var format = FederatedRound.formatName
    package private(set) var number = 0
    package let configuration: FederatedConfiguration
    package let offers: [CentreOffer]
    /// Of all centres together.
    package let subjects: TravellingSubjects
    /// How many steps are made, where a centre adds noise: then the loss is not told, and the noise of
    /// each step must be known before the first.
    package let stepCount: Int?
    package private(set) var descents: [TravellingDescent]
    /// Set in the last round.
    package private(set) var found: Found?

    package struct Found: Codable, Equatable, Sendable {
        package var sharePermille: Int
        package var point: TravellingPoint
    }

    /// Round 0.
    ///
    /// - Parameters:
    ///   - sharesPermille: of the channels, of which the one with the lowest loss stays.
    ///   - stepCount: needed, and taken, where a centre adds noise only.
    package init(
        _ offers: [CentreOffer], sharesPermille: [Int], stepCount: Int?
    ) throws(FederationError) {
        guard let first = offers.first else { throw FederationError("no offer is given") }
        self.offers = offers
        configuration = first.configuration
        var subjects = TravellingSubjects(withSeizures: 0, withBackground: 0)
        for offer in offers { subjects += offer.counts.subjects }
        self.subjects = subjects
        self.stepCount = stepCount
        let start = TravellingPoint(inputCount: configuration.inputCount)
        descents = sharesPermille.map { TravellingDescent(sharePermille: $0, from: start) }
        try check()
    }

    package var hasNoise: Bool { offers.contains { $0.privacy != nil } }

    /// Which centre it is by its key; nil where it takes no part.
    package func offer(of publicKey: String) -> CentreOffer? {
        offers.first { $0.publicKey == publicKey }
    }

    /// Shares and points at which sums are wanted.
    package var wanted: [Found] {
        if let found { return [found] }
        return descents.filter { !$0.isDone }.map {
            Found(sharePermille: $0.sharePermille, point: $0.point)
        }
    }

    /// How often a centre tells sums in all, the last round's included; of a federation with noise.
    var releaseCount: Int { descents.count * (stepCount ?? 0) + 1 }

    /// Standard deviation of the noise on a centre's sums; 0 without.
    package func sumsDeviation(of offer: CentreOffer) -> Double {
        guard let privacy = offer.privacy else { return 0 }
        return privacy.sumsDeviation(releaseCount: releaseCount) * patientWeight(of: subjects)
    }

    /// The model of the last round, without a threshold yet.
    package var model: DetectorModel? {
        found.map { found in
            var settings = Settings.standard
            settings.detector.learned.features = configuration.features
            var model = DetectorModel(
                travelling: found.point, sharePermille: found.sharePermille, settings: settings)
            model.conditioning = configuration.conditioning
            return model
        }
    }

    /// The next one.
    ///
    /// - Parameter sums: of all centres together, one for each of `wanted`.
    mutating func advance(_ sums: [TravellingSums]) {
        number += 1
        var next = 0
        for index in descents.indices where !descents[index].isDone {
            if let stepCount {
                descents[index].stepBlindly(sums[next], of: stepCount)
            } else {
                descents[index].step(sums[next])
            }
            next += 1
        }
        guard descents.allSatisfy(\.isDone), let lowest = descents.lowest, let best = lowest.best
        else { return }
        found = Found(sharePermille: lowest.sharePermille, point: best.point)
    }

    package func check() throws(FederationError) {
        try need((0...1_000).contains(number), "number", "0 to 1000 are possible")
        try need((1...1_000).contains(offers.count), "offers", "1 to 1000 centres are possible")
        var subjects = TravellingSubjects(withSeizures: 0, withBackground: 0)
        for (index, offer) in offers.enumerated() {
            let field = "offers[\(index)]"
            do throws(FederationError) { try offer.check() } catch {
                throw FederationError(field: "\(field).\(error.field)", error.problem)
            }
            try offer.configuration.mustEqual(configuration, "\(field).configuration")
            subjects += offer.counts.subjects
        }
        let names = offers.map { $0.centre.lowercased() }
        for (index, name) in names.enumerated() {
            try need(
                names.firstIndex(of: name) == index, "offers[\(index)].centre",
                "'\(offers[index].centre)' is there twice; give each centre once, by a name of its own"
            )
            try need(
                offers.firstIndex { $0.publicKey == offers[index].publicKey } == index,
                "offers[\(index)].publicKey", "is another centre's too; each needs its own key")
        }
        try need(subjects == self.subjects, "subjects", "are not those of the offers together")
        try need((1...8).contains(descents.count), "descents", "1 to 8 are possible")
        for (index, descent) in descents.enumerated() {
            let field = "descents[\(index)]"
            try need(
                (0...1_000).contains(descent.sharePermille)
                    && descents.firstIndex { $0.sharePermille == descent.sharePermille } == index,
                "\(field).sharePermille", "0 to 1,000 are possible, each once")
            try need(
                (0...TravellingDescent.stepsMax).contains(descent.steps)
                    && (0...TravellingDescent.halvingsMax + 1).contains(descent.halvings),
                "\(field).steps", "that many are not made")
            try check(descent.point, "\(field).point")
            if let best = descent.best { try check(best.point, "\(field).best.point") }
        }
        if let found {
            try check(found.point, "found.point")
            try need(
                (0...1_000).contains(found.sharePermille), "found.sharePermille",
                "0 to 1,000 are possible")
        } else {
            try need(descents.contains { !$0.isDone }, "found", "is missing")
        }
        try checkNoise()
    }

    private func checkNoise() throws(FederationError) {
        guard hasNoise else {
            try need(
                stepCount == nil, "stepCount",
                "no centre adds noise: the steps end by themselves; leave out --steps")
            return
        }
        try need(
            (1...50).contains(stepCount ?? 0), "stepCount",
            "a centre adds noise: 1 to 50 steps are to be agreed before the first, by --steps")
        try need(
            descents.count == 1, "descents",
            "a centre adds noise, and the loss is not told: agree one share of the channels, by "
                + "--shares")
    }

    private func check(_ point: TravellingPoint, _ field: String) throws(FederationError) {
        try need(
            point.weights.count == configuration.inputCount, "\(field).weights",
            "\(configuration.inputCount) are expected")
        try need(
            (point.weights + [point.intercept]).allSatisfy { abs($0) <= 1_000 }, "\(field).weights",
            "weights and intercept must be within 1,000 units")
    }
}
