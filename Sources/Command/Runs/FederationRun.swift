import Federation
import Foundation
import Journal
import Planning
import Recordings
import Training

/// A centre's part in a federation: what is measured here, of which only sums go out.
package struct FederationRun {
    private let options: Options

    package struct Options {
        package var files: [String]
        /// Of names and annotations that are not UTF-8.
        package var encoding: TextEncoding?
        /// A settings file.
        package var settings: String?
        /// The file of the centre's key.
        package var key: String
        /// The file to be written.
        package var output: String

        package init(_ files: [String], key: String, output: String) {
            (self.files, self.key, self.output) = (files, key, output)
        }
    }

    package init(_ options: Options) { self.options = options }

    /// Writes what the centre has, and returns it.
    package func offer(
        centre: String, privacy: PrivacyBudget?, programVersion: String, _ tell: (RunNews) -> Void
    ) throws -> CentreOffer {
        let key = try prepared()
        let set = try measured(tell)
        let offer = CentreOffer(
            centre: centre, key: key,
            configuration: FederatedConfiguration(set.settings, programVersion: programVersion),
            counts: CentreOffer.Counts(set, TravellingMaterial(set)), privacy: privacy)
        do throws(FederationError) { try offer.check() } catch {
            throw RunError("the offer would be refused: \(error)")
        }
        try Signed(offer, by: key).write(to: options.output)
        return offer
    }

    /// Writes the centre's answer to a round.
    ///
    /// - Returns: the answer, and of a centre that adds noise what it has told so far, epsilon.
    package func answer(
        _ roundPath: String, programVersion: String, _ tell: (RunNews) -> Void
    ) throws -> (answer: CentreAnswer, epsilon: Double?) {
        let key = try prepared()
        let round = try FederatedRound(file: roundPath)
        guard let offer = round.offer(of: key.publicKey) else {
            throw FederationError(
                file: roundPath, field: "offers", "none was signed with \(options.key)")
        }
        let settings = try options.settings.map(Settings.init(file:)) ?? Settings.standard
        let own = FederatedConfiguration(settings, programVersion: programVersion)
        guard own == round.configuration else {
            throw FederationError(
                file: roundPath, field: "configuration",
                own.programVersion == round.configuration.programVersion
                    ? "is not of these settings: give the --settings of the offer"
                    : "is of program version \(round.configuration.programVersion.printable); this is "
                        + programVersion)
        }
        var ledger = try AnswerLedger(ofKey: options.key)
        do throws(FederationError) { try ledger.enter(round, of: offer) } catch {
            throw FederationError(file: roundPath, error.problem)
        }
        let set = try measured(tell)
        let material = TravellingMaterial(set)
        guard CentreOffer.Counts(set, material) == offer.counts else {
            throw FederationError(
                file: roundPath, field: "offers",
                "'\(offer.centre)' offered other recordings: give those of the offer")
        }
        // Before anything is told: what was told must never be forgotten.
        if offer.privacy != nil { try ledger.write(to: AnswerLedger.path(ofKey: options.key)) }
        var noise = GaussianNoise()
        let answer = CentreAnswer(
            to: round, of: offer, material,
            onsetSeconds: settings.detector.learned.onsetSeconds, noise: &noise)
        try Signed(answer, by: key).write(to: options.output)
        let epsilon = offer.privacy.map {
            PrivacyBudget.epsilon(rho: ledger.rho, delta: $0.delta)
        }
        return (answer, epsilon)
    }

    private func prepared() throws -> CentreKey {
        try needFolder(of: options.output, option: "--output")
        try refuseExisting(options.output, option: "--output")
        return try CentreKey(file: options.key)
    }

    private func measured(_ tell: (RunNews) -> Void) throws -> TrainingSet {
        let settings = try options.settings.map(Settings.init(file:)) ?? Settings.standard
        let recordings = try AnnotatedRecording.opened(options.files, options.encoding, tell)
        tell(.begins("measuring", total: recordings.reduce(0) { $0 + $1.durationSeconds }))
        let set = try TrainingSet(recordings, settings: settings, travels: true) {
            tell(.reached($0))
        }
        tell(.ends)
        for note in set.notes { tell(.note(note)) }
        return set
    }
}

/// The coordinator's part: it sees files of centres, never a recording.
package enum FederationRounds {
    /// Writes round 0 of the centres' offers.
    package static func begin(
        _ offers: [String], sharesPermille: [Int], steps: Int?, output: String
    ) throws -> FederatedRound {
        try needFolder(of: output, option: "--output")
        try refuseExisting(output, option: "--output")
        var bodies: [CentreOffer] = []
        for path in offers {
            let offer = try Signed<CentreOffer>(file: path)
            try inFile(path) { () throws(FederationError) in
                try offer.checkSignature()
                try offer.body.mustJoin(bodies)
            }
            bodies.append(offer.body)
        }
        let round = try FederatedRound(bodies, sharesPermille: sharesPermille, stepCount: steps)
        try round.write(to: output)
        return round
    }

    /// Adds up the answers of a round, and writes the next round or the model.
    ///
    /// - Parameters:
    ///   - next: where the next round goes.
    ///   - model: where the model goes.
    package static func step(
        _ roundPath: String, _ answers: [String], next: String?, model: String?
    ) throws -> FederatedStep.Outcome {
        let round = try FederatedRound(file: roundPath)
        var step = FederatedStep(round)
        for path in answers {
            let answer = try Signed<CentreAnswer>(file: path)
            try inFile(path) { () throws(FederationError) in try step.take(answer) }
        }
        let outcome = try inFile(roundPath) { () throws(FederationError) in try step.outcome() }
        switch outcome {
        case .asks(let round):
            let path = try wanted(next, option: "--output", for: "the next round")
            try refuseExisting(path, option: "--output")
            try round.write(to: path)
        case .ends(let federated):
            let path = try wanted(
                model, option: "--model", for: "the model: this was the last round")
            try DetectorModel.refuseForeign(path, option: "--model")
            try WholeFile.write(federated.model.text(), to: path)
        }
        return outcome
    }

    private static func wanted(
        _ path: String?, option: String, for what: String
    ) throws(RunError) -> String {
        guard let path else { throw RunError("\(option) is needed for \(what)") }
        try needFolder(of: path, option: option)
        return path
    }

    private static func inFile<Result>(
        _ path: String, _ work: () throws(FederationError) -> Result
    ) throws(FederationError) -> Result {
        do throws(FederationError) { return try work() } catch {
            throw FederationError(file: path, field: error.field, error.problem)
        }
    }
}
