import Foundation

/// The rounds that a centre has answered with noise, beside its key: the same round answered twice would
/// tell more than the budget allows.
package struct AnswerLedger: FederatedFile, Equatable {
    package static let formatName = "quench-federate-ledger-1"
    package var format = AnswerLedger.formatName
    private var entries: [Entry] = []

    private struct Entry: Codable, Equatable {
        /// Checksum of the offers.
        var federation: String
        var number: Int
        var rho: Double
    }

    package init() {}

    package func check() throws(FederationError) {
        try need(entries.allSatisfy { $0.rho >= 0 }, "entries", "no rho below 0 is possible")
    }

    /// Of a key; empty where there is none yet.
    package init(ofKey path: String) throws(FederationError) {
        let path = Self.path(ofKey: path)
        guard FileManager.default.fileExists(atPath: path) else {
            self.init()
            return
        }
        try self.init(file: path)
    }

    package static func path(ofKey path: String) -> String { "\(path).answered" }

    /// Of everything that was answered with this key.
    package var rho: Double { entries.reduce(0) { $0 + $1.rho } }

    /// Enters a round, or refuses to answer it again.
    package mutating func enter(
        _ round: FederatedRound, of offer: CentreOffer
    ) throws(FederationError) {
        guard let privacy = offer.privacy else { return }
        let federation = round.federation
        try need(
            !entries.contains { $0.federation == federation && $0.number == round.number }, "",
            "round \(round.number) of this federation was answered already: a second answer would "
                + "tell more than epsilon \(privacy.epsilon); send the first again, or begin anew")
        let isLast = round.found != nil
        entries.append(
            Entry(
                federation: federation, number: round.number,
                rho: privacy.rho
                    * ((1 - PrivacyBudget.histogramShare) / Double(round.releaseCount)
                        + (isLast ? PrivacyBudget.histogramShare : 0))))
    }
}

extension FederatedRound {
    /// What tells a federation from every other: what does not change from round to round.
    var federation: String {
        FederatedText.checksum(
            FederatedText.bytes(of: offers) + FederatedText.bytes(of: [stepCount ?? 0])
                + FederatedText.bytes(of: descents.map(\.sharePermille)))
    }
}
