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
struct Simulation {
    private let command: SimulateCommand
    private var context: RunContext
    private let patient: VirtualPatient
    private let source: PatientSource
    private let keptRun: KeptRun

    init(_ command: SimulateCommand) throws {
        self.command = command
        var (settings, model) = try command.options.loadSettings()
        if command.openLoop { settings.stimulation.mode = .off }
        guard (0...Int(UInt32.max)).contains(command.seed) else {
            throw SettingsError(field: "--seed", problem: "must be 0 to 4,294,967,295")
        }
        guard (1...86_400 * 7).contains(command.duration) else {
            throw SettingsError(field: "--duration", problem: "must be 1 to 604,800 s")
        }
        guard (1...64).contains(command.channels) else {
            throw SettingsError(field: "--channels", problem: "must be 1 to 64")
        }
        guard (100...5_000).contains(command.rate),
            let rate = SamplingRate(numerator: Int64(command.rate))
        else { throw SettingsError(field: "--rate", problem: "must be 100 to 5,000 Hz") }
        if settings.stimulation.mode == .on {
            // A therapy on contacts that the patient lacks is refused before the run.
            settings.stimulation.electrodes.contacts = min(
                settings.stimulation.electrodes.contacts, command.channels)
        }
        let file = try command.patient.read()
        patient = try file.patient(
            seed: UInt64(command.seed), channelCount: command.channels, rateNumerator: command.rate)
        let frontEnd = try FrontEndPlan(
            settings.frontEnd, for: PatientSource.channels(count: command.channels, rate: rate))
        let planned = try Planner.plan(settings, for: frontEnd.signal, model: model)
        source = PatientSource(
            patient, frontEnd, hopFrames: Int(planned.plan.detection.hopFrames),
            durationFrames: Int64(command.duration * planned.signal.rateHertz))
        keptRun = try KeptRun(
            Pipeline(
                plan: planned.plan, pace: command.options.pace.pace,
                blockFrames: Int(planned.plan.detection.hopFrames)
            ).asking(), command.options.results, lsbNanovolts: settings.frontEnd.lsbNanovolts)
        let end = Double(source.frameRange.upperBound) / planned.signal.rateHertz
        context = RunContext(
            planned: planned, settings: settings, identity: command.identity(),
            sourceName: [
                "virtual patient", command.patient.fileName, "seed \(command.seed)",
            ].compactMap(\.self).joined(separator: ", "), sourceFormat: "Epileptor network",
            durationSeconds: end, fromSeconds: 0, toSeconds: end, startDate: nil, reference: nil,
            pace: command.options.pace.pace,
            remarks: frontEnd.notes + planned.notes + file.parameters.assumptions.map(\.note)
                + keptRun.remarks, kept: keptRun.kept)
    }

    /// Runs the patient and its twin and leaves the folder.
    mutating func run(in folder: RunFolder) throws -> RunResult {
        context.hashFilesAtStart()
        var recorder = try RunRecorder(context, in: folder)
        for remark in context.remarks { Terminal.printError("note: \(Terminal.oneLine(remark))\n") }
        var watch = PatientWatch(
            patient, isOpenLoop: command.openLoop,
            display: RunDisplay(context, label: "simulate"))
        let outcome: Pipeline.Outcome
        do {
            defer { watch.display.close() }
            outcome = try keptRun.run(.patient(source), permit: recorder.permit) { report in
                recorder.take(report)
                watch.show(report, recorder)
            }
        }
        if let path = command.write?.path, case .patient(let source) = outcome.source {
            try write(source.pulses, frames: outcome.framesRead, to: path)
        }
        let twin = watch.finishedTwin(atFrame: outcome.framesRead)
        if let problem = watch.twinProblem {
            Terminal.printError("note: no comparison with the untreated twin: \(problem)\n")
        }
        return recorder.finish(outcome, patient: summary(of: outcome, beside: twin))
    }

    private func write(_ pulses: [Pulse], frames: Int64, to path: String) throws {
        let rate = source.frontEnd.plan.rate
        let channels = PatientSource.channels(count: command.channels, rate: rate)
        try PatientRecording(
            patient: patient, pulses: pulses, frameCount: frames, rate: rate,
            channelNames: channels.map(\.name)
        ).write(to: path)
    }

    private func summary(
        of outcome: Pipeline.Outcome, beside twin: VirtualPatient?
    ) -> RunSummary.VirtualPatient? {
        guard case .patient(let source) = outcome.source else { return nil }
        return RunSummary.VirtualPatient(
            seed: command.seed, patientFile: command.patient.fileName,
            timeInSeizureSeconds: source.patient.secondsInSeizure,
            seizures: seizures(of: source.patient),
            untreated: twin.map {
                RunSummary.VirtualPatient.Untreated(
                    timeInSeizureSeconds: $0.secondsInSeizure, seizures: seizures(of: $0))
            })
    }

    private func seizures(of patient: VirtualPatient) -> [RunSummary.VirtualPatient.Seizure] {
        let rate = Double(command.rate)
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
