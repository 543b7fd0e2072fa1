import Alsa
import ArgumentParser
import Foundation
import Journal
import Report
import Runs

struct LoopbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loopback",
        abstract: "Measure the latency of two devices joined by a cable.",
        discussion: """
            Plays marks on the output as soon as a frame has been acquired, and waits for them on \
            the input: from acquisition to actuator to acquisition, as a distribution. Exit status \
            1 when marks are lost. With --through-detector the closed loop itself is in between. \
            docs/alsa.md says how to wire the cable.
            """)

    @Option(name: .customLong("in"), help: "The capture device.")
    var input: String

    @Option(name: .customLong("out"), help: "The playback device.")
    var output: String

    @Option(help: "Channels of both devices, 1 to 256.")
    var channels = 2

    @Option(help: ArgumentHelp("Rate of both devices.", valueName: "hertz"))
    var rate = 48_000

    @Option(
        help: ArgumentHelp(
            "Frames between two wake-ups (default: the fewest in 2 ms or more).",
            valueName: "frames"))
    var period: Int?

    @Option(help: "Marks to play, 1 to 100,000 (default: 200).")
    var marks: Int?

    @OptionGroup var detector: ThroughDetectorOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...256).contains(channels), (1...768_000).contains(rate),
            (1...65_536).contains(period ?? 1), (1...100_000).contains(marks ?? 1)
        else {
            throw ValidationError(
                "--channels must be 1 to 256, --rate 1 to 768,000 Hz, --period 1 to 65,536 "
                    + "frames, --marks 1 to 100,000")
        }
        guard marks == nil || !detector.throughDetector else {
            throw ValidationError("--marks is not of --through-detector: give --trials")
        }
        guard (1...channels).contains(detector.cable) else {
            throw ValidationError("--cable must be one of the channels, 1 to \(channels)")
        }
    }

    func run() {
        Terminal.run {
            guard !detector.throughDetector else { return try runThroughDetector() }
            let tell = Terminal.teller()
            var loopback = try LoopbackRun(
                input: input, output: output, channels: channels, rate: rate, period: period, tell)
            StopSignal.install()
            let marks = marks ?? 200
            let result = try loopback.run(marks: marks, isStopped: { StopSignal.isSet }, tell)
            Terminal.printResult(json ? value(result).pretty + "\n" : text(result))
            if StopSignal.isSet { throw ExitCode(StopSignal.status) }
            if result.seconds.isEmpty {
                Terminal.fail("no mark came back: check the cable, the levels and the channels")
            }
            if result.lost > 0 { Terminal.fail("\(result.lost) of \(marks) marks were lost") }
        }
    }

    private func runThroughDetector() throws {
        let tell = Terminal.teller()
        let run = try RoundTripRun(
            detector.options(
                input: input, output: output, channels: channels, rateHertz: rate, period: period),
            isStopped: { StopSignal.isSet }, tell)
        StopSignal.install()
        let result = try run.run(tell)
        Terminal.printResult(json ? result.json.pretty + "\n" : result.text(Terminal.style))
        if StopSignal.isSet { throw ExitCode(StopSignal.status) }
        if let failure = result.failure { Terminal.fail(failure) }
    }

    private static let percentiles = [0.0, 50, 90, 99, 100]

    private func text(_ result: Loopback.Result) -> String {
        var table = TextTable(columns: [.init("acquisition to acquisition"), .init("ms", .right)])
        let names = ["least", "p50", "p90", "p99", "most"]
        table.rows = zip(names, Self.percentiles).map { name, percent in
            [name, result.percentile(percent).map { String(format: "%.3f", $0 * 1_000) } ?? "-"]
        }
        return table.text(Terminal.style)
            + "\(result.seconds.count) marks, \(result.lost) lost, \(result.overruns) overruns, "
            + "\(result.underruns) underruns\n"
    }

    private func value(_ result: Loopback.Result) -> JSONValue {
        let names = ["least", "p50", "p90", "p99", "most"]
        var members = zip(names, Self.percentiles).map { name, percent in
            JSONValue.Member(
                "\(name)Seconds", result.percentile(percent).map(JSONValue.number) ?? .null)
        }
        members += [
            .init("marks", .integer(Int64(result.seconds.count))),
            .init("lost", .integer(Int64(result.lost))),
            .init("overruns", .integer(Int64(result.overruns))),
            .init("underruns", .integer(Int64(result.underruns))),
            .init("seconds", .list(result.seconds.map(JSONValue.number))),
        ]
        return .object(members)
    }
}
