import Planning
import TestSupport
import Testing
import Tuning
import VirtualPatient

@testable import Optimisation

enum Made {
    /// Two nodes that seize every 40 s or so.
    static var busy: PatientParameters {
        var patient = PatientParameters()
        patient.zoneX0 = -1.9
        patient.epileptor.r = 0.00015
        patient.nodes = Array(patient.nodes.prefix(2))
        return patient
    }

    /// Two nodes of healthy tissue.
    static var healthy: PatientParameters {
        var patient = busy
        patient.zoneX0 = -3
        return patient
    }

    /// Ten minutes of one history for the search and one for the verdict.
    static func study(
        _ parameters: PatientParameters = busy, space: TherapySpace? = nil, hours: Double = 1.0 / 6
    ) throws -> TherapyStudy {
        try TherapyStudy(
            patients: StudyPatient.histories(of: parameters, name: "busy", count: 1, study: 1),
            settings: .standard, space: space, hours: hours)
    }

    static func bench(
        _ study: TherapyStudy, journal: String, jobs: Int = 2, in folder: TemporaryFolder
    ) throws -> TrialBench {
        TrialBench(
            study: study,
            journal: try TrialJournal(folder.file(journal), identity: study.identity("test")),
            crew: Crew(jobs: jobs))
    }
}

extension OptimisationResult {
    /// All of what a person sees.
    var fingerprint: [String] {
        points.map { "\($0)" } + effects.map { "\($0)" }
            + ["\(String(describing: best)) \(verdictHypervolume) \(followedCount) \(remarks)"]
    }
}
