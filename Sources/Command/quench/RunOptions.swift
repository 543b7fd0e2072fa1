import ArgumentParser
import Foundation
import Pipeline
import Planning
import Realtime
import RunFolder

/// What every run of the loop can be told, apart from its pace.
struct ResultOptions: ParsableArguments {
    @Option(help: "A settings file; see `quench settings`.")
    var settings: String?

    @Option(help: ArgumentHelp("A learned detector; see `quench train`.", valueName: "model.json"))
    var model: String?

    @Option(
        help: ArgumentHelp(
            "Where a learned detector keeps what it adapted to: read at the start if it is there, "
                + "written at the end.", valueName: "file"))
    var state: String?

    @Option(help: "Folder for the results.")
    var output = "quench-run"

    @Flag(help: "Print summary.json on standard output instead of the screen.")
    var json = false

    /// The settings file over the defaults, with the model's conditioning where there is one.
    func loadSettings() throws -> (Settings, DetectorModel?) {
        let settings = try settings.map(Settings.init(file:)) ?? Settings.standard
        let model = try model.map(DetectorModel.init(file:))
        return (model?.applied(to: settings) ?? settings, model)
    }

    /// What of these options the command line said, for the command that repeats a run.
    var words: [String] {
        func name(_ path: String) -> String { URL(fileURLWithPath: path).lastPathComponent }
        return (settings.map { ["--settings \(name($0))"] } ?? [])
            + (model.map { ["--model \(name($0))"] } ?? [])
    }

    /// The pipeline with what an earlier run adapted to.
    func adapted(_ pipeline: Pipeline) throws -> Pipeline {
        guard let state else { return pipeline }
        guard model != nil else {
            throw ValidationError("--state is for a learned detector: give --model, too")
        }
        try needFolder(of: state, option: "--state")
        var pipeline = pipeline
        pipeline.adaptation = try AdaptationFile.read(state, for: pipeline.plan) ?? []
        return pipeline
    }

    /// Prints what the run came to, and exits where it did not end as asked.
    func conclude(_ result: RunResult) throws {
        if json {
            Terminal.printResult(try result.summary.text())
        } else {
            Terminal.printResult(result.screen(folder: output).text(Terminal.style))
        }
        if let state { try AdaptationFile.write(result.outcome.adaptation, to: state) }
        if let problem = result.outcome.sourceProblem { Terminal.fail(problem) }
        if result.outcome.wasStopped { throw ExitCode(130) }
    }
}

/// What a run on a recording or a virtual patient can be told.
struct RunOptions: ParsableArguments {
    @OptionGroup
    var results: ResultOptions

    @Option(help: "realtime, max, or 0.01x to 100x real time; paced runs are shown live.")
    var pace = PaceOption(pace: .unpaced)

    var output: String { results.output }
    var words: [String] { results.words }

    func loadSettings() throws -> (Settings, DetectorModel?) { try results.loadSettings() }
    func adapted(_ pipeline: Pipeline) throws -> Pipeline { try results.adapted(pipeline) }
    func conclude(_ result: RunResult) throws { try results.conclude(result) }
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

    var defaultValueDescription: String { "max" }
}

/// Stops before a file that is there already would be written over.
func refuse(existing path: String?, option: String) {
    guard let path, FileManager.default.fileExists(atPath: path) else { return }
    Terminal.fail("\(path): is there already; remove it or choose another name for \(option)")
}

/// Finds out before a long run, not after it, that the folder of a file to be written is not there.
func needFolder(of path: String, option: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder),
        isFolder.boolValue
    else { throw ValidationError("\(path): its folder is not there; make it for \(option)") }
}
