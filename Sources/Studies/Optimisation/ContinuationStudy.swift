import Evaluation
import Foundation
import Planning
import Tuning
import VirtualPatient

/// Whether continuing pays: virtual patients whose answer to a pulse and whose seizures drift from run to
/// run live the same runs with settings that are continued, with those as given, and with others that stay.
package struct ContinuationStudy: Sendable {
    package let patients: Int
    package let rounds: Int
    package let hours: Double
    package let seed: UInt64
    /// Whether patients drift.
    package let drifts: Bool
    private let settings: Settings
    private let space: TherapySpace

    /// Doses that stay, the given one first.
    package let fixed: [TherapyDose]

    /// - Parameters:
    ///   - others: settings of doses to stay with for comparison.
    package init(
        patients: Int, rounds: Int, hours: Double, seed: UInt64, drifts: Bool, settings: Settings,
        others: [TherapyDose], space: TherapySpace = .standard
    ) throws {
        self.patients = patients
        self.rounds = rounds
        self.hours = hours
        self.seed = seed
        self.drifts = drifts
        self.settings = settings
        self.space = space
        fixed = [try TherapyDose(settings)] + others
    }

    /// What one patient came to.
    package struct Course: Sendable {
        /// Round by round: the dose of the continuation.
        package var doses: [TherapyDose] = []
        /// Round by round: of the continuation, of each fixed dose, and of the untreated twin.
        package var continued: [TherapyOutcome.Block] = []
        package var fixed: [[TherapyOutcome.Block]] = []
        package var untreated: [TherapyOutcome.Block] = []
    }

    /// Courses in the order of the patients; nil where it was stopped.
    ///
    /// - Parameter progress: simulated seconds of all lanes so far.
    package func courses(_ crew: Crew, progress: (Double) -> Void) throws -> [Course]? {
        // The longest first.
        let parts = try crew.results(of: 2 * patients, progress: progress) { number, tell in
            let patient = number % patients
            return number < patients
                ? try stayed(patient, tell) : try continued(patient, tell)
        }
        guard let parts else { return nil }
        return (0..<patients).map { patient in
            var course = parts[patient]
            course.doses = parts[patients + patient].doses
            course.continued = parts[patients + patient].continued
            return course
        }
    }

    /// Of all lanes, for progress.
    package var laneSeconds: Double {
        Double(patients * rounds * (fixed.count + 2) * blocks * TherapyOutcome.blockSeconds)
    }

    private var blocks: Int {
        max(1, Int((hours * 3_600 / Double(TherapyOutcome.blockSeconds)).rounded()))
    }

    private func stayed(_ patient: Int, _ tell: Crew.Tell) throws -> Course {
        var course = Course()
        for (round, parameters) in lives(patient).enumerated() {
            let result = try outcomes(
                fixed, parameters, patient, round, isTwinWanted: true
            ) {
                try tell(Double(fixed.count + 1))
            }
            course.fixed.append(result.treated.map { $0.total(blocks) })
            course.untreated.append(result.twin?.total(blocks) ?? TherapyOutcome.Block())
        }
        return course
    }

    private func continued(_ patient: Int, _ tell: Crew.Tell) throws -> Course {
        var course = Course()
        var evidence: [RunEvidence] = []
        var dose = fixed[0]
        for (round, parameters) in lives(patient).enumerated() {
            let outcome = try outcomes([dose], parameters, patient, round, isTwinWanted: false) {
                try tell(1)
            }.treated[0]
            course.doses.append(dose)
            course.continued.append(outcome.total(blocks))
            evidence.append(
                RunEvidence(
                    dose: dose, parts: outcome.blocks.map { Double($0.seizureMilliseconds) / 1e3 },
                    partSeconds: Double(TherapyOutcome.blockSeconds),
                    seizures: Int(outcome.total(blocks).therapies)))
            dose =
                Continuation(evidence, settings: dose.settings(over: settings), space: space).dose
        }
        return course
    }

    private func outcomes(
        _ doses: [TherapyDose], _ parameters: PatientParameters, _ patient: Int, _ round: Int,
        isTwinWanted: Bool, _ tell: () throws -> Void
    ) throws -> TherapyTrial.Result {
        let frontEnd = try TherapyTrial.frontEnd(settings)
        let plans = try doses.map { dose in
            try Planner.plan(dose.settings(over: settings), for: frontEnd.signal)
        }
        return try TherapyTrial(
            patient: StudyPatient(
                name: "patient \(patient + 1)", role: .verdict, parameters: parameters,
                seed: seed * 1_000_000 + UInt64(1_000 * (patient + 1) + round)),
            plans: plans, frontEnd: frontEnd, hopFrames: Int(plans[0].plan.detection.hopFrames),
            blocks: blocks, isTwinWanted: isTwinWanted
        ).run(tell)
    }

    /// What a patient is in each round: one of `PatientPopulation`, with a kick and a rate of seizures that
    /// wander in their logarithms, within half and twice the first and 8 to 40 an hour.
    package func lives(_ patient: Int) -> [PatientParameters] {
        var random = SeededRandom(seed: seed &* 0x9E37_79B9 ^ UInt64(patient + 1))
        let first = PatientPopulation.patient(seed: seed * 1_000 + UInt64(patient + 1))
        let kick = first.stimulation.kickPerFieldImpulse
        let rate = first.seizuresPerHour ?? 26
        var (kickLog, rateLog) = (0.0, log(rate))
        return (0..<rounds).map { _ in
            var parameters = first
            parameters.stimulation.kickPerFieldImpulse = kick * exp(kickLog)
            parameters.seizuresPerHour = exp(rateLog)
            guard drifts else { return parameters }
            kickLog += Double.random(in: -0.3...0.3, using: &random)
            kickLog = min(log(2), max(-log(2), kickLog))
            rateLog += Double.random(in: -0.2...0.2, using: &random)
            rateLog = min(log(40), max(log(8), rateLog))
            return parameters
        }
    }
}
