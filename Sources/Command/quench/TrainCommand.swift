import ArgumentParser
import Planning
import Runs

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Learn a detector from a patient's own annotated recordings.",
        discussion: """
            One seizure is enough to start. The model is for the device's whole-number arithmetic, \
            and for recordings of the same channels and rate: replay, simulate and firmware run take \
            it by --model.
            """)

    @Argument(help: "Recordings of one patient.")
    var files: [String]

    @OptionGroup
    var texts: EncodingOption

    @Option(
        name: [.long, .customLong("output")],
        help: ArgumentHelp("The model's file.", valueName: "model.json"))
    var write: String

    @Option(help: "A settings file; see `quench settings`.")
    var settings: String?

    @Option(help: "linear or trees.")
    var family = DetectorModel.Family.linear

    @Option(help: ArgumentHelp("Learn only up to this time.", valueName: "seconds"))
    var to: Double?

    @Option(
        help: ArgumentHelp(
            "Learn only from the first seizures of each recording, up to half-way to the next.",
            valueName: "number"))
    var firstSeizures: Int?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard to.map({ $0 > 0 }) ?? true else {
            throw ValidationError("--to must be above 0")
        }
        guard firstSeizures.map({ $0 > 0 }) ?? true else {
            throw ValidationError("--first-seizures must be 1 or more")
        }
    }

    func run() {
        Terminal.run {
            var wanted = TrainingRun.Options(files, family: family, write: write)
            wanted.encoding = texts.encoding
            wanted.settings = settings
            (wanted.to, wanted.firstSeizures) = (to, firstSeizures)
            let model = try TrainingRun(wanted).run(Terminal.teller())
            if json {
                try Terminal.printJSON(model.training)
            } else {
                Terminal.printResult(model.trainingText(path: write))
            }
        }
    }
}

extension DetectorModel.Family: ExpressibleByArgument {}

extension DetectorModel {
    /// What was learned, for a person.
    func trainingText(path: String) -> String {
        let unit = LearnedDesign.scoreUnit
        let record = training
        return """
            \(Terminal.oneLine(path)): \(family.rawValue) model of \(channels.count) channels at \
            \(decimal(rateHertz, 2)) Hz
            learned from \(record.seizures) seizure\(record.seizures == 1 ? "" : "s") \
            (\(decimal(record.seizureSeconds, 1)) s) and \(decimal(record.backgroundSeconds, 1)) s of \
            background in \(record.recordings.count) recording\(record.recordings.count == 1 ? "" : "s")
            threshold \(decimal(Double(threshold) / unit, 2)), 99 % of the background below \
            \(decimal(Double(backgroundScore) / unit, 2)) units
            whole numbers against floating point: score within \(decimal(record.scoreLossMax, 4)) units, \
            \(record.hopsJudgedDifferently) of \(record.hops) hops judged differently; \
            \(record.episodes) episodes against \(record.episodesInFloatingPoint), \
            \(record.episodesThatDiffer) of them not the same

            """
    }
}
