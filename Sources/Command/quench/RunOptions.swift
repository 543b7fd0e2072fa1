import ArgumentParser
import Foundation
import Journal
import Pipeline
import Planning
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

    @Flag(help: "Write over a capture, which cannot be repeated; other runs give way unasked.")
    var overwrite = false

    @Flag(help: "Print summary.json on standard output instead of the screen.")
    var json = false

    /// The settings file over the defaults, with the model's conditioning where there is one.
    func loadSettings() throws -> (Settings, DetectorModel?) {
        let settings = try settings.map { try Settings(file: $0.path) } ?? Settings.standard
        let model = try model.map { try DetectorModel(file: $0.path) }
        return (model?.applied(to: settings) ?? settings, model)
    }

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

    /// The folder, made, with the copy of the state file in it.
    func makeFolder() throws -> RunFolder {
        try RunFolder(creating: output, copyingState: state?.path, overwrites: overwrite)
    }

    /// The pipeline with what earlier runs left, and what that is; nil without `--state`.
    ///
    /// - Parameter lock: what keeps other runs from the file, where this one writes it.
    func kept(
        for pipeline: inout Pipeline, _ lsbNanovolts: Double, _ lock: inout FileLock?
    ) throws -> KeptState? {
        guard let state else {
            guard !keepState else { throw ValidationError("--keep-state needs --state") }
            return nil
        }
        try needFolder(of: state.path, option: "--state")
        if keepState {
            // It is read for what it holds, so it is expected.
            guard FileManager.default.fileExists(atPath: state.path) else {
                throw ValidationError(
                    "\(state.path): is not there; --keep-state needs the file that --state names")
            }
        } else {
            let target = try WholeFile.target(of: state.path)
            try WholeFile.tryOut(target)
            lock = try FileLock(beside: target)
        }
        let kept = try StateFile.read(
            state.path, for: pipeline.plan, lsbNanovolts: lsbNanovolts,
            isExpected: lock?.isExpected == true)
        pipeline.adaptation = kept.adaptation
        pipeline.doses = kept.doseWords
        return kept
    }

    /// Prints what the run came to, and exits where it did not end as asked.
    func conclude(_ result: RunResult, _ misses: MissRule) throws {
        if json {
            Terminal.printResult(try result.summary.text())
        } else {
            Terminal.printResult(result.screen(folder: output).text(Terminal.style))
        }
        if let problem = result.outcome.sourceProblem { Terminal.fail(problem) }
        if let problem = result.folderProblem { Terminal.fail(problem) }
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
    }

    func loadSettings() throws -> (Settings, DetectorModel?) { try results.loadSettings() }
    func conclude(_ result: RunResult) throws { try results.conclude(result, misses) }
}

extension Pipeline {
    /// A paced run asks the system for what helps it to be on time.
    func asking() -> Pipeline {
        var pipeline = self
        if pace != .unpaced { pipeline.realtime = RealtimeRequest() }
        return pipeline
    }
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

/// Finds out before a long run, not after it, that the folder of a file to be written is not there.
func needFolder(of path: String, option: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder),
        isFolder.boolValue
    else { throw ValidationError("\(path): its folder is not there; make it for \(option)") }
}
