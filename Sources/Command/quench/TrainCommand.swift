import ArgumentParser
import Planning
import Report
import Runs

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Learn a detector from annotated recordings.",
        discussion: """
            One seizure is enough to start. The model is for the device's whole-number arithmetic, \
            and for recordings of the same channels and rate: replay, simulate and firmware run take \
            it by --model. A travelling model learns from anybody's recordings, with whatever \
            channels and rates, and runs on any; a patient's own seizures refine it by --refine. \
            Inputs are line length, five bands, rhythm and fast activity; detector.learned.features in \
            --settings leaves out either or both of the last.
            """)

    @Argument(help: "Recordings of one patient; for a travelling model of anybody.")
    var files: [String]

    @OptionGroup
    var texts: EncodingOption

    @Option(
        name: [.long, .customLong("output")],
        help: ArgumentHelp("The model's file.", valueName: "model.json"))
    var write: String

    @Option(help: "A settings file; see `quench settings`.")
    var settings: String?

    @Option(help: "linear, trees or travelling (default: linear).")
    var family: DetectorModel.Family?

    @Option(
        help: ArgumentHelp(
            "A travelling model that the recordings refine; of it comes another.",
            valueName: "model.json"))
    var refine: String?

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
        guard refine == nil || family ?? .travelling == .travelling else {
            throw ValidationError("--refine makes a travelling model: leave out --family")
        }
        guard to.map({ $0 > 0 }) ?? true else {
            throw ValidationError("--to must be above 0")
        }
        guard firstSeizures.map({ $0 > 0 }) ?? true else {
            throw ValidationError("--first-seizures must be 1 or more")
        }
    }

    func run() {
        Terminal.run {
            var wanted = TrainingRun.Options(
                files, family: family ?? (refine == nil ? .linear : .travelling), write: write)
            wanted.refine = refine
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
    private var scope: String {
        guard let sharePermille else {
            return "of \(counted(channels.count, "channel")) at \(decimal(rateHertz, 2)) Hz"
        }
        return "for any channels and rate; the score is what "
            + (sharePermille == 0
                ? "the strongest channel reaches"
                : "\(decimal(Double(sharePermille) / 10, 0)) % of the channels reach")
    }

    private var others: String {
        guard let features else { return "" }
        return "; " + features.map(\.rawValue).joined(separator: " and ") + " among its inputs"
    }

    /// What was learned, for a person.
    func trainingText(path: String) -> String {
        let unit = LearnedDesign.scoreUnit
        let record = training
        return """
            \(Terminal.oneLine(path)): \(family.rawValue) model \(scope)\(others)
            learned from \(counted(record.seizures, "seizure")) \
            (\(decimal(record.seizureSeconds, 1)) s) and \(decimal(record.backgroundSeconds, 1)) s of \
            background in \(counted(record.recordings.count, "recording"))
            threshold \(decimal(Double(threshold) / unit, 2)), 99 % of the background below \
            \(decimal(Double(backgroundScore) / unit, 2)) units
            whole numbers against floating point: score within \(decimal(record.scoreLossMax, 4)) units, \
            \(record.hopsJudgedDifferently) of \(record.hops) hops judged differently; \
            \(record.episodes) episodes against \(record.episodesInFloatingPoint), \
            \(record.episodesThatDiffer) of them not the same

            """
    }
}
