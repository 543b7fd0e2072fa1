import Acquisition
import Foundation
import Journal
import Pipeline
import Planning
import Recordings
import RunFolder
import SignalSources
import Stimulation
import VirtualPatient

/// One run on a virtual patient, made ready.
package struct Simulation {
    private let options: Options
    private var context: RunContext
    private let patient: VirtualPatient
    private let source: PatientSource
    private let news = SeizureNews()
    private let keptRun: KeptRun

    package struct Options {
        package var loop: LoopOptions
        /// A patient file; nil for the default patient.
        package var patient: String?
        package var seed: Int
        /// s, cut to whole hops.
        package var duration: Double
        /// Contacts.
        package var channels: Int
        /// Hz.
        package var rate: Int
        /// Whether it is only detected, not stimulated.
        package var isOpenLoop = false
        /// Where the signal is written as EDF+ with its true seizures.
        package var write: String?

        package init(
            _ loop: LoopOptions, seed: Int, duration: Double, channels: Int, rate: Int
        ) {
            self.loop = loop
            self.seed = seed
            self.duration = duration
            self.channels = channels
            self.rate = rate
        }
    }

    package init(_ options: Options) throws {
        self.options = options
        var (settings, model) = try options.loop.loadSettings()
        if options.isOpenLoop { settings.stimulation.mode = .off }
        guard (0...Int(UInt32.max)).contains(options.seed) else {
            throw SettingsError(field: "--seed", problem: "must be 0 to 4,294,967,295")
        }
        guard (1...86_400 * 7).contains(options.duration) else {
            throw SettingsError(field: "--duration", problem: "must be 1 to 604,800 s")
        }
        guard (1...64).contains(options.channels) else {
            throw SettingsError(field: "--channels", problem: "must be 1 to 64")
        }
        guard (100...5_000).contains(options.rate),
            let rate = SamplingRate(numerator: Int64(options.rate))
        else { throw SettingsError(field: "--rate", problem: "must be 100 to 5,000 Hz") }
        if settings.stimulation.mode == .on {
            // A therapy on contacts that the patient lacks is refused before the run.
            settings.stimulation.electrodes.contacts = min(
                settings.stimulation.electrodes.contacts, options.channels)
        }
        let file = try PatientFile(optional: options.patient)
        patient = try file.patient(
            seed: UInt64(options.seed), channelCount: options.channels, rateNumerator: options.rate)
        let frontEnd = try FrontEndPlan(
            settings.frontEnd, for: PatientSource.channels(count: options.channels, rate: rate))
        let planned = try Planner.plan(settings, for: frontEnd.signal, model: model)
        source = PatientSource(
            patient, frontEnd, hopFrames: Int(planned.plan.detection.hopFrames),
            durationFrames: Int64(options.duration * planned.signal.rateHertz), news: news)
        keptRun = try KeptRun(
            Pipeline(
                plan: planned.plan, pace: options.loop.pace,
                blockFrames: Int(planned.plan.detection.hopFrames)
            ).asking(), options.loop, StopRequest(options.loop.isStopped),
            planned.signal, lsbNanovolts: settings.frontEnd.lsbNanovolts)
        let end = Double(source.frameRange.upperBound) / planned.signal.rateHertz
        context = RunContext(
            planned: planned, settings: settings, identity: options.loop.identify([]),
            sourceName: [
                "virtual patient", options.patientName, "seed \(options.seed)",
            ].compactMap(\.self).joined(separator: ", "), sourceFormat: "Epileptor network",
            durationSeconds: end, fromSeconds: 0, toSeconds: end, startDate: nil, reference: nil,
            pace: options.loop.pace,
            remarks: frontEnd.notes + planned.notes + file.parameters.assumptions.map(\.note)
                + keptRun.remarks, kept: keptRun.kept)
        context.keepsStamps = options.loop.keepsStamps
        context.patient = PatientLayout(patient)
        guard let clips = options.loop.clips else { return }
        try clips.checkRoom(channels: options.channels, rate: rate, in: options.loop.output)
        context.remarks.append(clips.remark(channels: options.channels, rate: rate))
    }

    /// Runs the patient and its twin and leaves the folder.
    package mutating func run(in folder: RunFolder, _ view: RunView) throws -> RunResult {
        context.hashFilesAtStart(view.tell)
        context.admit(view)
        var clips = try startClips(in: folder)
        var recorder = try RunRecorder(context, in: folder)
        for remark in context.remarks { view.tell(.note(remark)) }
        var watch = PatientWatch(
            patient, isOpenLoop: options.isOpenLoop, isLookedAt: context.pace != .unpaced)
        view.open(context)
        let outcome: Pipeline.Outcome
        do {
            defer { view.close() }
            outcome = try keptRun.run(
                .patient(source), permit: recorder.permit, control: context.control, view
            ) { report in
                for change in news.take(knownBy: report.record.decision.endFrame) {
                    recorder.take(change)
                }
                recorder.take(report, view)
                recorder.note(&clips, at: report)
                watch.show(report, recorder, view)
            }
        }
        recorder.close(&clips, at: outcome.framesRead)
        let twin = watch.finishedTwin(atFrame: outcome.framesRead)
        if let problem = watch.twinProblem {
            view.tell(.note("no comparison with the untreated twin: \(problem)"))
        }
        var result = recorder.finish(outcome, patient: summary(of: outcome, beside: twin))
        if let problem = clips?.problem { result.note(fileProblem: problem) }
        do { try write(outcome) } catch { result.note(fileProblem: "\(error)") }
        return result
    }

    private func startClips(in folder: RunFolder) throws -> ClipLog? {
        guard let request = options.loop.clips else { return nil }
        let rate = source.frontEnd.plan.rate
        let channels = PatientSource.channels(count: options.channels, rate: rate)
        let shape = RecordingShape(
            channels: channels.map { PatientFeed.channel($0.name) }, rate: rate,
            framesPerRecord: EDFWriter.framesPerRecord(nearest: options.rate / 10, rate: rate),
            startDate: nil,
            // Ten records a second, as many as there may be markers.
            annotationBytesPerRecord: context.takesMarkers ? 256 : 128)
        return try ClipLog(
            LiveClips(
                PatientFeed(patient, rate: rate),
                ClipRecording(request, shape, in: "\(folder.path)/\(ClipList.folderName)")),
            request, in: folder, context)
    }

    private func write(_ outcome: Pipeline.Outcome) throws {
        guard let path = options.write, case .patient(let source) = outcome.source else { return }
        let rate = source.frontEnd.plan.rate
        let channels = PatientSource.channels(count: options.channels, rate: rate)
        try PatientRecording(
            patient: patient, pulses: source.pulses, frameCount: outcome.framesRead, rate: rate,
            channelNames: channels.map(\.name)
        ).write(to: path)
    }

    private func summary(
        of outcome: Pipeline.Outcome, beside twin: VirtualPatient?
    ) -> RunSummary.VirtualPatient? {
        guard case .patient(let source) = outcome.source else { return nil }
        return RunSummary.VirtualPatient(
            seed: options.seed, patientFile: options.patientName,
            timeInSeizureSeconds: source.patient.secondsInSeizure,
            seizures: seizures(of: source.patient),
            untreated: twin.map {
                RunSummary.VirtualPatient.Untreated(
                    timeInSeizureSeconds: $0.secondsInSeizure, seizures: seizures(of: $0))
            })
    }

    private func seizures(of patient: VirtualPatient) -> [RunSummary.VirtualPatient.Seizure] {
        let rate = Double(options.rate)
        return patient.seizures.map { seizure in
            RunSummary.VirtualPatient.Seizure(
                onsetSeconds: Double(seizure.onsetFrame) / rate,
                durationSeconds: seizure.offsetFrame.map {
                    Double($0 - seizure.onsetFrame) / rate
                },
                nodes: seizure.nodeCount)
        }
    }
}

extension PatientLayout {
    init(_ patient: VirtualPatient) {
        let parameters = patient.parameters
        let contacts =
            parameters.contacts ?? StandardLayout.contacts(count: patient.channelCount)
        self.init(
            nodes: zip(parameters.nodes, patient.tissues).map { node, tissue in
                Node(x: node.position.x, y: node.position.y, tissue: tissue.rawValue)
            },
            contacts: contacts.map { ($0.x, $0.y) })
    }
}

extension Simulation.Options {
    /// The patient file's name without its folders.
    fileprivate var patientName: String? {
        patient.map { URL(fileURLWithPath: $0).lastPathComponent }
    }
}

extension PatientFile {
    /// The default patient without a file.
    init(optional path: String?) throws(SettingsError) {
        guard let path else {
            self.init()
            return
        }
        try self.init(file: path)
    }
}
