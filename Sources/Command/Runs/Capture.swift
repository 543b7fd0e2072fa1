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
package struct Capture {
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

    package struct Options {
        package var loop: LoopOptions
        package var input: CaptureSettings
        /// s; nil for a week.
        package var duration: Double?
        /// Where what comes in is written as EDF+.
        package var record: String?
        /// Where the pulses are played.
        package var output: OutputOptions?

        package init(_ loop: LoopOptions, _ input: CaptureSettings) {
            self.loop = loop
            self.input = input
        }
    }

    package init(_ options: Options) throws {
        let (loaded, model) = try options.loop.loadSettings()
        var plans = try CapturePlans(options.input, loaded, model: model)
        if let output = options.output { try plans.fit(output, model: model) }
        let settings = plans.capture
        self.settings = settings
        let planned = plans.planned
        let rate = plans.frontEnd.rate
        let framesPerRecord = EDFWriter.framesPerRecord(
            nearest: max(1, Int(Self.recordSeconds * rate.samplesPerSecond)), rate: rate)
        let seconds = options.duration ?? 86_400 * 7
        output = try options.output.map(Self.output)
        let stop = StopRequest(options.loop.isStopped)
        tap = options.record.map { _ in
            CaptureTap(
                channelCount: plans.capture.request.channels,
                framesPerSlot: max(1, Int(0.004 * rate.samplesPerSecond)),
                frames: Int(10 * rate.samplesPerSecond))
        }
        source = try CaptureSource(
            settings, plans.frontEnd,
            durationFrames: Int64(seconds * planned.signal.rateHertz),
            gapFramesMin: framesPerRecord, tap: tap, output: output,
            isStopped: { stop.isSet })
        try plans.checkBudget(source.grant)
        outputOpened = output.map { output in
            .outputOpened(
                device: output.device, rateHertz: output.report.grant.rateHertz,
                chargePerPhaseMicrocoulombs: output.report.scale.phasePicocoulombsMax(plans.bursts)
                    / 1e6, latencySeconds: output.report.latencySeconds)
        }
        keptRun = try KeptRun(
            Pipeline(plan: planned.plan, pace: options.loop.pace).asking(), options.loop, stop,
            planned.signal, lsbNanovolts: plans.settings.frontEnd.lsbNanovolts)
        let startDate = Self.startDate()
        recording = options.record.map { path in
            RecordingPlan(
                path: path,
                scale: settings.scale(lsbMicrovolts: planned.lsbMicrovolts),
                rate: rate, framesPerRecord: framesPerRecord, startDate: startDate)
        }
        let grant = source.grant
        context = RunContext(
            planned: planned, settings: plans.settings, identity: options.loop.identify([]),
            sourceName: settings.request.device, sourceFormat: "ALSA \(grant.format.rawValue)",
            durationSeconds: seconds, fromSeconds: 0, toSeconds: seconds, startDate: startDate,
            reference: nil, pace: keptRun.pipeline.pace,
            remarks: plans.frontEnd.notes + planned.notes
                + [grant.text] + Self.notes(on: output) + keptRun.remarks,
            kept: keptRun.kept)
        context.canBeRepeated = false
    }

    /// What the run came to, and what was the matter with the recording's file, if anything.
    package mutating func run(
        in folder: RunFolder, _ view: RunView
    ) throws -> (result: RunResult, recording: RecordingThread.Outcome?) {
        context.hashFilesAtStart(view.tell)
        var recorder = try RunRecorder(context, in: folder)
        for remark in context.remarks { view.tell(.note(remark)) }
        if let outputOpened { recorder.note(outputOpened) }
        var log = try startRecording()
        view.open(context)
        let outcome: Pipeline.Outcome
        do {
            defer { view.close() }
            outcome = try keptRun.run(.capture(source), permit: recorder.permit) { report in
                recorder.take(report)
                log?.take(recorder.latestEvents)
                if let problem = log?.news() {
                    recorder.note(recordingFailed: problem, at: report)
                }
                view.show(report, recorder, nil, nil)
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

    private static func output(_ wanted: OutputOptions) throws -> PulseOutput {
        var request = StreamRequest(
            device: wanted.device, channels: wanted.channels, rateHertz: wanted.rateHertz)
        request.periodSecondsMin = 0.002
        return try PulseOutput(request, milliamperesFullScale: wanted.milliamperesFullScale)
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
