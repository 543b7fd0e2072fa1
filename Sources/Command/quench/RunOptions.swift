import Acquisition
import ArgumentParser
import Foundation
import Pipeline
import Realtime
import RunFolder

/// What every run of the loop can be told, apart from its pace.
struct ResultOptions: ParsableArguments {
    @Option(help: "A settings file; see `quench settings`.")
    var settings: InputFile?

    @Option(help: ArgumentHelp("A learned detector; see `quench train`.", valueName: "model.json"))
    var model: InputFile?

    @Option(
        help: ArgumentHelp(
            "Where the patient's doses, and what a learned detector adapted to, outlast the run: read "
                + "at the start if it is there, written at each therapy and at the end.",
            valueName: "file"))
    var state: InputFile?

    @Flag(help: "Read --state, but leave it as it is.")
    var keepState = false

    @Option(help: "Folder for the results.")
    var output = "quench-run"

    @Flag(
        help: ArgumentHelp(
            "Write over a capture, or a run that somebody marked or changed, which cannot be repeated; "
                + "other runs give way unasked."))
    var overwrite = false

    @Option(
        help: ArgumentHelp(
            "Keep the signal of each episode, trigger and annotation as EDF+ in the folder, from so "
                + "many seconds ahead to so many after; the newest of so many replace the oldest "
                + "without trigger or annotation. What is left out of before=60,after=30,most=200 "
                + "is so.",
            valueName: "before=S,after=S,most=N"),
        transform: { try ClipRequest($0) })
    var clips: ClipRequest?

    @Flag(
        inversion: .prefixedNo,
        help: ArgumentHelp(
            "Write when each hop passed each stage to stamps.tsv, some 110 bytes a hop (default: at "
                + "--pace realtime; not of a capture, which may go on for days). latency.tsv has "
                + "histograms a minute in any case."))
    var stamps: Bool?

    @Flag(help: "Print summary.json on standard output instead of the screen.")
    var json = false

    @OptionGroup
    var view: ViewOptions

    /// The options that repeat the run: it changes its state file, so they name the copy of the file
    /// as it was, or none where there was none.
    var repeating: ResultOptions {
        var options = self
        guard let state else { return options }
        options.keepState = FileManager.default.fileExists(atPath: state.path)
        options.state =
            options.keepState
            ? InputFile(argument: RunFolder.stateCopyPath(in: output)) : nil
        return options
    }

    /// Prints what the run came to, and exits where it did not end as asked.
    func conclude(_ result: RunResult, _ misses: MissRule) throws {
        if json {
            Terminal.printResult(try result.summary.text())
        } else {
            Terminal.printResult(result.screen(folder: output).text(Terminal.style))
        }
        if let problem = result.outcome.sourceProblem { Terminal.fail(problem) }
        if let problem = result.folderProblem ?? result.fileProblem { Terminal.fail(problem) }
        let problem = misses == .failOnMiss ? result.missProblem : nil
        if let problem { Terminal.printError("quench: \(problem)\n") }
        if result.outcome.wasStopped { throw ExitCode(StopSignal.status) }
        if problem != nil { throw ExitCode(1) }
    }
}

/// What a run on a recording or a virtual patient can be told.
struct RunOptions: ParsableArguments {
    @OptionGroup
    var results: ResultOptions

    @Option(help: "realtime, max, or 0.01x to 100x real time; paced runs are shown live.")
    var pace = PaceOption(pace: .unpaced)

    @Flag var misses = MissRule.noFailOnMiss

    func validate() throws {
        guard misses == .noFailOnMiss || pace.pace == .speed(Ratio(1)) else {
            throw ValidationError(
                "--fail-on-miss needs --pace realtime: no other pace has deadlines")
        }
        guard results.stamps != true || pace.pace == .speed(Ratio(1)) else {
            throw ValidationError(
                "--stamps needs --pace realtime: stamps of another pace say nothing of a deadline")
        }
    }

    func conclude(_ result: RunResult) throws { try results.conclude(result, misses) }
}

/// `realtime`, `max` or `4x`.
struct PaceOption: ExpressibleByArgument, Sendable {
    let pace: Pace

    init(pace: Pace) { self.pace = pace }

    init?(argument: String) {
        switch argument {
        case "max": pace = .unpaced
        case "realtime": pace = .speed(Ratio(1))
        default:
            guard argument.hasSuffix("x"), let speed = Double(argument.dropLast()),
                (0.01...100).contains(speed)
            else { return nil }
            pace = .speed(Ratio(Int64((speed * 1_000).rounded()), 1_000))
        }
    }

    var defaultValueDescription: String {
        guard case .speed(let speed) = pace, speed != Ratio(1) else {
            return pace == .unpaced ? "max" : "realtime"
        }
        return "\(Double(speed.numerator) / Double(speed.denominator))x"
    }
}

extension ClipRequest: ExpressibleByArgument {
    package init?(argument: String) {
        guard let request = try? ClipRequest(argument) else { return nil }
        self = request
    }

    package var defaultValueDescription: String { text }
}
