import Foundation
import Planning
import Training

/// The coordinator's part of a round: checks every centre's answer, adds them up, and goes on.
package struct FederatedStep {
    private let round: FederatedRound
    private var answers: [String: CentreAnswer] = [:]

    package init(_ round: FederatedRound) { self.round = round }

    /// Takes an answer, or says why not.
    package mutating func take(_ signed: Signed<CentreAnswer>) throws(FederationError) {
        let answer = signed.body
        guard let offer = round.offers.first(where: { $0.centre == answer.centre }) else {
            throw FederationError(
                field: "body.centre", "'\(answer.centre)' takes no part in this federation")
        }
        try signed.checkSignature(by: offer.publicKey)
        try need(
            answer.programVersion == round.configuration.programVersion, "body.programVersion",
            "is \(answer.programVersion.printable); the federation is of version "
                + round.configuration.programVersion.printable)
        try need(
            answer.round == round.checksum, "body.round",
            "is another round's; round \(round.number) of this federation is to be answered")
        try need(
            answers[answer.centre] == nil, "body.centre",
            "'\(answer.centre)' has answered already; give one answer of each centre")
        try AnswerBounds(round, offer).check(answer)
        answers[answer.centre] = answer
    }

    /// In the offers' order; refused where one is missing.
    private func complete() throws(FederationError) -> [CentreAnswer] {
        let missing = round.offers.map(\.centre).filter { answers[$0] == nil }
        guard missing.isEmpty else {
            throw FederationError(
                "no answer of \(missing.joined(separator: ", ")); all centres of the round are needed"
            )
        }
        return round.offers.compactMap { answers[$0.centre] }
    }

    package enum Outcome {
        /// What the centres are to be asked next.
        case asks(FederatedRound)
        case ends(FederatedModel)
    }

    package func outcome() throws(FederationError) -> Outcome {
        let answers = try complete()
        var sums = round.wanted.map { _ in
            TravellingSums(inputCount: round.configuration.inputCount)
        }
        for answer in answers {
            for (index, own) in answer.sums.enumerated() { sums[index] += own }
        }
        if round.found != nil { return .ends(try FederatedModel(round, answers)) }
        var next = round
        if round.hasNoise { for index in sums.indices { steady(&sums[index]) } }
        next.advance(sums)
        do throws(FederationError) { try next.check() } catch {
            throw FederationError(
                field: error.field,
                "\(error.problem): the step leads nowhere; is the noise too much?")
        }
        return .asks(next)
    }

    /// What noise took below 0 becomes 0, and as much as noise may add in any direction is added, so
    /// that a step goes no farther than is known.
    private func steady(_ sums: inout TravellingSums) {
        let variance = round.offers.reduce(0) {
            let deviation = round.sumsDeviation(of: $1)
            return $0 + deviation * deviation
        }
        sums.curvature = SymmetricMatrix(sums.curvature).positiveLower
        let size = sums.gradient.count
        let norm = (2 * Double(size) * variance).squareRoot()
        for index in 0..<size { sums.curvature[TravellingSums.place(index, index)] += norm }
    }
}
