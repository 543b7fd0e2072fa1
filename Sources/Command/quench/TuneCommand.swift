import ArgumentParser
import Planning
import Report
import Runs
import Tuning

struct TuneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Find detector settings for annotated recordings, and what they cost.",
        discussion: """
            Thresholds, windows, votes, persistence, features and how two patterns join are searched; \
            with --model a learned detector's inputs, threshold and persistence, by models that have \
            not seen what they are scored on. Each candidate is judged by the loop itself over every recording. The curve of delay against \
            false alarms and therapies outside seizures is told on what was seen and on what was left \
            out, by seizure and by subject (BIDS sub- names). A search that was stopped or killed goes \
            on when the same command runs again.
            """)

    @Argument(help: "Annotated recordings, of one subject or of several.")
    var files: [String]

    @OptionGroup
    var texts: EncodingOption

    @Option(
        help: ArgumentHelp(
            "What is asked for: false/h<=X, outside/h<=X (an hour) or delay<=X (seconds).",
            valueName: "limit"))
    var objective = "false/h<=0.5"

    @Option(help: "A settings file, from which the candidates differ; see `quench settings`.")
    var settings: String?

    @Option(
        help: ArgumentHelp(
            "Folder for settings.yaml and the curve; or S.yaml for the settings, and S-tuning.",
            valueName: "folder"))
    var output = "quench-tuning"

    @Flag(help: "Search learned detectors; the point asked for is settings and a model.")
    var model = false

    @Option(help: "With --model: linear, trees or travelling (default: linear).")
    var family: DetectorModel.Family?

    @Option(
        help: ArgumentHelp(
            "Candidates of the first sweep, 16 to 100,000 (default: 256, with --model 64); what is "
                + "refined comes on top.",
            valueName: "number"))
    var candidates: Int?

    @Option(help: "Seed of the sweep and of the intervals.")
    var seed: UInt64 = 1

    @Option(help: "Threads, 1 to 256; as many as there are processors, if not given.")
    var jobs: Int?

    @Flag(help: "Print tuning.json on standard output instead of the table.")
    var json = false

    func validate() throws {
        guard family == nil || model else {
            throw ValidationError("--family is for learned detectors: add --model")
        }
        guard candidates.map({ (16...100_000).contains($0) }) ?? true else {
            throw ValidationError("--candidates must be 16 to 100,000")
        }
        guard jobs.map({ (1...256).contains($0) }) ?? true else {
            throw ValidationError("--jobs must be 1 to 256")
        }
    }

    func run() {
        Terminal.run {
            var wanted = TuningRun.Options(
                files, objective: objective, output: output, programVersion: Quench.version)
            wanted.encoding = texts.encoding
            wanted.settings = settings
            wanted.family = model ? family ?? .linear : nil
            (wanted.candidates, wanted.seed, wanted.jobs) = (candidates, seed, jobs)
            StopSignal.install()
            let outcome = try TuningRun(wanted).run(
                isStopped: { StopSignal.isSet }, Terminal.teller())
            guard let outcome else {
                Terminal.printError(
                    "stopped by the user; the same command goes on from here\n")
                throw ExitCode(StopSignal.status)
            }
            Terminal.printResult(
                json ? outcome.json.pretty + "\n" : outcome.text(Terminal.style))
            // Asked for settings, it leaves none.
            if outcome.result.chosen == nil { throw ExitCode.failure }
        }
    }
}

extension TuningOutcome {
    private var subjectsText: String {
        switch result.subjects.count {
        case 0: "subjects not named"
        case 1: "1 subject"
        case let count: "\(count) subjects"
        }
    }

    /// The curve for the terminal, what it cannot show, and the settings in words.
    func text(_ style: TerminalStyle) -> String {
        let table = TextTable(
            columns: [
                .init(result.objective.rateText, .right), .init("scored on"),
                .init("found", .right),
                .init("delay, s", .right), .init("false/h", .right), .init("outside/h", .right),
            ],
            rows: lines.map { line in
                let figures = line.estimate.figures
                return [
                    line.limit, line.scoredOn, "\(figures.found) of \(figures.seizures)",
                    line.estimate.delayText, line.estimate.falseText, line.estimate.outsideText,
                ]
            })
        var text =
            counted(result.candidateCount, "candidate")
            + (result.refusedCount > 0 ? " (\(result.refusedCount) more cannot be planned)" : "")
            + ", \(counted(result.seizureCount, "seizure")), "
            + "\(decimal(result.hours, 2)) h, \(subjectsText); in brackets 95 %\n"
        text += table.text(style)
        for point in result.points { text += wordsText(point) }
        if let chosen = result.chosen {
            if result.objective.quantity == .delay { text += wordsText(chosen) }
            text += "settings for \(result.objective.text): \(Terminal.oneLine(settingsPath))\n"
            if let modelPath { text += "their model: \(Terminal.oneLine(modelPath))\n" }
        }
        return text + result.remarks.map { "not promised: \(Terminal.oneLine($0))\n" }.joined()
    }

    private func wordsText(_ point: TuningResult.Point) -> String {
        "\(point.objective.quantity.rawValue)<=\(Self.limitText(of: point)): "
            + "\(Self.words(of: point))\n"
    }
}
