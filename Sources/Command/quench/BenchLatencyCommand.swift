import ArgumentParser
import Foundation
import Latency
import LiveView
import Pipeline
import Realtime
import Report
import Runs

struct BenchLatencyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latency",
        abstract: "Measure the latency of every decision in real time.",
        discussion: """
            Runs the loop at the pace of real time on a generated signal, a recording or a capture \
            device, beside a bare thread that measures how late this machine wakes anybody up. \
            Exit status 1 when any decision misses the budget. docs/latency.md says what is \
            measured.
            """)

    @Option(help: "Channels of the generated signal, 1 to 1,024.")
    var channels = 128

    @Option(help: ArgumentHelp("Its sampling rate, 100 to 5,000.", valueName: "hertz"))
    var rate = 2_048

    @Option(
        help: ArgumentHelp(
            "Frames between two decisions (default: 16, at most 40 ms, or the settings' hop).",
            valueName: "frames"))
    var block: Int?

    @Option(help: ArgumentHelp("Length of the run.", valueName: "seconds"))
    var duration = 60.0

    @Option(help: ArgumentHelp("Length in decisions instead.", valueName: "number"))
    var blocks: Int?

    @Option(
        help: ArgumentHelp(
            "Longest time from a hop's first sample to a first pulse edge.",
            valueName: "milliseconds"))
    var budgetMs = 100.0

    @Flag(help: "Load every core, the memory and the disk meanwhile.")
    var stress = false

    @Option(help: "Take the signal from this recording, at most to its end.")
    var recording: InputFile?

    @Option(help: "Take it from this ALSA capture device, with --channels and --rate.")
    var device: String?

    @Option(
        help: ArgumentHelp(
            "Frames between two wake-ups of that device (default: the fewest in 2 ms or more).",
            valueName: "frames"))
    var period: Int?

    @Option(help: "A settings file; see `quench settings`.")
    var settings: InputFile?

    @Option(
        help: ArgumentHelp(
            "Compare with an earlier measurement, the output of --json: whether they differ.",
            valueName: "file.json"))
    var compare: InputFile?

    @Flag(help: "Print JSON on standard output.")
    var json = false

    @Option(help: "Write the compute latency in HdrHistogram's percentile format.")
    var hgrm: NewFile?

    @Option(
        help: ArgumentHelp(
            "Write a line for every decision: sequence, due_ns, hand_ns, act_ns, decision.",
            valueName: "file.tsv"))
    var trace: NewFile?

    @Option(
        help: ArgumentHelp("Write a report with the distribution drawn.", valueName: "file.html"))
    var report: NewFile?

    @Flag var misses = MissRule.failOnMiss

    @OptionGroup
    var view: ViewOptions

    @Flag(
        help: ArgumentHelp(
            "Ask the system for no priority, memory lock or processor.", visibility: .default))
    var ordinary = false

    func validate() throws {
        guard (1...1_024).contains(channels), (100...5_000).contains(rate) else {
            throw ValidationError("--channels must be 1 to 1,024, --rate 100 to 5,000")
        }
        guard !view.control else {
            throw ValidationError("--control changes runs on record: replay, simulate, capture")
        }
        guard device == nil || recording == nil else {
            throw ValidationError("--device and --recording exclude each other")
        }
        guard device == nil || channels <= 256, (1...65_536).contains(period ?? 1) else {
            throw ValidationError("a device has at most 256 channels; --period is 1 to 65,536")
        }
        if let block, !(1...200).contains(block) {
            throw ValidationError("--block must be 1 to 200 frames")
        }
        guard duration > 0, duration <= 86_400 else {
            throw ValidationError("--duration must be above 0 and at most 86,400 s")
        }
        guard (1...LatencyBench.hopCountMax).contains(blocks ?? 1) else {
            throw ValidationError("--blocks must be 1 to 12,000,000")
        }
        guard budgetMs > 0, budgetMs <= 60_000 else {
            throw ValidationError("--budget-ms must be above 0 and at most 60,000")
        }
    }

    func run() {
        Terminal.run {
            let tell = Terminal.teller()
            let bench = try LatencyBench(
                options, isStopped: { StopSignal.isSet }, tell)
            StopSignal.install()
            let live = try view.opened()
            live?.begin(subject(of: bench))
            defer { live?.close() }
            let command = ["quench bench latency"] + ParsedOptions(self).words
            let result = try bench.run(
                programVersion: Quench.version, command: command.joined(separator: " "),
                show: { report in
                    live?.show(ViewedHop(report))
                    if let problem = live?.takeProblem() { tell(.warning(problem)) }
                },
                onTap: copies(for: live), tell)
            Terminal.printResult(
                json
                    ? result.json(programVersion: Quench.version).pretty + "\n"
                    : result.text(Terminal.style))
            if StopSignal.isSet { throw ExitCode(StopSignal.status) }
            guard let failure = result.failure else { return }
            if misses == .noFailOnMiss, result.isOnlyMissed {
                Terminal.printError("quench: \(failure)\n")
            } else {
                Terminal.fail(failure)
            }
        }
    }

    /// What keeps the frames for those who look on.
    private func copies(for live: LiveView?) -> (@Sendable (FrameTap) -> Void)? {
        guard let live else { return nil }
        let folder = FileManager.default.temporaryDirectory.path
        return { [megabytes = view.viewMegabytes] in
            live.keep($0, in: folder, megabytes: megabytes)
        }
    }

    private func subject(of bench: LatencyBench) -> ViewSubject {
        var subject = ViewSubject(
            title: "latency: \(recording?.path ?? device ?? "generated signal")",
            planned: bench.planned, fromSeconds: 0, toSeconds: bench.seconds,
            pace: .speed(Ratio(1)))
        subject.budgetMilliseconds = budgetMs
        return subject
    }

    private var options: LatencyBench.Options {
        var options = LatencyBench.Options(
            channels: channels, rate: rate, duration: duration, budgetMilliseconds: budgetMs)
        (options.block, options.blocks) = (block, blocks)
        options.loadArguments = stress ? ["bench", "load"] : nil
        (options.recording, options.device, options.period) = (recording?.path, device, period)
        options.settings = settings?.path
        options.isOrdinary = ordinary
        options.comparison = compare?.path
        options.files.percentiles = hgrm?.path
        options.files.trace = trace?.path
        options.files.report = report?.path
        return options
    }
}
