import Evaluation
import Foundation
import Journal
import Optimisation
import Planning
import Recordings
import Training
import Tuning

/// Does a task: a pure function of what its name is made of.
struct TaskRunner: Sendable {
    static let channels = TherapyTrial.channels
    static let rateHertz = TherapyTrial.rateHertz

    private let study: CohortStudy
    private let settingsPlaces: [String: Int]
    private let modelPlaces: [String: Int]
    private let groupPlaces: [String: Int]

    init(_ study: CohortStudy) {
        func places(_ names: [String]) -> [String: Int] {
            Dictionary(zip(names, names.indices)) { first, _ in first }
        }
        self.study = study
        settingsPlaces = places(study.file.settings.map(\.name))
        modelPlaces = places(study.file.models.map(\.name))
        groupPlaces = places(study.file.patients.map(\.name))
    }

    /// - Parameter tell: told of the seconds of signal since the last time; it may throw to stop.
    func result(_ task: CohortTask, _ tell: Crew.Tell) throws -> TaskResult {
        guard let settings = settingsPlaces[task.settings], let model = modelPlaces[task.model]
        else { throw Self.changed }
        switch study.file.measure {
        case .simulate: return try simulated(task, settings, model, tell)
        case .evaluate: return try evaluated(task, settings, model, tell)
        }
    }

    private static let changed = CohortError(
        "is not of the study as it is now: the plan, or a file that it names, has changed since; plan "
            + "the study again")

    private func settings(_ place: Int, _ model: Int) -> Settings {
        let settings = study.file.settings[place].settings
        return study.models[model]?.applied(to: settings) ?? settings
    }

    // MARK: Virtual patients

    private func patientSettings(_ place: Int, _ model: Int) -> Settings {
        var settings = settings(place, model)
        // As quench simulate has it: contacts that no patient has are left out.
        if settings.stimulation.mode == .on {
            settings.stimulation.electrodes.contacts = min(
                settings.stimulation.electrodes.contacts, Self.channels)
        }
        return settings
    }

    private func plan(_ settings: Settings, _ model: Int) throws -> PlannedLoop {
        try Planner.plan(
            settings, for: try TherapyTrial.frontEnd(settings).signal, model: study.models[model])
    }

    /// Refuses settings that no patient could be run with, before any is.
    func checkPlan(settings place: Int, model: Int) throws {
        let settings = patientSettings(place, model)
        do { _ = try plan(settings, model) } catch {
            throw CohortError(
                "settings '\(study.file.settings[place].name)' with model "
                    + "'\(study.file.models[model].name)': \(error)")
        }
    }

    private func simulated(
        _ task: CohortTask, _ place: Int, _ model: Int, _ tell: Crew.Tell
    ) throws -> TaskResult {
        guard let group = groupPlaces[task.source], let history = Int(task.session),
            let number = Int(task.subject.dropFirst(task.source.count + 1)), number > 0
        else { throw Self.changed }
        let drawn = study.patient(group: group, number: number, history: history)
        guard study.key(study.source(of: drawn), settings: place, model: model) == task.key else {
            throw Self.changed
        }
        let settings = patientSettings(place, model)
        let blocks = study.file.minutes * 60 / TherapyOutcome.blockSeconds
        let trial = try TherapyTrial(
            drawn.patient(study.file.patients[group].parameters), plan: plan(settings, model),
            settings: settings, blocks: blocks)
        let result = try trial.run { try tell(1) }
        let outcome = result.treated[0]
        if let problem = outcome.problem { throw CohortError(problem) }
        let sum = outcome.total(blocks)
        var tally = Tally()
        tally.milliseconds = Int64(study.file.minutes) * 60_000
        tally.therapies = sum.therapies
        tally.outside = sum.outside
        tally.picocoulombs = sum.picocoulombs
        tally.seizureMilliseconds = sum.seizureMilliseconds
        tally.twinMilliseconds = result.twin?.total(blocks).seizureMilliseconds ?? 0
        return TaskResult(
            key: task.key, tally: tally, decisionHash: result.decisionHashes.first?.hexadecimal)
    }

    // MARK: Recordings

    private func evaluated(
        _ task: CohortTask, _ place: Int, _ model: Int, _ tell: Crew.Tell
    ) throws -> TaskResult {
        let source = try study.source(ofRecording: task.source)
        guard study.key(source, settings: place, model: model) == task.key else {
            throw Self.changed
        }
        let recording = AnnotatedRecording(
            name: URL(fileURLWithPath: task.source).lastPathComponent,
            recording: try Recording(opening: task.source))
        let run = try DetectorRun(
            recording, settings: study.file.settings[place].settings, model: study.models[model])
        var told = 0.0
        let scored = try run.result { seconds in
            try tell(seconds - told)
            told = seconds
        }
        // What was read is what the name says, all through.
        guard try study.source(ofRecording: task.source) == source else { throw Self.changed }
        return TaskResult(key: task.key, tally: Tally(scored))
    }
}
