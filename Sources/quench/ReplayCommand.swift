import ArgumentParser
import Foundation
import Pipeline
import Planning
import Realtime
import Recordings
import Report
import RunFolder
import SignalSources

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Replay a recording through the closed loop.",
        discussion: """
            Reads EDF, EDF+, BDF, BDF+ and BrainVision (give the .vhdr). Leaves a folder with \
            events.tsv, stimulation.tsv, summary.json, journal.jsonl and report.html.
            """)

    @Argument(help: "The recording.")
    var file: String

    @Option(help: "A settings file; see `quench settings`.")
    var settings: String?

    @Option(help: "Folder for the results.")
    var output = "quench-run"

    @Option(help: "realtime, max, or 0.01x to 100x real time.")
    var pace = PaceOption(pace: .unpaced)

    @Option(help: ArgumentHelp("Start at this time.", valueName: "seconds"))
    var from: Double?

    @Option(help: ArgumentHelp("End at this time.", valueName: "seconds"))
    var to: Double?

    @Option(help: "A list of names by which seizures are annotated, one pattern a line.")
    var seizureNames: String?

    @Option(
        help: ArgumentHelp(
            "Draw the run, or its first episode, as a picture.", valueName: "file.svg"))
    var svg: String?

    @Flag(help: "Print summary.json on standard output instead of the screen.")
    var json = false

    func run() {
        Terminal.run {
            let replay = try Replay(self)
            if let svg, FileManager.default.fileExists(atPath: svg) {
                Terminal.fail(
                    "\(svg): is there already; remove it or choose another name for --svg")
            }
            let folder = try RunFolder(creating: output)
            StopSignal.install()
            let result = try replay.run(in: folder)
            if let svg { try result.writePicture(to: svg) }
            if json {
                Terminal.printResult(try result.summary.text())
            } else {
                Terminal.printResult(result.screen(folder: output).text(Terminal.style))
            }
            if let problem = result.outcome.sourceProblem { Terminal.fail(problem) }
            if result.outcome.wasStopped { throw ExitCode(130) }
        }
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
