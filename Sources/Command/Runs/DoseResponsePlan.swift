import Experiment
import Foundation
import Planning
import Report
import SignalSources
import Stimulation
import VirtualPatient

/// A dose-response experiment, made ready: every mistake is found before the minutes pass.
package struct DoseResponsePlan {
    private let experiment: DoseResponse
    private let jobs: Int
    /// The train in words, amplitude left out.
    package let therapy: String

    package struct Options {
        /// How many seeds, from 1 on.
        package var seeds: Int
        /// From the true onset to the train's first edge, each 0 to 120 s.
        package var delays: [Double]
        /// In place of the therapy's own, each 0 to 12 mA.
        package var amplitudes: [Double]
        /// A settings file, whose first therapy is the train.
        package var settings: String?
        /// A patient file; nil for the default patient.
        package var patient: String?
        /// Contacts.
        package var channels: Int
        /// Seeds at a time; nil for as many as there are processors.
        package var jobs: Int?

        package init(seeds: Int, delays: [Double], amplitudes: [Double], channels: Int) {
            self.seeds = seeds
            self.delays = delays
            self.amplitudes = amplitudes
            self.channels = channels
        }
    }

    package init(_ options: Options) throws {
        let settings = try options.settings.map(Settings.init(file:)) ?? Settings.standard
        guard (1...10_000).contains(options.seeds) else {
            throw SettingsError(field: "--seeds", problem: "must be 1 to 10,000")
        }
        jobs = options.jobs ?? ProcessInfo.processInfo.activeProcessorCount
        guard (1...256).contains(jobs) else {
            throw SettingsError(field: "--jobs", problem: "must be 1 to 256")
        }
        let patient = try PatientFile(optional: options.patient)
        // What no stimulator would deliver is not tried on the patient either.
        var program: TherapyProgram?
        for amplitude in options.amplitudes where amplitude > 0 {
            program = try Self.firstTherapy(of: settings, amplitude)
        }
        let shape = try program ?? Self.firstTherapy(of: settings, nil)
        therapy = shape.words
        // Channels or contacts that the patient lacks are found before the minutes pass.
        guard (1...64).contains(options.channels) else {
            throw SettingsError(field: "--channels", problem: "must be 1 to 64")
        }
        var probe = try patient.patient(
            seed: 1, channelCount: options.channels, rateNumerator: 512)
        for pulse in shape.stimulusPulses { try probe.deliver(pulse) }
        experiment = DoseResponse(
            patient: patient.parameters, channelCount: options.channels,
            seeds: (1...UInt64(options.seeds)).map { $0 }, delaysSeconds: options.delays,
            amplitudesMicroamperes: options.amplitudes.map { Int32(($0 * 1_000).rounded()) },
            train: shape.stimulusPulses)
    }

    /// Runs all seeds and writes the folder; nil, and nothing written, where it was stopped.
    ///
    /// - Parameters:
    ///   - output: the folder.
    ///   - command: what repeats the experiment.
    ///   - isStopped: asked by every thread.
    /// - Returns: the result, and as it stands in `dose-response.json`.
    package func run(
        output: String, programVersion: String, command: String,
        isStopped: @escaping @Sendable () -> Bool, _ tell: (RunNews) -> Void
    ) throws -> (result: DoseResponseResult, json: String)? {
        let folder = try DoseResponseFolder(creating: output)
        tell(.begins("dose-response", total: experiment.plannedSeconds))
        let count = experiment.seeds.count
        let found = try experiment.run(jobs: jobs, isStopped: isStopped) {
            tell(.reached($0, note: "\($1) of \(count) seeds"))
        }
        tell(.ends)
        guard let result = found else { return nil }
        let json = try result.json(
            therapy: therapy, command: command, programVersion: programVersion)
        try folder.write(
            tsv: result.tsv(), json: json, svg: result.picture(therapy: therapy).svg())
        return (result, json)
    }

    /// The first therapy, with `milliamperes` in both bursts, as the stimulator's validator passes it.
    private static func firstTherapy(
        of settings: Settings, _ milliamperes: Double?
    ) throws -> TherapyProgram {
        var stimulation = settings.stimulation
        guard var therapy = stimulation.therapies.first else {
            throw SettingsError(
                field: "stimulation.therapies", problem: "at least one is needed for a train")
        }
        if let milliamperes {
            for index in therapy.bursts.indices {
                therapy.bursts[index].amplitudeMilliamperes = milliamperes
            }
        }
        stimulation.mode = .on
        stimulation.therapies = [therapy]
        let plan: StimulationPlan
        do {
            plan = try Planner.plan(stimulation)
        } catch {
            guard let milliamperes else { throw error }
            throw SettingsError(
                field: "--amplitudes",
                problem: "\(milliamperes) mA: \(error.field): \(error.problem)")
        }
        return plan.therapies.therapy(0)
    }
}
