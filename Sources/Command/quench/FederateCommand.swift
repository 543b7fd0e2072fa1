import ArgumentParser
import Federation
import Report
import Runs

struct FederateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "federate",
        abstract: "Learn a travelling model over centres that share no recording.",
        discussion: """
            Files go between the centres and a coordinator by whatever way there is. Each centre makes a \
            key and an offer; the coordinator begins with all offers; then, round after round, each \
            centre answers and the coordinator makes a step, until a step ends in the model. No \
            recording leaves a centre; what sums tell of one is in docs/federation.md.
            """,
        subcommands: [
            FederateKeyCommand.self, FederateOfferCommand.self, FederateBeginCommand.self,
            FederateAnswerCommand.self, FederateStepCommand.self,
        ])
}

/// What a centre measures with.
struct CentreOptions: ParsableArguments {
    @Argument(
        help: "All recordings of the centre that take part; its subjects by their BIDS names.")
    var files: [String]

    @OptionGroup
    var texts: EncodingOption

    @Option(help: ArgumentHelp("The centre's key, of `federate key`.", valueName: "file"))
    var key: String

    @Option(help: "A settings file, the same at all centres; see `quench settings`.")
    var settings: String?

    func run(output: String) -> FederationRun {
        var options = FederationRun.Options(files, key: key, output: output)
        options.encoding = texts.encoding
        options.settings = settings
        return FederationRun(options)
    }
}

struct FederateKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make a centre's key; it stays at the centre, and prints what others know it by.")

    @Option(help: ArgumentHelp("The key's file, which only its owner can read.", valueName: "file"))
    var output: String

    func run() {
        Terminal.run {
            let key = CentreKey()
            try key.writeSecretly(to: output)
            Terminal.printResult("\(Terminal.oneLine(output)): public key \(key.publicKey)\n")
        }
    }
}

struct FederateOfferCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offer", abstract: "At a centre: tell how much there is to learn from.")

    @OptionGroup
    var centre: CentreOptions

    @Option(name: .customLong("centre"), help: ArgumentHelp("Its name.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("The offer's file.", valueName: "offer.json"))
    var output: String

    @Option(help: "Add noise, so that all rounds together tell no more than this of a patient.")
    var epsilon: Double?

    @Option(help: "How likely the noise may tell more (default: 0.00001).")
    var delta: Double?

    func validate() throws {
        guard delta == nil || epsilon != nil else {
            throw ValidationError("--delta belongs to --epsilon")
        }
    }

    func run() {
        Terminal.run {
            let budget = epsilon.map { PrivacyBudget(epsilon: $0, delta: delta ?? 1e-5) }
            let offer = try centre.run(output: output).offer(
                centre: name, privacy: budget, programVersion: Quench.version, Terminal.teller())
            Terminal.printResult(offer.text)
        }
    }
}

struct FederateBeginCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "begin", abstract: "At the coordinator: agree on what is learned, round 0.")

    @Argument(help: "The offers of all centres.")
    var offers: [String]

    @Option(
        help: ArgumentHelp(
            "Shares of the channels, permille, of which the one with the lowest loss stays.",
            valueName: "list"))
    var shares = "0,100,250,500"

    @Option(help: "How many steps are made, where a centre adds noise.")
    var steps: Int?

    @Option(help: ArgumentHelp("The first round's file.", valueName: "round.json"))
    var output: String

    func validate() throws {
        guard permille != nil else {
            throw ValidationError("--shares: whole numbers such as 0,100 are expected")
        }
    }

    private var permille: [Int]? {
        let parts = shares.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        return parts.contains(nil) ? nil : parts.compactMap { $0 }
    }

    func run() {
        Terminal.run {
            let round = try FederationRounds.begin(
                offers, sharesPermille: permille ?? [], steps: steps, output: output)
            for offer in round.offers { Terminal.printResult(offer.text) }
            Terminal.printResult(round.text)
        }
    }
}

struct FederateAnswerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "At a centre: answer a round with sums over all rows.")

    @Argument(help: "The round.")
    var round: String

    @OptionGroup
    var centre: CentreOptions

    @Option(help: ArgumentHelp("The answer's file.", valueName: "answer.json"))
    var output: String

    func run() {
        Terminal.run {
            let (answer, epsilon) = try centre.run(output: output).answer(
                round, programVersion: Quench.version, Terminal.teller())
            Terminal.printResult(
                "\(Terminal.oneLine(output)): \(answer.centre) answers at "
                    + counted(answer.sums.count, "point")
                    + (answer.histograms == nil ? "" : ", with its scores in bins")
                    + (epsilon.map { "; told so far: epsilon \(decimal($0, 3))" } ?? "") + "\n")
        }
    }
}

struct FederateStepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "step", abstract: "At the coordinator: add up a round's answers and go on.")

    @Argument(help: "The round.")
    var round: String

    @Argument(help: "The answers of all centres.")
    var answers: [String]

    @Option(help: ArgumentHelp("The next round's file.", valueName: "round.json"))
    var output: String?

    @Option(help: ArgumentHelp("The model's file, for the last round.", valueName: "model.json"))
    var model: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() {
        Terminal.run {
            let outcome = try FederationRounds.step(round, answers, next: output, model: model)
            switch outcome {
            case .asks(let round):
                if json { try Terminal.printJSON(round) } else { Terminal.printResult(round.text) }
            case .ends(let federated):
                if json {
                    try Terminal.printJSON(FederatedReport(federated))
                } else {
                    Terminal.printResult(federated.text)
                }
            }
        }
    }
}
