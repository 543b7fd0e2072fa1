import ArgumentParser
import Runs

struct ReplayCommand: RunCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Replay a recording through the closed loop.",
        discussion: """
            Reads EDF, EDF+, BDF, BDF+, BrainVision (give the .vhdr), MEF 3 (.mefd), Persyst (.lay), \
            Blackrock, Neuralynx, Micromed, Intan, Open Ephys, NWB and SWEC-ETHZ's HDF5. \
            Leaves a folder with events.tsv, stimulation.tsv, summary.json, journal.jsonl and report.html.
            """)

    @Argument(help: "The recording.")
    var file: InputFile

    @OptionGroup
    var options: RunOptions

    @OptionGroup
    var texts: EncodingOption

    @Option(help: ArgumentHelp("Start at this time.", valueName: "seconds"))
    var from: Double?

    @Option(help: ArgumentHelp("End at this time.", valueName: "seconds"))
    var to: Double?

    @Option(
        help: ArgumentHelp(
            "Read so much before --from, to learn what is usual, without deciding.",
            valueName: "seconds"))
    var warmUp: Double?

    @Option(help: "A list of names by which seizures are annotated, one pattern a line.")
    var seizureNames: InputFile?

    @Option(
        help: ArgumentHelp(
            "Draw the run, or its first episode, as a picture.", valueName: "file.svg"))
    var svg: NewFile?

    var results: ResultOptions {
        get { options.results }
        set { options.results = newValue }
    }

    func validate() throws {
        guard let warmUp else { return }
        guard (0...3_600).contains(warmUp), from != nil else {
            throw ValidationError("--warm-up must be 0 to 3,600 s, and needs --from")
        }
    }

    func run() {
        Terminal.run {
            let loop = loopOptions(pace: options.pace.pace)
            var wanted = Replay.Options(loop, recording: file.path)
            wanted.encoding = texts.encoding
            (wanted.from, wanted.to, wanted.warmUp) = (from, to, warmUp)
            wanted.seizureNames = seizureNames?.path
            var replay = try Replay(wanted, Terminal.teller())
            try svg?.refuseExisting(option: "--svg")
            let view = try results.view.runView(label: "replay", in: results.output)
            let folder = try loop.makeFolder()
            StopSignal.install()
            let result = try replay.run(in: folder, view)
            if let svg { try result.writePicture(to: svg.path) }
            try options.conclude(result)
        }
    }
}
