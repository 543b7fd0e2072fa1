import ArgumentParser
import Foundation
import Journal
import Report

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Tell how a capture under way is, from the folder that it writes.",
        discussion: """
            Exit status 0 while the run goes on or where it has ended; 1 where its source failed, its \
            status has not been renewed for five seconds, or it records nothing, or no clips, any more.
            """)

    @Argument(help: "The run's folder, the capture's --output.")
    var folder: String

    @Flag(help: "Print status.json.")
    var json = false

    func run() {
        Terminal.run {
            let status = try RunStatus(folder: folder)
            let now = Date().timeIntervalSince1970
            Terminal.printResult(json ? try status.text : Self.table(status, now))
            if status.isStale(atSeconds: now) {
                Terminal.fail(
                    "\(folder): the status was not renewed for \(Self.age(now - status.renewed)): "
                        + "the run was killed, or is stuck")
            }
            if let problem = status.problem {
                Terminal.fail("\(folder): the run was ended by its source: \(problem)")
            }
            if let problem = status.recording?.problem {
                Terminal.fail("\(folder): nothing is recorded any more: \(problem)")
            }
            if let problem = status.clips?.problem {
                Terminal.fail("\(folder): there are no more clips: \(problem)")
            }
        }
    }

    private static func table(_ status: RunStatus, _ now: Double) -> String {
        var table = TextTable(columns: [.init("run"), .init("")])
        table.rows = [
            ["device", status.device + (status.input.map(text) ?? "")],
            [
                "state",
                status.endReason.map { "ended: \($0)" } ?? status.state
                    + (status.stateReason.map { ": \($0)" } ?? "")
                    + (status.isSuspended == true ? ", stimulation suspended" : ""),
            ],
            ["running for", age(status.timeSeconds)],
            [
                "last decision",
                status.decided.map { "\(age(now - $0)) ago, \(status.decisions) in all" } ?? "none",
            ],
            [
                "latency",
                status.latencyMicroseconds.map {
                    "p50 \(whole($0.p50)), p99 \(whole($0.p99)), max \(whole($0.most)) µs; "
                        + "\(status.missedDeadlines) late"
                } ?? "-",
            ],
            [
                "episodes",
                "\(status.episodes), \(counted(status.therapies, "therapy", "therapies"))",
            ],
            [
                "lost",
                "\(counted(Int(status.framesMissing), "frame")) in \(counted(status.gaps, "gap")), "
                    + "\(status.overruns) dropped",
            ],
            ["recording", status.recording.map(text) ?? "none"],
            ["clips", status.clips.map { $0.problem ?? $0.text } ?? "none"],
            ["output", status.output.map(text) ?? "none"],
        ]
        return table.text(Terminal.style)
    }

    private static func text(_ recording: RunStatus.Recording) -> String {
        if let problem = recording.problem { return problem }
        let left = recording.secondsLeft.map { ", room for \(age($0))" } ?? ""
        return recording.path + left
    }

    /// Nothing of a device that was there all the time.
    private static func text(_ input: RunStatus.Input) -> String {
        let times = input.reconnects == 1 ? "once" : "\(input.reconnects) times"
        return (input.isAway ? ", away" : "")
            + (input.reconnects > 0 ? ", back again \(times) so far" : "")
    }

    private static func text(_ output: RunStatus.Output) -> String {
        let times = output.outages == 1 ? "once" : "\(output.outages) times"
        return (output.isAway ? "away" : "playing")
            + (output.outages > 0 ? ", lost \(times) so far" : "") + ": \(output.device)"
    }

    private static func whole(_ value: Double) -> String { "\(held(value))" }

    /// A file may say anything.
    private static func held(_ value: Double) -> Int { Int(min(max(0, value), 1e15).rounded()) }

    /// "3 s", "2 h 5 min".
    private static func age(_ seconds: Double) -> String {
        let whole = held(seconds)
        return switch whole {
        case ..<120: "\(whole) s"
        case ..<7_200: "\(whole / 60) min"
        case ..<172_800: "\(whole / 3_600) h \(whole % 3_600 / 60) min"
        default: "\(whole / 86_400) days \(whole % 86_400 / 3_600) h"
        }
    }
}
