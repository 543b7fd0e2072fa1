import Acquisition
import Alsa
import Foundation
import Journal
import Pipeline
import Planning
import Realtime
import Recordings
import Report
import RunFolder
import SignalSources

/// One run on a capture device, made ready: the device is open, but does not run yet.
package struct Capture {
    private var context: RunContext
    private let source: CaptureSource
    private let keptRun: KeptRun
    private let settings: CaptureSettings
    private let tap: CaptureTap?
    private let clips: CaptureClips?
    private let output: PulseOutput?
    private let recording: RecordingPlan?
    private let outputOpened: JournalEvent?
    private let rotations: @Sendable () -> Int
    /// What the device loses that the detector would use.
    private var warning: String?

    /// A gap is at least so long, and a record of the recording about as long.
    private static let recordSeconds = 0.02

    package struct Options {
        package var loop: LoopOptions
        package var input: CaptureSettings
        /// s; nil for a week.
        package var duration: Double?
        /// What `quench calibrate` measured of the device.
        package var calibration: String?
        /// Where what comes in is written as EDF+.
        package var record: String?
        /// Where the pulses are played.
        package var output: OutputOptions?
        package var triggers = TriggerPlan.Requests()
        /// What a file of the recording lasts before the next, s; nil for one file.
        package var rotate: Int?
        /// How many times another file was asked for so far.
        package var rotations: @Sendable () -> Int = { 0 }
        /// So much of the recording's disk is left free, bytes.
        package var diskReserve: Int64?

        package init(_ loop: LoopOptions, _ input: CaptureSettings) {
            self.loop = loop
            self.input = input
        }
    }

    package init(_ options: Options) throws {
        let (loaded, model) = try options.loop.loadSettings()
        var input = options.input
        input.triggers = try TriggerPlan(
            options.triggers, channelNames: input.channelNames,
            microvoltsPerFullScale: input.microvoltsPerFullScale)
        let calibration = try options.calibration.map(CalibrationFile.init(file:))
        if let calibration { try input.take(calibration) }
        var plans = try CapturePlans(input, loaded, model: model)
        if let output = options.output { try plans.fit(output, model: model) }
        let settings = plans.capture
        self.settings = settings
        let planned = plans.planned
        let rate = plans.frontEnd.rate
        let framesPerRecord = EDFWriter.framesPerRecord(
            nearest: max(1, Int(Self.recordSeconds * rate.samplesPerSecond)), rate: rate)
        let seconds = options.duration ?? 86_400 * 7
        output = try options.output.map { wanted in
            try Self.output(wanted, reconnects: settings.reconnects)
        }
        let stop = StopRequest(options.loop.isStopped)
        func makeTap() -> CaptureTap {
            // What comes at once fills slots of its own: with one frame each the ring holds its ten
            // seconds whatever the period is.
            CaptureTap(
                channelCount: plans.capture.request.channels,
                framesPerSlot: 1,
                frames: Int(10 * rate.samplesPerSecond))
        }
        tap = options.record.map { _ in makeTap() }
        let clipTap = options.loop.clips.map { _ in makeTap() }
        source = try CaptureSource(
            settings, plans.frontEnd,
            durationFrames: Int64(seconds * planned.signal.rateHertz),
            gapFramesMin: framesPerRecord, tap: tap, clipTap: clipTap, output: output,
            isStopped: { stop.isSet })
        try plans.checkBudget(source.grant)
        rotations = options.rotations
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
        func makePlan(_ path: String) -> RecordingPlan {
            var plan = RecordingPlan(
                path: path, channelNames: settings.channelNames, rate: rate,
                scale: settings.scale(lsbMicrovolts: planned.lsbMicrovolts),
                framesPerRecord: framesPerRecord, startDate: startDate)
            plan.markers = settings.triggers.channels
            plan.annotationBytesPerRecord += 512 * settings.triggers.lines.count
            return plan
        }
        clips = try CaptureClips(
            options, settings, clipTap, makePlan(options.loop.output).shape)
        recording = try options.record.map { path in
            var plan = makePlan(path)
            plan.beforeSeconds = settings.triggers.startOn.map { _ in
                settings.triggers.beforeSeconds
            }
            plan.rotateSeconds = options.rotate
            plan.reserve = DiskReserve(bytes: options.diskReserve ?? 0, ofFile: path)
            // A file that may be cut short by a full disk is told of when it is; a disk that is to
            // be left room, or to take one file after the other, must have it.
            if options.diskReserve != nil { try plan.checkRoom(seconds: options.duration) }
            if options.rotate != nil {
                try refuseExisting(plan.manifestPath, option: "--record")
            }
            return plan
        }
        let grant = source.grant
        context = RunContext(
            planned: planned, settings: plans.settings, identity: options.loop.identify([]),
            sourceName: settings.request.device, sourceFormat: "ALSA \(grant.format.rawValue)",
            durationSeconds: seconds, fromSeconds: 0, toSeconds: seconds, startDate: startDate,
            reference: nil, pace: keptRun.pipeline.pace,
            remarks: plans.frontEnd.notes + planned.notes
                + [grant.text] + settings.decimationNotes
                + settings.triggers.lines.map { "trigger \($0.text)" } + Self.notes(on: output)
                + keptRun.remarks + (clips?.remarks ?? []),
            kept: keptRun.kept)
        if let calibration = calibration?.calibration {
            context.remarks.append(calibration.remark)
            warning = calibration.couplingWarning(plans.settings)
            if let warning { context.remarks.append(warning) }
        }
        context.canBeRepeated = false
        context.hasTriggers = source.triggers != nil
        context.hasDevice = true
        context.keepsStamps = options.loop.keepsStamps
    }

    /// What the run came to, and what was the matter with the recording's file, if anything.
    package mutating func run(
        in folder: RunFolder, _ view: RunView
    ) throws -> (result: RunResult, recording: RecordingThread.Outcome?) {
        context.hashFilesAtStart(view.tell)
        context.admit(view)
        // A file that cannot be made ends it before there is anything of a run.
        let manifest = recording.flatMap {
            $0.rotateSeconds == nil ? nil : RecordingManifest(path: $0.manifestPath)
        }
        var log = try startRecording(manifest)
        var clips = try self.clips?.start(in: folder, context)
        var recorder = try RunRecorder(context, in: folder)
        for remark in context.remarks {
            view.tell(remark == warning ? .warning(remark) : .note(remark))
        }
        if let outputOpened { recorder.note(outputOpened) }
        let status = try startStatus(in: folder)
        var triggers = source.triggers.map {
            TriggerLog($0, source.grant, settings)
        }
        let moment = source.moment
        view.open(context)
        let outcome: Pipeline.Outcome
        do {
            defer { view.close() }
            outcome = try keptRun.run(
                .capture(source), permit: recorder.permit, control: context.control, view
            ) { report in
                recorder.take(report, view)
                recorder.note(&triggers, at: report)
                log?.take(recorder.latestEvents)
                recorder.note(&clips, at: report)
                let problem = log?.news()
                if let problem { recorder.note(recordingFailed: problem, at: report) }
                let latency = report.record.decision.hop % 32 == 0 ? recorder.latencySoFar : nil
                status.update {
                    recorder.bring(&$0, to: report)
                    $0.input = RunStatus.Input(moment)
                    if let latency { $0.latencyMicroseconds = latency }
                    if let problem { $0.recording?.problem = problem }
                }
                recorder.status = status.current
                view.show(report, recorder, nil, nil)
            }
        }
        recorder.close(&clips, at: outcome.framesGiven)
        let recorded = log?.close()
        var summary = RunSummary.Capture(
            source.report, settings, outputDevice: output?.device,
            recorded: recorded)
        triggers?.add(to: &summary)
        if let problem = manifest?.problem {
            summary.recordingProblem = [summary.recordingProblem, problem].compactMap(\.self)
                .joined(separator: "; ")
        }
        var result = recorder.finish(outcome, capture: summary)
        if let problem = clips?.problem {
            result.note(fileProblem: problem)
        } else if let missed = self.clips?.framesMissed(of: source.report.ledger.read), missed > 0 {
            result.note(
                fileProblem:
                    "the clips' disk is too slow: \(counted(Int(missed), "frame is", "frames are")) in no clip"
            )
        }
        status.update {
            $0.clips = result.clips
            $0.problem = outcome.sourceProblem
        }
        status.close(endReason: result.endReason)
        return (result, recorded)
    }

    private func startRecording(_ manifest: RecordingManifest?) throws -> CaptureLog? {
        guard let plan = recording, let tap else { return nil }
        let conversion = settings.conversion
        var signals = RecordingFiles.Signals()
        signals.rotations = rotations
        signals.startFrame = { [triggers = source.triggers] in
            guard let triggers else { return 0 }
            return triggers.startDeviceFrame.map { max(0, conversion.frame(ofEdgeAt: $0)) }
        }
        let archive = try manifest.map { manifest in
            try RecordingArchive.start { file in
                manifest.add(
                    file: file.path, start: file.startDate, firstFrame: file.firstFrame,
                    frames: file.frames)
            }
        }
        let files = try RecordingFiles(plan, signals, archive: archive)
        return CaptureLog(try .start(files, from: tap))
    }

    private func startStatus(in folder: RunFolder) throws -> StatusWriter {
        var status = RunStatus(
            device: settings.request.device, process: Int(getpid()), start: context.startDate)
        status.recording = recording.map {
            RunStatus.Recording(
                path: $0.path, bytesPerSecond: $0.bytesPerSecond,
                reserveBytes: $0.reserve?.bytes ?? 0)
        }
        status.output = output.map { RunStatus.Output(device: $0.device) }
        let reserve = recording?.reserve
        return try .start(status, in: folder) { reserve?.free() }
    }

    private static func output(
        _ wanted: OutputOptions, reconnects: Bool
    ) throws -> PulseOutput {
        var request = StreamRequest(
            device: wanted.device, channels: wanted.channels, rateHertz: wanted.rateHertz)
        request.periodSecondsMin = 0.002
        return try PulseOutput(
            request, milliamperesFullScale: wanted.milliamperesFullScale, reconnects: reconnects)
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
