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
    private let context: RunContext
    private let patient: VirtualPatient
    private let source: PatientSource
    private let pipeline: Pipeline

    init(_ command: SimulateCommand) throws {
        self.command = command
        var settings = try command.settings.map(Settings.init(file:)) ?? Settings.standard
        if command.openLoop { settings.stimulation.mode = .off }
        guard (1...86_400 * 7).contains(command.duration) else {
            throw SettingsError(field: "--duration", problem: "must be 1 to 604,800 s")
        }
        guard let rate = SamplingRate(numerator: Int64(command.rate)) else {
            throw SettingsError(field: "--rate", problem: "must be above 0")
        }
        patient = try VirtualPatient(
            PatientParameters(), seed: UInt64(command.seed), channelCount: command.channels,
            rateNumerator: command.rate)
        let frontEnd = try FrontEndPlan(
            settings.frontEnd, for: PatientSource.channels(count: command.channels, rate: rate))
        let planned = try Planner.plan(settings, for: frontEnd.signal)
        source = PatientSource(
            patient, frontEnd, hopFrames: Int(planned.plan.detection.hopFrames),
            durationFrames: Int64(command.duration * planned.signal.rateHertz))
        pipeline = Pipeline(
            plan: planned.plan, pace: command.pace.pace,
            blockFrames: Int(planned.plan.detection.hopFrames)
        ).asking()
        let end = Double(source.frameRange.upperBound) / planned.signal.rateHertz
        context = RunContext(
            planned: planned, settings: settings, programVersion: Quench.version,
            sourceName: "virtual patient, seed \(command.seed)", sourceFormat: "Epileptor network",
            durationSeconds: end, fromSeconds: 0, toSeconds: end, startDate: nil, reference: nil,
            pace: command.pace.pace, command: Self.commandLine(command),
            remarks: frontEnd.notes + planned.notes)
    }

    func run(in folder: RunFolder) throws -> RunResult {
        var recorder = try RunRecorder(context, in: folder)
        for remark in context.remarks { Terminal.printError("note: \(Terminal.oneLine(remark))\n") }
        var progress = Progress(label: "simulate", total: context.toSeconds)
        var pulses: [Pulse] = []
        let outcome = try pipeline.run(.patient(source), isStopped: { StopSignal.isSet }) {
            report in
            recorder.take(report)
            if command.write != nil { pulses += report.pulses }
            progress.show(
                Double(report.record.decision.tick) / 1e6,
                note: "\(recorder.episodeCount) episodes, \(recorder.burstCount) bursts")
        }
        progress.clear()
        if let path = command.write {
            try PatientRecording(
                patient: patient, pulses: pulses, frameCount: outcome.framesRead,
                rate: source.frontEnd.plan.rate,
                channelNames: PatientSource.channels(
                    count: command.channels, rate: source.frontEnd.plan.rate
                ).map(\.name)
            ).write(to: path)
        }
        return try recorder.finish(outcome, patient: try summary(of: outcome))
    }

    private func summary(of outcome: Pipeline.Outcome) throws -> RunSummary.VirtualPatient? {
        guard case .patient(let source) = outcome.source else { return nil }
        let treated = source.patient
        return RunSummary.VirtualPatient(
            seed: Int(command.seed), timeInSeizureSeconds: treated.secondsInSeizure,
            seizures: seizures(of: treated),
            untreated: command.openLoop ? nil : try untreated(frames: treated.frameIndex))
    }

    /// The same patient and noise over the same time, left alone.
    private func untreated(frames: Int64) throws -> RunSummary.VirtualPatient.Untreated {
        var twin = patient
        let step = command.rate
        var samples = [Float](repeating: 0, count: step * command.channels)
        var progress = Progress(label: "untreated twin", total: context.toSeconds)
        while twin.frameIndex < frames {
            let count = Int(min(Int64(step), frames - twin.frameIndex))
            if count < step { samples = [Float](repeating: 0, count: count * command.channels) }
            try twin.advance(frames: count, into: &samples)
            progress.show(Double(twin.frameIndex) / Double(command.rate), note: "")
        }
        progress.clear()
        return RunSummary.VirtualPatient.Untreated(
            timeInSeizureSeconds: twin.secondsInSeizure, seizures: seizures(of: twin))
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

    private static func commandLine(_ command: SimulateCommand) -> String {
        var words = ["quench simulate --seed \(command.seed) --duration \(command.duration)"]
        words.append("--channels \(command.channels) --rate \(command.rate)")
        if command.openLoop { words.append("--open-loop") }
        if let settings = command.settings {
            words.append("--settings \(URL(fileURLWithPath: settings).lastPathComponent)")
        }
        return words.joined(separator: " ")
    }
}
