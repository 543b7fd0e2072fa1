import Evaluation
import Foundation
import VirtualPatient

/// One history of a virtual patient: the same for every candidate, noise included.
package struct StudyPatient: Sendable, Equatable {
    /// What it was drawn for. Nothing that is chosen may rest on a patient of the verdict.
    package enum Role: String, Sendable, CaseIterable { case search, verdict }

    package let name: String
    package let role: Role
    package let parameters: PatientParameters
    /// Of its noise.
    package let seed: UInt64
    /// Whose history it is, of a patient that was given; nil of one that was drawn.
    package let given: String?

    package init(
        name: String, role: Role, parameters: PatientParameters, seed: UInt64, given: String? = nil
    ) {
        self.given = given
        self.name = name
        self.role = role
        self.parameters = parameters
        self.seed = seed
    }

    /// The same with a pulse's kick so many times as strong.
    func kicked(_ factor: Double) -> StudyPatient {
        var parameters = parameters
        parameters.stimulation.kickPerFieldImpulse *= factor
        return StudyPatient(
            name: name, role: role, parameters: parameters, seed: seed, given: given)
    }

    /// Seeds of a study: those of the search and of the verdict never meet.
    package static func seed(_ number: Int, _ role: Role, study: UInt64) -> UInt64 {
        study * UInt64(2 * countMax) + UInt64(role == .search ? 0 : countMax) + UInt64(number)
    }

    /// Most patients of a role.
    package static let countMax = 500

    /// Histories of a given patient, `count` for each role.
    package static func histories(
        of parameters: PatientParameters, name: String, count: Int, study: UInt64
    ) -> [StudyPatient] {
        Role.allCases.flatMap { role in
            (1...count).map { number in
                let seed = seed(number, role, study: study)
                return StudyPatient(
                    name: "\(name), seed \(seed)", role: role, parameters: parameters, seed: seed,
                    given: name)
            }
        }
    }

    /// Patients that differ, `count` for each role; see `PatientPopulation`.
    package static func drawn(count: Int, study: UInt64) -> [StudyPatient] {
        Role.allCases.flatMap { role in
            (1...count).map { number in
                let seed = seed(number, role, study: study)
                return StudyPatient(
                    name: "\(role.rawValue) \(number)", role: role,
                    parameters: PatientPopulation.patient(seed: seed), seed: seed)
            }
        }
    }
}

/// How patients differ who are not given: the default patient with these figures drawn for each. The
/// ranges are ours, so wide that a therapy fitted to one patient shows as such in another; nobody has
/// measured how Epileptors of people are spread.
package enum PatientPopulation {
    /// Seizures an hour asked for, by the table of `SeizureRate`, drawn evenly in their logarithm.
    package static let seizuresPerHour = 10.0...36.0
    /// Of the slow variable, times the default's: seizures and pauses last longer the smaller it is.
    package static let rateOfSlowVariable = 0.8...1.25
    /// The answer to a pulse, times the default's, drawn evenly in its logarithm.
    package static let kick = 0.6...1.7
    /// S/m.
    package static let conductivity = 0.25...0.35
    /// How far each node lies from the default's place along each axis, mm.
    package static let displacementMillimetres = 2.0
    /// Background, microvolts RMS.
    package static let pinkMicrovolts = 15.0...40.0
    /// Interictal spikes an hour, drawn evenly in their logarithm.
    package static let spikesPerHour = 20.0...200.0

    /// One patient; the same for the same seed.
    package static func patient(seed: UInt64) -> PatientParameters {
        var random = SeededRandom(seed: seed ^ 0x5175_656e_6368_0001)
        func even(_ range: ClosedRange<Double>) -> Double {
            Double.random(in: range, using: &random)
        }
        func evenLogarithm(_ range: ClosedRange<Double>) -> Double {
            exp(even(log(range.lowerBound)...log(range.upperBound)))
        }
        var patient = PatientParameters()
        patient.seizuresPerHour = evenLogarithm(seizuresPerHour)
        patient.epileptor.r *= evenLogarithm(rateOfSlowVariable)
        patient.stimulation.kickPerFieldImpulse *= evenLogarithm(kick)
        patient.conduction.conductivitySiemensPerMetre = even(conductivity)
        patient.extras.pinkMicrovolts = even(pinkMicrovolts)
        patient.extras.spikesPerHour = evenLogarithm(spikesPerHour)
        let reach = -displacementMillimetres...displacementMillimetres
        for index in patient.nodes.indices {
            patient.nodes[index].position.x += even(reach)
            patient.nodes[index].position.y += even(reach)
            patient.nodes[index].position.z += even(reach)
        }
        return patient
    }
}
