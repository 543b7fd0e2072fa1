import Acquisition
import Foundation
import Journal
import Pipeline
import Planning
import Recordings
import RunFolder
import SignalSources

/// One replay, made ready: every mistake that can be found without reading samples is found here.
package struct Replay {
    private var context: RunContext
    private let source: RecordingSource
    private let keptRun: KeptRun
    private let recording: Recording
    private let clips: ClipRequest?

    package struct Options {
        package var loop: LoopOptions
        package var recording: String
        /// Of names and annotations that are not UTF-8.
        package var encoding: TextEncoding?
        /// The stretch to replay, s; nil for the recording's ends.
        package var from: Double?
        package var to: Double?
        /// So much is read before `from` without deciding, s.
        package var warmUp: Double?
        /// A list of names by which seizures are annotated.
        package var seizureNames: String?

        package init(_ loop: LoopOptions, recording: String) {
            self.loop = loop
            self.recording = recording
        }
    }

    package init(_ options: Options, _ tell: (RunNews) -> Void) throws {
        var (settings, model) = try options.loop.loadSettings()
        // The hold-off is what reads without deciding.
        let warmUp = max(0, min(options.warmUp ?? 0, options.from ?? 0))
        settings.detector.holdOffSeconds = max(settings.detector.holdOffSeconds, warmUp)
        let recording = try Recording(opening: options.recording, encoding: options.encoding, tell)
        self.recording = recording
        clips = options.loop.clips
        let frontEnd = try FrontEndPlan(settings.frontEnd, for: recording.channels)
        let copied = recording.channels.count(where: { $0.rate == frontEnd.rate })
        try clips?.checkRoom(channels: copied, rate: frontEnd.rate, in: options.loop.output)
        let planned = try Planner.plan(settings, for: frontEnd.signal, model: model)
        source = try RecordingSource(
            recording, frontEnd, from: options.from.map { $0 - warmUp }, to: options.to)
        keptRun = try KeptRun(
            Pipeline(plan: planned.plan, pace: options.loop.pace).asking(), options.loop,
            StopRequest(options.loop.isStopped), planned.signal,
            lsbNanovolts: settings.frontEnd.lsbNanovolts)
        let rate = planned.signal.rateHertz
        let events = try Self.events(of: recording, options)
        let marks = ((events?.notes ?? []) + [events?.onsetOnlyNote].compactMap(\.self))
            .filter { !recording.warnings.contains($0) }
        context = RunContext(
            planned: planned, settings: settings,
            identity: options.loop.identify(recording.files),
            sourceName: URL(fileURLWithPath: options.recording).lastPathComponent,
            sourceFormat: recording.format.title, durationSeconds: recording.durationSeconds,
            fromSeconds: Double(source.frameRange.lowerBound) / rate + warmUp,
            toSeconds: Double(source.frameRange.upperBound) / rate,
            startDate: recording.startDate, reference: events.map { Self.reference($0, recording) },
            pace: options.loop.pace,
            remarks: frontEnd.notes + planned.notes + recording.warnings + marks + keptRun.remarks,
            kept: keptRun.kept)
        context.warmUpSeconds = warmUp
        context.keepsStamps = options.loop.keepsStamps
        context.remarks += context.cutRemarks
        let count = recording.annotations.count
        if let list = options.seizureNames, count > 0, events?.seizures.isEmpty ?? true {
            context.remarks.append("\(list): fits none of the recording's \(count) annotations")
        }
    }

    /// Leaves everything in the folder but a picture.
    package mutating func run(in folder: RunFolder, _ view: RunView) throws -> RunResult {
        context.hashFilesAtStart(view.tell)
        context.admit(view)
        var clips = try startClips(in: folder)
        var recorder = try RunRecorder(context, in: folder)
        for remark in context.remarks { view.tell(.note(remark)) }
        view.open(context)
        let outcome: Pipeline.Outcome
        do {
            defer { view.close() }
            outcome = try keptRun.run(
                .recording(source), permit: recorder.permit, control: context.control, view
            ) { report in
                recorder.take(report, view)
                recorder.note(&clips, at: report)
                view.show(report, recorder, nil, nil)
            }
        }
        recorder.close(&clips, at: source.frameRange.lowerBound + outcome.framesGiven)
        recorder.context.hashFiles(view.tell)
        var result = recorder.finish(outcome)
        if let problem = clips?.problem { result.note(fileProblem: problem) }
        return result
    }

    private func startClips(in folder: RunFolder) throws -> ClipLog? {
        guard let clips else { return nil }
        // Those that the recording itself marks are among its annotations.
        var listed: [(onset: Double, end: Double)] = []
        if case .eventsFile = recording.referenceEvents?.source {
            listed = context.reference?.seizures ?? []
        }
        return try ClipLog(
            ReplayClips(
                clips, recording, rate: source.frontEnd.plan.rate, frames: source.frameRange,
                seizures: listed, in: "\(folder.path)/\(ClipList.folderName)"),
            clips, in: folder, context)
    }

    private static func events(
        of recording: Recording, _ options: Options
    ) throws -> ReferenceEvents? {
        guard let list = options.seizureNames else { return recording.referenceEvents }
        return recording.referenceEvents(names: try SeizureNames(listedIn: list))
    }

    private static func reference(
        _ events: ReferenceEvents, _ recording: Recording
    ) -> RunContext.Reference {
        let source =
            switch events.source {
            case .eventsFile(let path): URL(fileURLWithPath: path).lastPathComponent
            case .annotations: "annotations in the recording"
            }
        let spans = events.spans(recordingSeconds: recording.durationSeconds)
        func times(_ spans: [SeizureSpan]) -> [(onset: Double, end: Double)] {
            spans.map { ($0.onsetSeconds, $0.endSeconds) }
        }
        return RunContext.Reference(
            source: source, seizures: times(spans),
            uncounted: times(spans.filter { !$0.isEndMarked }))
    }
}

extension Recording {
    /// Its files, for a run's identity.
    fileprivate var files: [FileIdentity] {
        dataPaths.map { FileIdentity(role: "recording", path: $0) }
            + sidePaths.map { FileIdentity(role: "sideFile", path: $0) }
    }
}

extension RecordingFormat {
    /// The format's own name.
    package var title: String {
        switch self {
        case .edf: "EDF"
        case .edfPlusContinuous: "EDF+C"
        case .edfPlusDiscontinuous: "EDF+D"
        case .bdf: "BDF"
        case .bdfPlusContinuous: "BDF+C"
        case .bdfPlusDiscontinuous: "BDF+D"
        case .brainVision: "BrainVision"
        case .mef3: "MEF 3.0"
        case .persyst: "Persyst"
        case .blackrock: "Blackrock NSx"
        case .micromed: "Micromed TRC"
        case .intan: "Intan RHD"
        case .openEphys: "Open Ephys binary"
        case .neuralynx: "Neuralynx NCS"
        case .nwb: "NWB 2"
        case .swec: "SWEC-ETHZ HDF5"
        }
    }
}

extension SeizureNames {
    /// A list from a file of at most 1 MiB, more than any list needs.
    fileprivate init(listedIn path: String) throws {
        let bytesMax = 1 << 20
        guard let data = try? RegularFile.read(path, bytesMax: bytesMax + 1),
            data.count <= bytesMax, let text = String(data: data, encoding: .utf8)
        else {
            throw RunError(
                "\(path): is not a UTF-8 text of at most 1 MiB; give a list of names to "
                    + "--seizure-names")
        }
        try self.init(parsing: text, file: path)
    }
}
