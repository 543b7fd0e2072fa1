import Planning
import Tuning
import VirtualPatient

/// Has candidates followed in patients, each once, and knows what came of it.
package struct TrialBench {
    package let study: TherapyStudy
    private let journal: TrialJournal
    private let crew: Crew
    private(set) var book: [TrialKey: TherapyOutcome]

    /// Most lanes of one patient, whatever fills them.
    static let lanesMax = PatientLanes.width

    package init(study: TherapyStudy, journal: TrialJournal, crew: Crew) {
        self.study = study
        self.journal = journal
        self.crew = crew
        book = journal.earlier
    }

    /// One patient with some of the candidates.
    private struct Task: Sendable {
        var patient: StudyPatient
        var candidates: [Candidate]
        var isTwinWanted: Bool

        var lanes: Int { candidates.count + (isTwinWanted ? 1 : 0) }
    }

    /// Follows candidates in patients as far as that was not done before.
    ///
    /// - Parameters:
    ///   - kickPercent: how strong a pulse's kick is, of the patients' own.
    ///   - needsTwin: whether the untreated twins are followed too.
    ///   - label: what it is for.
    /// - Returns: false where it was stopped.
    mutating func follow(
        _ candidates: [Candidate], in patients: [StudyPatient], kickPercent: Int = 100,
        blocks: Int, needsTwin: Bool = false, label: String,
        _ tell: (TherapySearch.News) -> Void
    ) throws -> Bool {
        let tasks = tasks(candidates, patients, kickPercent, blocks, needsTwin)
        guard !tasks.isEmpty else { return true }
        let seconds = Double(blocks * TherapyOutcome.blockSeconds)
        let (study, journal) = (study, journal)
        tell(
            .begins(
                label,
                laneSeconds: seconds * Double(tasks.reduce(0) { $0 + $1.lanes })))
        let plans = try Dictionary(
            uniqueKeysWithValues: Set(tasks.flatMap(\.candidates)).map {
                ($0, try study.plan($0))
            })
        let given = try study.plan(.given)
        let results = try crew.results(of: tasks.count, progress: { tell(.reached($0)) }) {
            number, report in
            let task = tasks[number]
            let trial = TherapyTrial(
                patient: kickPercent == 100
                    ? task.patient : task.patient.kicked(Double(kickPercent) / 100),
                plans: task.candidates.compactMap { plans[$0] }, frontEnd: study.frontEnd,
                hopFrames: Int(given.plan.detection.hopFrames), blocks: blocks,
                isTwinWanted: task.isTwinWanted)
            let result = try trial.run { try report(Double(task.lanes)) }
            var outcomes = zip(task.candidates, result.treated).map {
                (
                    key: TrialKey(
                        patient: task.patient.name, kickPercent: kickPercent, candidate: $0.key),
                    outcome: $1
                )
            }
            if let twin = result.twin {
                outcomes.append(
                    (
                        TrialKey(
                            patient: task.patient.name, kickPercent: 100, candidate: TrialKey.twin),
                        twin
                    ))
            }
            try journal.append(outcomes)
            return outcomes
        }
        tell(.ends)
        guard let results else { return false }
        for (key, outcome) in results.joined() { book[key] = outcome }
        return true
    }

    /// What is not known yet, in groups that keep every thread busy.
    private func tasks(
        _ candidates: [Candidate], _ patients: [StudyPatient], _ kickPercent: Int, _ blocks: Int,
        _ needsTwin: Bool
    ) -> [Task] {
        let missing = patients.map { patient in
            candidates.filter { candidate in
                let key = TrialKey(
                    patient: patient.name, kickPercent: kickPercent, candidate: candidate.key)
                return !(book[key]?.covers(blocks) ?? false)
            }
        }
        let count = missing.reduce(0) { $0 + $1.count }
        let size = min(Self.lanesMax, max(1, count / (2 * crew.jobs)))
        return zip(patients, missing).flatMap { patient, missing in
            let twin = TrialKey(
                patient: patient.name, kickPercent: 100, candidate: TrialKey.twin)
            let isTwinWanted = needsTwin && !(book[twin]?.covers(blocks) ?? false)
            // The twin takes a lane too.
            let own = isTwinWanted ? max(1, min(size, Self.lanesMax - 1)) : size
            var groups = stride(from: 0, to: missing.count, by: own).map {
                Task(
                    patient: patient,
                    candidates: Array(missing[$0..<min($0 + own, missing.count)]),
                    isTwinWanted: false)
            }
            if isTwinWanted, groups.isEmpty {
                groups = [Task(patient: patient, candidates: [], isTwinWanted: true)]
            } else if isTwinWanted {
                groups[0].isTwinWanted = true
            }
            return groups
        }
    }

    /// What a candidate came to in patients, over the first blocks; nil where the simulation of one of
    /// them gave out.
    func figures(
        _ candidate: Candidate, in patients: [StudyPatient], kickPercent: Int = 100, blocks: Int
    ) -> [PatientFigures]? {
        var all: [PatientFigures] = []
        for patient in patients {
            let key = TrialKey(
                patient: patient.name, kickPercent: kickPercent, candidate: candidate.key)
            guard let outcome = book[key], outcome.problem == nil,
                let twin = book[
                    TrialKey(patient: patient.name, kickPercent: 100, candidate: TrialKey.twin)]
            else { return nil }
            all.append(
                PatientFigures(
                    patient: patient.name, treated: Array(outcome.blocks.prefix(blocks)),
                    twin: Array(twin.blocks.prefix(blocks))))
        }
        return all
    }

    /// The patients whose untreated twin had no seizure.
    func seizureFree(_ patients: [StudyPatient]) -> [StudyPatient] {
        patients.filter { patient in
            let key = TrialKey(patient: patient.name, kickPercent: 100, candidate: TrialKey.twin)
            return book[key].map { $0.total($0.blocks.count).seizureMilliseconds == 0 } ?? false
        }
    }
}
