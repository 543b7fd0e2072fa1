import ArgumentParser
import Foundation
import Journal
import Pipeline
import Planning
import Realtime
import Recordings
import Report
import RunFolder
import SignalSources

/// One replay, made ready: every mistake that can be found without reading samples is found here.
struct Replay {
    private var context: RunContext
    private let source: RecordingSource
    private let keptRun: KeptRun

    init(_ command: ReplayCommand) throws {
        var (settings, model) = try command.options.loadSettings()
        // The hold-off is what reads without deciding.
        let warmUp = max(0, min(command.warmUp ?? 0, command.from ?? 0))
        settings.detector.holdOffSeconds = max(settings.detector.holdOffSeconds, warmUp)
        let recording = try Recording(
            opening: command.file.path, encoding: command.texts.encoding)
        let frontEnd = try FrontEndPlan(settings.frontEnd, for: recording.channels)
        let planned = try Planner.plan(settings, for: frontEnd.signal, model: model)
        source = try RecordingSource(
            recording, frontEnd, from: command.from.map { $0 - warmUp }, to: command.to)
        keptRun = try KeptRun(
            Pipeline(plan: planned.plan, pace: command.options.pace.pace).asking(),
            command.options.results, lsbNanovolts: settings.frontEnd.lsbNanovolts)
        let rate = planned.signal.rateHertz
        let events = try Self.events(of: recording, command)
        let marks = ((events?.notes ?? []) + [events?.onsetOnlyNote].compactMap(\.self))
            .filter { !recording.warnings.contains($0) }
        context = RunContext(
            planned: planned, settings: settings,
            identity: command.identity(sources: recording.files),
            sourceName: command.file.name,
            sourceFormat: recording.format.title, durationSeconds: recording.durationSeconds,
            fromSeconds: Double(source.frameRange.lowerBound) / rate + warmUp,
            toSeconds: Double(source.frameRange.upperBound) / rate,
            startDate: recording.startDate, reference: events.map { Self.reference($0, recording) },
            pace: command.options.pace.pace,
            remarks: frontEnd.notes + planned.notes + recording.warnings + marks + keptRun.remarks,
            kept: keptRun.kept)
        context.warmUpSeconds = warmUp
        context.remarks += context.cutRemarks
    }

    mutating func run(in folder: RunFolder) throws -> RunResult {
        context.hashFilesAtStart()
        var recorder = try RunRecorder(context, in: folder)
        for remark in context.remarks { Terminal.printError("note: \(Terminal.oneLine(remark))\n") }
        var display = RunDisplay(context, label: "replay")
        let outcome: Pipeline.Outcome
        do {
            defer { display.close() }
            outcome = try keptRun.run(.recording(source), permit: recorder.permit) { report in
                recorder.take(report)
                display.show(report, recorder)
            }
        }
        recorder.context.hashFiles()
        return recorder.finish(outcome)
    }

    private static func events(
        of recording: Recording, _ command: ReplayCommand
    ) throws -> ReferenceEvents? {
        guard let list = command.seizureNames else { return recording.referenceEvents }
        return recording.referenceEvents(names: try SeizureNames(listedIn: list.path))
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
    var title: String {
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
            throw ValidationError(
                "\(path): is not a UTF-8 text of at most 1 MiB; give a list of names to "
                    + "--seizure-names")
        }
        try self.init(parsing: text, file: path)
    }
}
