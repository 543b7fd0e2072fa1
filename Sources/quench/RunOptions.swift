import ArgumentParser
import Foundation
import Pipeline
import Planning
import Realtime
import RunFolder

/// What every run of the loop can be told.
struct RunOptions: ParsableArguments {
    @Option(help: "A settings file; see `quench settings`.")
    var settings: String?

    @Option(help: "Folder for the results.")
    var output = "quench-run"

    @Option(help: "realtime, max, or 0.01x to 100x real time; paced runs are shown live.")
    var pace = PaceOption(pace: .unpaced)

    @Flag(help: "Print summary.json on standard output instead of the screen.")
    var json = false

    /// The settings file over the defaults.
    func loadSettings() throws -> Settings {
        try settings.map(Settings.init(file:)) ?? Settings.standard
    }

    /// Prints what the run came to, and exits where it did not end as asked.
    func conclude(_ result: RunResult) throws {
        if json {
            Terminal.printResult(try result.summary.text())
        } else {
            Terminal.printResult(result.screen(folder: output).text(Terminal.style))
        }
        if let problem = result.outcome.sourceProblem { Terminal.fail(problem) }
        if result.outcome.wasStopped { throw ExitCode(130) }
    }
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
