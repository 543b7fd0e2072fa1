import Journal
import Optimisation
import Planning
import VirtualPatient

/// A history of a virtual patient of a study: what was drawn for the patient hangs on the study's seed,
/// the group's name, the patient's number and the field alone, so that more patients, fields or
/// histories leave those that there are as they are.
struct DrawnPatient {
    let group: Int
    let name: String
    let values: [(field: String, value: Double)]
    /// Of the history's noise, as `quench simulate` takes it.
    let seed: UInt64

    init(
        _ patients: StudyFile.PatientGroup, group: Int, number: Int, history: Int, study: Int
    ) {
        self.group = group
        name = "\(patients.name)-\(number)"
        let own = "\(study)/\(patients.name)/\(number)/"
        values = patients.spread.map { spread in
            (
                spread.field,
                spread.distribution.value(seed: Self.word(own + spread.field), stream: 0)
            )
        }
        seed = Self.word("\(own)\(history)") & 0xffff_ffff
    }

    private static func word(_ text: String) -> UInt64 {
        guard let word = UInt64(Checksum.name(of: text).prefix(16), radix: 16) else {
            preconditionFailure("a checksum is of hexadecimal digits")
        }
        return word
    }

    /// - Parameter base: of the group.
    func patient(_ base: PatientParameters) throws(SettingsError) -> StudyPatient {
        StudyPatient(
            name: name, role: .verdict, parameters: try base.with(values), seed: seed)
    }
}
