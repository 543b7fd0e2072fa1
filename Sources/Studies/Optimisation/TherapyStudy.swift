import Journal
import Planning
import SignalSources
import Tuning
import VirtualPatient

/// What is searched, in whom and for how long: all that decides what a candidate comes to.
package struct TherapyStudy: Sendable {
    package let patients: [StudyPatient]
    /// What the candidates leave as it is; a point of its own.
    package let settings: Settings
    package let space: TherapySpace
    /// Of the full length.
    package let blocks: Int
    /// Whether therapies outside seizures are a third objective.
    package var asksOutside = false
    let frontEnd: FrontEndPlan

    /// - Parameters:
    ///   - settings: the given ones; contacts that no patient of a study has are left out.
    ///   - space: of a file, every choice of contacts must be there; else those are left out.
    ///   - spaceFile: the name of that file.
    package init(
        patients: [StudyPatient], settings: Settings, space: TherapySpace?,
        spaceFile: String? = nil, hours: Double
    ) throws {
        self.patients = patients
        var settings = settings
        settings.stimulation.mode = .on
        settings.stimulation.electrodes.contacts = min(
            settings.stimulation.electrodes.contacts, TherapyTrial.channels)
        self.settings = settings
        let (kept, leftOut) = (space ?? .standard).without(
            contactsMissingIn: settings.stimulation.electrodes)
        if let name = leftOut.first, space != nil || kept.contacts.isEmpty {
            throw SettingsError(
                field: "contacts",
                problem:
                    "'\(name)' names a contact that is not there or is broken; the settings have "
                    + "\(settings.stimulation.electrodes.contacts), and a patient here "
                    + "\(TherapyTrial.channels)", file: spaceFile ?? "space")
        }
        self.space = kept
        blocks = Int((hours * 3_600 / Double(TherapyOutcome.blockSeconds)).rounded())
        frontEnd = try TherapyTrial.frontEnd(settings)
    }

    package var hours: Double { Double(blocks * TherapyOutcome.blockSeconds) / 3_600 }

    package func patients(_ role: StudyPatient.Role) -> [StudyPatient] {
        patients.filter { $0.role == role }
    }

    /// The settings of a candidate.
    package func settings(_ candidate: Candidate) -> Settings {
        candidate == .given ? settings : space.settings(candidate.levels, over: settings)
    }

    /// The plan of a candidate.
    ///
    /// - Throws: where the validator refuses it.
    package func plan(_ candidate: Candidate) throws(SettingsError) -> PlannedLoop {
        try Planner.plan(settings(candidate), for: frontEnd.signal)
    }

    /// What decides what a candidate comes to.
    package func identity(_ programVersion: String) -> JSONValue {
        .object([
            .init("journal", .text("quench optimise")),
            .init("programVersion", .text(programVersion)),
            .init("hours", .number(hours)),
            .init(
                "patients",
                .list(
                    patients.map { patient in
                        .object([
                            .init("name", .text(patient.name)),
                            .init("seed", .text("\(patient.seed)")),
                            .init("parameters", .text(Self.digest(patient.parameters))),
                        ])
                    })),
            .init("space", .text(space.words)),
            .init("settings", .text(settings.fields.text(over: settings.fields))),
        ])
    }

    /// Every parameter, as a checksum: they are many.
    private static func digest(_ parameters: PatientParameters) -> String {
        var value: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(parameters)".utf8 {
            value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return String(value, radix: 16)
    }
}

extension TherapySpace {
    /// Every coordinate with its levels, on one line.
    package var words: String {
        zip(Axis.allCases, levelCounts).map { axis, count in
            "\(axis.rawValue): " + (0..<count).map { text(axis, $0) }.joined(separator: " ")
        }.joined(separator: "; ")
    }

    /// The settings of a point in a line.
    package func words(_ levels: [Int]) -> String {
        zip(Axis.allCases, levels).map { "\($0.rawValue) \(text($0, $1))" }.joined(separator: ", ")
    }
}
