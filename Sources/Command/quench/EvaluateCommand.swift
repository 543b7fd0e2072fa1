import ArgumentParser
import Planning
import Runs
import Training

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Score a detector on annotated recordings by the field's rules.",
        discussion: """
            With --model a learned detector, without one the patterns of the settings, or with \
            --leave-one-seizure-out or --leave-one-subject-out models that have not seen what they are \
            tested on. Event scores are SzCORE's; delays count from the annotated onset. Of several \
            subjects (BIDS sub- names) there are rows for each, medians, and intervals of 95 % by \
            drawing subjects. A recording that cannot be read is named and left out; only where none \
            can be is that an error.
            """)

    @Argument(help: "Recordings.")
    var files: [String]

    @OptionGroup
    var texts: EncodingOption

    @Option(help: ArgumentHelp("A learned detector; see `quench train`.", valueName: "model.json"))
    var model: String?

    @Flag(help: "Train on all seizures but one, test on that one, in turn.")
    var leaveOneSeizureOut = false

    @Flag(help: "Train on all subjects but one, test on that one, in turn.")
    var leaveOneSubjectOut = false

    @Option(
        help: "Of the models that leave one out: linear, trees or travelling (default: linear).")
    var family: DetectorModel.Family?

    @Option(help: "A settings file; see `quench settings`.")
    var settings: String?

    @Option(help: "Score event or sample; decides which sensitivity leads.")
    var by = ScoringUnit.event

    @Option(help: ArgumentHelp("Score each recording from this time on.", valueName: "seconds"))
    var from: Double?

    @Flag(help: "Print JSON.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Folder for evaluation.json, .tsv, .html with a picture of each miss and false alarm, and "
                + "what each recording was found to hold.",
            valueName: "folder"))
    var output: String?

    private var leavesOut: LeaveOneOut.Unit? {
        leaveOneSeizureOut ? .seizure : leaveOneSubjectOut ? .subject : nil
    }

    func validate() throws {
        if leaveOneSeizureOut, leaveOneSubjectOut {
            throw ValidationError(
                "--leave-one-seizure-out and --leave-one-subject-out are two runs: choose one")
        }
        if let unit = leavesOut {
            guard model == nil else {
                throw ValidationError(
                    "--leave-one-\(unit.rawValue)-out trains its own models: leave out --model")
            }
            guard from == nil else {
                throw ValidationError(
                    "--leave-one-\(unit.rawValue)-out scores whole recordings: leave out --from")
            }
        } else if family != nil {
            throw ValidationError(
                "--family is for --leave-one-seizure-out and --leave-one-subject-out; a model has its "
                    + "own")
        }
        guard from.map({ $0 >= 0 }) ?? true else {
            throw ValidationError("--from must be 0 or more")
        }
    }

    func run() {
        Terminal.run {
            var wanted = EvaluationRun.Options(files, by: by)
            wanted.encoding = texts.encoding
            (wanted.settings, wanted.model) = (settings, model)
            wanted.leavesOut = leavesOut
            wanted.family = family ?? .linear
            wanted.from = from
            wanted.output = output
            let result = try EvaluationRun(wanted).run(Terminal.teller())
            Terminal.printResult(json ? result.json.pretty + "\n" : result.text(Terminal.style))
        }
    }
}

extension ScoringUnit: ExpressibleByArgument {}
