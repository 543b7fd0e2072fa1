import Alsa
import Foundation
import Journal
import Latency
import Planning
import Realtime
import Recordings
import Report
import SignalSources

/// One latency measurement, made ready: every mistake is found before the clock starts.
struct LatencyBench {
    private let command: BenchLatencyCommand
    private let latencyRun: LatencyRun
    private let hopCount: Int

    /// A day of the default hops. What is kept of each is some 90 bytes, locked in memory.
    static let hopCountMax = 12_000_000

    init(_ command: BenchLatencyCommand) throws {
        self.command = command
        try Self.tryOutputs(command)
        let (planned, source) =
            try command.recording.map { try Self.recorded($0.path, command) }
            ?? command.device.map { try Self.captured($0, command) }
            ?? Self.generated(command)
        hopCount =
            Int(source.frameRange.upperBound - source.frameRange.lowerBound)
            / Int(planned.plan.detection.hopFrames)
        guard hopCount > 0 else {
            throw SettingsError(field: "--duration", problem: "is shorter than a hop")
        }
        guard hopCount <= Self.hopCountMax else {
            throw SettingsError(
                field: "--duration",
                problem: "makes \(hopCount) decisions; at most \(Self.hopCountMax) are kept")
        }
        latencyRun = LatencyRun(
            planned: planned, source: source, budgetMilliseconds: command.budgetMs,
            realtime: command.ordinary ? nil : RealtimeRequest())
        for note in planned.notes { Terminal.printError("note: \(Terminal.oneLine(note))\n") }
    }

    func run() throws -> LatencyResult {
        StopSignal.install()
        var load: LoadProcesses?
        if command.stress {
            load = try LoadProcesses(
                executable: OwnPath.executable,
                arguments: ["bench", "load"])
        }
        defer { load?.end() }
        let note = load.map { "\($0.count) processes of load" } ?? ""
        let rate = latencyRun.planned.signal.rateHertz
        let hopSeconds = Double(latencyRun.planned.plan.detection.hopFrames) / rate
        var progress = Progress(label: "latency", total: Double(hopCount) * hopSeconds)
        defer { progress.clear() }
        return try latencyRun.run(isStopped: { StopSignal.isSet }) { decisions in
            progress.show(Double(decisions) * hopSeconds, note: note)
        }
    }

    /// A file that cannot be written must not be found out when the measurement is over.
    private static func tryOutputs(_ command: BenchLatencyCommand) throws {
        var paths: [String] = []
        for (option, path) in [
            ("--hgrm", command.hgrm), ("--trace", command.trace), ("--report", command.report),
        ] {
            guard let path else { continue }
            path.refuseExisting(option: option)
            if paths.contains(path.path) {
                Terminal.fail("\(path.path): is given twice; choose another name for \(option)")
            }
            try WholeFile.tryOut(path.path)
            paths.append(path.path)
        }
    }

    private static func generated(
        _ command: BenchLatencyCommand
    ) throws -> (PlannedLoop, SignalSource) {
        var generator = SignalGenerator()
        generator.channelCount = command.channels
        generator.rateHertz = command.rate
        generator.quietSeconds = 10
        generator.seizureSeconds = 8
        // 30 s with a seizure in them, less where they would take more than 64 MB.
        let bytesPerSecond = 2 * command.rate * (command.channels + 7) / 8 * 8
        generator.durationSeconds = max(2, min(30, (64 << 20) / bytesPerSecond))
        guard let rate = SamplingRate(numerator: Int64(command.rate)) else {
            throw SettingsError(field: "--rate", problem: "must be above 0")
        }
        let settings = try settings(command, rateHertz: Double(command.rate))
        let frontEnd = try FrontEndPlan(
            settings.frontEnd, for: MemorySource.channels(of: generator, rate: rate))
        guard frontEnd.outputs.count > 0, frontEnd.inputs.count == command.channels else {
            throw SettingsError(
                field: "frontEnd.channels", problem: "must take all channels here; use --channels")
        }
        let planned = try Planner.plan(settings, for: frontEnd.signal)
        let frames =
            command.blocks.map { Int64($0) * Int64(planned.plan.detection.hopFrames) }
            ?? Int64(command.duration * Double(command.rate))
        return (
            planned, .memory(MemorySource(generator, frontEnd, durationFrames: frames))
        )
    }

    private static func recorded(
        _ path: String, _ command: BenchLatencyCommand
    ) throws -> (PlannedLoop, SignalSource) {
        let recording = try Recording(opening: path)
        var settings = try settings(command, rateHertz: nil)
        let frontEnd = try FrontEndPlan(settings.frontEnd, for: recording.channels)
        let rate = frontEnd.rate.samplesPerSecond
        settings = try Self.settings(command, rateHertz: rate)
        let planned = try Planner.plan(settings, for: frontEnd.signal)
        let hopSeconds = Double(planned.plan.detection.hopFrames) / rate
        let duration = command.blocks.map { Double($0) * hopSeconds } ?? command.duration
        let source = try RecordingSource(
            recording, frontEnd, to: min(duration, recording.durationSeconds))
        return (planned, .recording(source))
    }

    private static func captured(
        _ device: String, _ command: BenchLatencyCommand
    ) throws -> (PlannedLoop, SignalSource) {
        var request = StreamRequest(
            device: device, channels: command.channels, rateHertz: command.rate)
        request.periodFrames = command.period
        let plans = try CapturePlans(
            CaptureSettings(request: request),
            settings(command, rateHertz: Double(command.rate)))
        let hopFrames = Int64(plans.planned.plan.detection.hopFrames)
        let source = try CaptureSource(
            plans.capture, plans.frontEnd,
            durationFrames: command.blocks.map { Int64($0) * hopFrames }
                ?? Int64(command.duration * Double(command.rate)),
            isStopped: { StopSignal.isSet })
        Terminal.printError("note: \(source.grant.text)\n")
        return (plans.planned, .capture(source))
    }

    /// The settings, with the hop that `--block` asks for, or, where neither a block nor a file of
    /// settings is given, 16 frames or as many as 40 ms hold.
    private static func settings(
        _ command: BenchLatencyCommand, rateHertz: Double?
    ) throws -> Settings {
        var settings = try command.settings.map { try Settings(file: $0.path) } ?? Settings.standard
        guard let rateHertz, command.block != nil || command.settings == nil else {
            return settings
        }
        let frames = command.block ?? min(16, Int(rateHertz * 0.04))
        let hop = Double(frames) / rateHertz * 1_000
        guard (1...40).contains(hop) else {
            throw SettingsError(
                field: "--block",
                problem: "\(frames) frames at \(rateHertz) Hz are \(hop) ms; a decision is made "
                    + "every 1 to 40 ms")
        }
        settings.detector.hopMilliseconds = hop
        if command.settings == nil {
            // The default windows, cut to the longest that fit at so short a hop.
            let longest = hop / 1_000 * 512
            settings.detector.shortTermSeconds.lineLength = min(2, longest)
            settings.detector.shortTermSeconds.area = min(2, longest)
            settings.detector.shortTermSeconds.halfWaves = min(2, longest)
        }
        return settings
    }

    /// The command that repeats the measurement.
    var commandLine: String {
        (["quench bench latency"] + ParsedOptions(command).words).joined(separator: " ")
    }
}
