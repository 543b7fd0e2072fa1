import Acquisition
import Alsa
import Foundation
import Journal
import Pipeline
import Planning
import Realtime
import Recordings
import RunFolder
import SignalSources

/// One run on a capture device, made ready: the device is open, but does not run yet.
struct Capture {
    private var context: RunContext
    private let source: CaptureSource
    private let keptRun: KeptRun
    private let settings: CaptureSettings
    private let tap: CaptureTap?
    private let output: PulseOutput?
    private let recording: RecordingPlan?
    private let outputOpened: JournalEvent?

    private struct RecordingPlan {
        var path: String
        var scale: InputScale
        var rate: SamplingRate
        var framesPerRecord: Int
        var startDate: String
    }

    /// A gap is at least so long, and a record of the recording about as long.
    private static let recordSeconds = 0.02

    init(_ command: CaptureCommand) throws {
        var wanted = command.input.settings
        wanted.reconnects = command.reconnect
        wanted.overrunsPerMinuteMax = command.overrunsPerMinute
        let (loaded, model) = try command.results.loadSettings()
        var plans = try CapturePlans(wanted, loaded, model: model)
        if command.stimulateOn != nil { try plans.fitOutput(command, model: model) }
        let settings = plans.capture
        self.settings = settings
        let planned = plans.planned
        let rate = plans.frontEnd.rate
        let framesPerRecord = EDFWriter.framesPerRecord(
            nearest: max(1, Int(Self.recordSeconds * rate.samplesPerSecond)), rate: rate)
        let seconds = command.duration ?? 86_400 * 7
        output = try command.stimulateOn.map { try Self.output($0, command) }
        tap = command.record.map { _ in
            CaptureTap(
                channelCount: plans.capture.request.channels,
                framesPerSlot: max(1, Int(0.004 * rate.samplesPerSecond)),
                frames: Int(10 * rate.samplesPerSecond))
        }
        source = try CaptureSource(
            settings, plans.frontEnd,
            durationFrames: Int64(seconds * planned.signal.rateHertz),
            gapFramesMin: framesPerRecord, tap: tap, output: output,
            isStopped: { StopSignal.isSet })
        try plans.checkBudget(source.grant)
        outputOpened = output.map { output in
            .outputOpened(
                device: output.device, rateHertz: output.report.grant.rateHertz,
                chargePerPhaseMicrocoulombs: output.report.scale.phasePicocoulombsMax(plans.bursts)
                    / 1e6, latencySeconds: output.report.latencySeconds)
        }
        keptRun = try KeptRun(
            Pipeline(plan: planned.plan, pace: .speed(Ratio(1))).asking(), command.results,
            lsbNanovolts: plans.settings.frontEnd.lsbNanovolts)
        let startDate = Self.startDate()
        recording = command.record.map { path in
            RecordingPlan(
                path: path.path,
                scale: settings.scale(lsbMicrovolts: planned.lsbMicrovolts),
                rate: rate, framesPerRecord: framesPerRecord, startDate: startDate)
        }
        let grant = source.grant
        context = RunContext(
            planned: planned, settings: plans.settings, identity: command.identity(),
            sourceName: settings.request.device, sourceFormat: "ALSA \(grant.format.rawValue)",
            durationSeconds: seconds, fromSeconds: 0, toSeconds: seconds, startDate: startDate,
            reference: nil, pace: keptRun.pipeline.pace,
            remarks: plans.frontEnd.notes + planned.notes
                + [grant.text] + Self.notes(on: output) + keptRun.remarks,
            kept: keptRun.kept)
        context.canBeRepeated = false
    }

    /// What the run came to, and what was the matter with the recording's file, if anything.
    mutating func run(
        in folder: RunFolder
    ) throws -> (result: RunResult, recording: RecordingThread.Outcome?) {
        context.hashFilesAtStart()
        var recorder = try RunRecorder(context, in: folder)
        for remark in context.remarks { Terminal.printError("note: \(Terminal.oneLine(remark))\n") }
        if let outputOpened { recorder.note(outputOpened) }
        var log = try startRecording()
        var display = RunDisplay(context, label: "capture")
        let outcome: Pipeline.Outcome
        do {
            defer { display.close() }
            outcome = try keptRun.run(.capture(source), permit: recorder.permit) { report in
                recorder.take(report)
                log?.take(recorder.latestEvents)
                if let problem = log?.news() {
                    recorder.note(recordingFailed: problem, at: report)
                }
                display.show(report, recorder)
            }
        }
        let recorded = log?.close()
        let summary = RunSummary.Capture(
            source.report, settings, outputDevice: output?.device,
            recorded: recorded)
        return (recorder.finish(outcome, capture: summary), recorded)
    }

    private func startRecording() throws -> CaptureLog? {
        guard let plan = recording, let tap else { return nil }
        return CaptureLog(
            try .start(
                CaptureRecording(
                    creating: plan.path, channelNames: settings.channelNames, rate: plan.rate,
                    scale: plan.scale, framesPerRecord: plan.framesPerRecord,
                    startDate: plan.startDate),
                from: tap))
    }

    private static func output(_ device: String, _ command: CaptureCommand) throws -> PulseOutput {
        var request = StreamRequest(
            device: device, channels: command.outputChannels,
            rateHertz: command.outputHertz)
        request.periodSecondsMin = 0.002
        return try PulseOutput(request, milliamperesFullScale: command.outputFullScale)
    }

    private static func notes(on output: PulseOutput?) -> [String] {
        guard let output else { return [] }
        let latency = String(format: "%.3g", output.report.latencySeconds * 1_000)
        let notes = [
            "pulses on \(output.device): a scaled signal, never for a person; each leaves "
                + "\(latency) ms after its simulated edge",
            output.report.grant.text,
        ]
        return notes
    }

    private static func startDate() -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyy-MM-dd'T'HH:mm:ss"
        return formatter.string(from: Date())
    }
}
