import Acquisition
import Alsa
import Foundation
import Journal
import Pipeline
import Planning
import Recordings
import RunFolder
import Runs
import SignalSources
import TestSupport
import Testing

/// Time that passes only as the capture waits for it, for the program and for the amplifiers on it.
@safe
final class AmplifierTime: @unchecked Sendable {
    let path: String
    private let memory: UnsafeMutablePointer<Int64>

    init(path: String) throws {
        self.path = path
        try Data(repeating: 0, count: 8).write(to: URL(fileURLWithPath: path))
        let file = unsafe open(path, O_RDWR | O_CLOEXEC)
        let mapped = unsafe mmap(nil, 8, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        close(file)
        let bytes = unsafe try #require(mapped == MAP_FAILED ? nil : mapped)
        unsafe memory = bytes.assumingMemoryBound(to: Int64.self)
    }

    /// One thread at a time sets it.
    func set(_ nanoseconds: Int64) { unsafe memory.pointee = nanoseconds }
}

/// Minutes of a device at 500 Hz in simulated time, each with a fault of a seed, pulses played on
/// another device, the whole on record.
struct SimulatedHour {
    var minutes: Int
    var seed: UInt64
    /// In place of those of the seed.
    var faultsGiven: [String]?
    var reconnects = true
    /// Of the device that plays the pulses.
    var outputFaults: [String] = []
    /// The run is no longer than this.
    var secondsMax = Double.infinity
    /// The run is stopped by the user so long after the start, s.
    var stopSeconds = Double.infinity

    /// What it left.
    struct Run {
        var outcome: Pipeline.Outcome
        var report: CaptureReport
        /// Frames missing and pulses, as the observer was told.
        var told: Int64 = 0
        var pulses = 0
        /// Of the amplifier's ledger, and what vanished without a word.
        var losses: [(kind: String, from: Int64, to: Int64)]
        var vanished: Int64
        var journal: JournalReader
        /// All but the first, which says when the run was.
        var journalLines: [Substring]
        /// Handed over to the output, all its streams after one another.
        var samples: [Int16]
        /// First edges that were simulated, µs.
        var pulseStarts: [Int64] = []
        /// Of the output: `start`, the place in `samples` at which a stream begins, and its frame by the
        /// device's clock; `unplayed`, the places from and to which `samples` were never played.
        var outputLedger: [(kind: String, from: Int64, to: Int64)] = []
        /// By name.
        var files: [String: String] = [:]
    }

    private func faults() -> (lines: [String], vanished: Int64) {
        if let faultsGiven { return (faultsGiven, 0) }
        var noise = SplitMix64(seed: seed)
        var vanished: Int64 = 0
        let lines = (0..<minutes).map { minute in
            let frame = 30_000 * minute + Int.random(in: 5_000..<25_000, using: &noise)
            switch Int.random(in: 0..<5, using: &noise) {
            case 0: return "\(frame) overrun \(Int.random(in: 0...2_000, using: &noise))"
            case 1: return "\(frame) disconnect \(Double.random(in: 0.01...3, using: &noise))"
            case 2: return "\(frame) stall \(Double.random(in: 0.01...0.2, using: &noise))"
            case 3: return "\(frame) zeros \(Int.random(in: 1...1_000, using: &noise))"
            default:
                let frames = Int.random(in: 30...500, using: &noise)
                vanished += Int64(frames)
                return "\(frame) jump \(frames)"
            }
        }
        return (lines, vanished)
    }

    /// - Parameter observe: called on the recorder's thread for each hop.
    func run(observe: () -> Void = {}) throws -> Run {
        let amplifier = try Amplifier(channels: 4, rateHertz: 500)
        let time = try AmplifierTime(path: amplifier.file("time"))
        let simulated = SimulatedTime(startNanoseconds: 1_000_000_000) { time.set($0) }
        amplifier.arguments["FILE"] = try amplifier.write(CaptureTests.seizure(), to: "seizure.raw")
        amplifier.arguments["FORMAT"] = "S16_LE"
        amplifier.arguments["TIME"] = time.path
        let faults = faults()
        try amplifier.inject(faults.lines)
        let output = try Amplifier(channels: 1, rateHertz: 4_000)
        output.arguments["PLAY"] = output.file("played.raw")
        output.arguments["FORMAT"] = "S16_LE"
        output.arguments["TIME"] = time.path
        try output.inject(outputFaults)

        var settings = CaptureSettings(request: amplifier.request)
        settings.request.format = .s16
        settings.reconnects = reconnects
        settings.zerosSecondsMax = 5
        let rate = try #require(settings.rate)
        let frontEnd = try FrontEndPlan(
            Settings.standard.frontEnd, for: settings.channels(rate: rate))
        var programme = Settings.standard
        for therapy in programme.stimulation.therapies.indices {
            var burst = programme.stimulation.therapies[therapy].bursts[0]
            (burst.pulseWidthMicroseconds, burst.durationMilliseconds) = (250, 100)
            programme.stimulation.therapies[therapy].bursts = [burst, burst]
        }
        let planned = try Planner.plan(programme, for: frontEnd.signal)
        let seconds = min(secondsMax, Double(minutes) * 60)
        let stop = stopSeconds * 1e9 + 1e9
        let isStopped: @Sendable () -> Bool = { Double(simulated.now) >= stop }
        let played = try PulseOutput(
            output.request, reconnects: reconnects, timeline: .simulated(simulated))
        let source = try CaptureSource(
            settings, frontEnd, durationFrames: Int64(seconds * 500), gapFramesMin: 10,
            output: played, timeline: .simulated(simulated), isStopped: isStopped)
        var context = RunContext(
            planned: planned, settings: programme,
            identity: RunIdentity(command: "quench capture", programVersion: "0", files: []),
            sourceName: "amplifier", sourceFormat: "ALSA s16", durationSeconds: seconds,
            fromSeconds: 0, toSeconds: seconds, startDate: nil, reference: nil, pace: .unpaced,
            remarks: [])
        context.canBeRepeated = false
        let folder = try RunFolder(creating: amplifier.file("run"))
        var recorder = try RunRecorder(context, in: folder)
        var pipeline = Pipeline(plan: planned.plan, pace: .unpaced)
        pipeline.permit = recorder.permit
        var told: Int64 = 0
        var pulses = 0
        var starts: [Int64] = []
        let outcome = try pipeline.run(.capture(source), isStopped: isStopped) {
            told += $0.record.missingFrames
            pulses += $0.pulses.count
            starts += $0.pulses.map(\.startMicroseconds)
            recorder.take($0)
            observe()
        }
        _ = recorder.finish(
            outcome,
            capture: RunSummary.Capture(
                source.report, settings, outputDevice: output.device, recorded: nil))
        let journal = try String(contentsOfFile: folder.journalPath, encoding: .utf8)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: output.file("played.raw"))))
        var run = Run(
            outcome: outcome, report: source.report, told: told, pulses: pulses,
            losses: try amplifier.ledger(), vanished: faults.vanished,
            journal: try JournalReader(path: folder.journalPath),
            journalLines: journal.split(separator: "\n").dropFirst().map { $0 },
            samples: unsafe bytes.withUnsafeBytes { unsafe Array($0.bindMemory(to: Int16.self)) })
        run.pulseStarts = starts
        run.outputLedger = try output.ledger()
        for name in ["stimulation.tsv", "summary.json", "report.html"] {
            run.files[name] = try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
        }
        return run
    }
}
