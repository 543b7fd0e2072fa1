import ArgumentParser
import Planning
import Runs

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Score a detector on annotated recordings by the field's rules.",
        discussion: """
            With --model a learned detector, without one the patterns of the settings, or with \
            --leave-one-seizure-out models that have not seen what they are tested on. Event scores \
            are SzCORE's; delays count from the annotated onset. A recording that cannot be read is \
            named and left out; only where none can be is that an error.
            """)

    @Argument(help: "Recordings.")
    var files: [String]

    @OptionGroup
    var texts: EncodingOption

    @Option(help: ArgumentHelp("A learned detector; see `quench train`.", valueName: "model.json"))
    var model: String?

    @Flag(help: "Train on all seizures but one, test on that one, in turn.")
    var leaveOneSeizureOut = false

    @Option(help: "With --leave-one-seizure-out: linear or trees (default: linear).")
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
            "Folder for evaluation.json, evaluation.tsv and what each recording was found to hold.",
            valueName: "folder"))
    var output: String?

    func validate() throws {
        if leaveOneSeizureOut, model != nil {
            throw ValidationError(
                "--leave-one-seizure-out trains its own models: leave out --model")
        }
        if leaveOneSeizureOut, from != nil {
            throw ValidationError(
                "--leave-one-seizure-out scores whole recordings: leave out --from")
        }
        if !leaveOneSeizureOut, family != nil {
            throw ValidationError("--family is for --leave-one-seizure-out; a model has its own")
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
            wanted.leavesOneOut = leaveOneSeizureOut
            wanted.family = family ?? .linear
            wanted.from = from
            wanted.output = output
            let result = try EvaluationRun(wanted).run(Terminal.teller())
            Terminal.printResult(json ? result.json.pretty + "\n" : result.text(Terminal.style))
        }
    }
}

extension ScoringUnit: ExpressibleByArgument {}
