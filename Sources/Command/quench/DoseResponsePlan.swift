import Experiment
import Foundation
import Planning
import SignalSources
import Stimulation
import VirtualPatient

/// What `quench dose-response` was asked for, checked.
struct DoseResponsePlan {
    let experiment: DoseResponse
    let jobs: Int
    /// The train in words, amplitude left out.
    let therapy: String
    let command: String

    init(_ command: DoseResponseCommand) throws {
        let settings = try command.settings.map { try Settings(file: $0.path) } ?? Settings.standard
        let delays = try Self.numbers(command.delays, "--delays", unit: "s", in: 0...120)
        let amplitudes = try Self.numbers(
            command.amplitudes, "--amplitudes", unit: "mA", in: 0...12)
        guard (1...10_000).contains(command.seeds) else {
            throw SettingsError(field: "--seeds", problem: "must be 1 to 10,000")
        }
        jobs = command.jobs ?? ProcessInfo.processInfo.activeProcessorCount
        guard (1...256).contains(jobs) else {
            throw SettingsError(field: "--jobs", problem: "must be 1 to 256")
        }
        let patient = try command.patient.read()
        // What no stimulator would deliver is not tried on the patient either.
        var program: TherapyProgram?
        for amplitude in amplitudes where amplitude > 0 {
            program = try Self.firstTherapy(of: settings, amplitude)
        }
        let shape = try program ?? Self.firstTherapy(of: settings, nil)
        therapy = shape.words
        // Channels or contacts that the patient lacks are found before the minutes pass.
        guard (1...64).contains(command.channels) else {
            throw SettingsError(field: "--channels", problem: "must be 1 to 64")
        }
        var probe = try patient.patient(
            seed: 1, channelCount: command.channels, rateNumerator: 512)
        for pulse in shape.stimulusPulses { try probe.deliver(pulse) }
        experiment = DoseResponse(
            patient: patient.parameters, channelCount: command.channels,
            seeds: (1...UInt64(command.seeds)).map { $0 }, delaysSeconds: delays,
            amplitudesMicroamperes: amplitudes.map { Int32(($0 * 1_000).rounded()) },
            train: shape.stimulusPulses)
        self.command = (["quench dose-response"] + ParsedOptions(command).words)
            .joined(separator: " ")
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

    private static func numbers(
        _ text: String, _ field: String, unit: String, in range: ClosedRange<Double>
    ) throws -> [Double] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            guard let value = Double(part.trimmingCharacters(in: .whitespaces)),
                range.contains(value)
            else {
                throw SettingsError(
                    field: field,
                    problem: "'\(part)' found; numbers from \(Int(range.lowerBound)) to "
                        + "\(Int(range.upperBound)) \(unit) are needed, with commas between")
            }
            return value
        }
    }
}

extension TherapyProgram {
    /// Such as `2 bursts 500 ms apart, 100 ms, 200 Hz, 160 µs, -1,2 +3,4`, amplitude left out.
    fileprivate var words: String {
        let bursts = (0..<burstCount).map { burst($0).words }
        guard let first = bursts.first else { return "" }
        guard let second = bursts.dropFirst().first else { return "1 burst: \(first)" }
        return "2 bursts \(pauseMicroseconds / 1_000) ms apart: "
            + (first == second ? first : "\(first); then \(second)")
    }
}

extension BurstProgram {
    fileprivate var words: String {
        "\(brief(Double(burstMicroseconds) / 1_000)) ms, "
            + "\(brief(1e6 / Double(pulsePeriodMicroseconds))) Hz, \(pulseWidthMicroseconds) µs, "
            + "-\(cathodes.words) +\(anodes.words)"
    }

    private func brief(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\((value * 10).rounded() / 10)"
    }
}

extension ContactSet {
    fileprivate var words: String {
        (0...16).filter(contains).map { $0 == 16 ? "case" : "\($0 + 1)" }.joined(separator: ",")
    }
}
