import VirtualPatient

/// A study of many runs as a person writes it: who is followed, with which settings and models, and what
/// is measured.
package struct StudyFile: Sendable {
    /// What a run is asked for.
    package enum Measure: String, CaseIterable, Sendable {
        /// Virtual patients in the closed loop, beside their untreated twins.
        case simulate
        /// Detections on annotated recordings.
        case evaluate
    }

    /// Patients that share a base and differ in what is spread.
    package struct PatientGroup: Sendable {
        package var name = ""
        package var centre = ""
        package var count = 1
        /// A patient file that they begin from; nil for the default patient.
        package var file: String?
        package var parameters = PatientParameters()
        package var spread: [ParameterSpread] = []
    }

    /// A field of the patient that is drawn anew for each.
    package struct ParameterSpread: Equatable, Sendable {
        package var field = ""
        package var distribution = ParameterDistribution.uniform(0...1)
    }

    /// Recordings of a centre.
    package struct RecordingGroup: Sendable {
        package var centre = ""
        /// A file, a BIDS root or a pattern such as `*.edf`.
        package var path = ""
    }

    /// Settings with their name.
    package struct Variant: Sendable {
        package var name = ""
        package var file: String?
        package var settings = Settings.standard
    }

    /// A detector with its name.
    package struct ModelChoice: Sendable {
        package var name = ""
        /// Nil for the patterns of the settings.
        package var file: String?
    }

    package private(set) var name = "study"
    package private(set) var measure = Measure.simulate
    package private(set) var seed = 1
    /// Length of a history, a multiple of 5.
    package private(set) var minutes = 60
    /// Histories of each patient, by seeds of their own.
    package private(set) var histories = 1
    package private(set) var patients: [PatientGroup] = []
    package private(set) var recordings: [RecordingGroup] = []
    package private(set) var settings = [Variant(name: "standard")]
    package private(set) var models = [ModelChoice(name: "patterns")]

    /// - Parameter place: where a file lies that the study names.
    package init(
        file path: String, place: (String) throws(SettingsError) -> String
    ) throws(SettingsError) {
        try self.init(FieldsText(file: path), place)
    }

    /// - Parameters:
    ///   - file: what an error calls the text.
    ///   - place: where a file lies that the study names.
    package init(
        yaml text: String, file: String,
        place: (String) throws(SettingsError) -> String = { (path) throws(SettingsError) in path }
    ) throws(SettingsError) {
        try self.init(FieldsText(text, file: file), place)
    }

    private init(
        _ text: FieldsText, _ place: (String) throws(SettingsError) -> String
    ) throws(SettingsError) {
        var study = self
        try text.read(mustBeComplete: false) {
            (fields: inout SettingsFields) throws(SettingsError) in
            try study.read(&fields, place)
        }
        self = study
    }

    private mutating func read(
        _ fields: inout SettingsFields, _ place: (String) throws(SettingsError) -> String
    ) throws(SettingsError) {
        name = try fields.studyName("name", name)
        measure = try fields.word("measure", measure)
        seed = try fields.integer("seed", seed, in: 0...1_000_000_000)
        minutes = try fields.integer("minutes", minutes, in: 5...10_080)
        guard minutes.isMultiple(of: 5) else {
            throw fields.wrong("minutes", "must be a multiple of 5, \(minutes) found")
        }
        histories = try fields.integer("histories", histories, in: 1...1_000)
        if fields.gives("patients") {
            patients = try fields.groups("patients", patients, of: PatientGroup(), most: 64) {
                (item: inout PatientGroup, group: inout SettingsFields) throws(SettingsError) in
                item = try PatientGroup(&group, place)
            }
        }
        if fields.gives("recordings") {
            recordings = try fields.groups(
                "recordings", recordings, of: RecordingGroup(), most: 256
            ) {
                (item: inout RecordingGroup, group: inout SettingsFields) throws(SettingsError) in
                item = try RecordingGroup(&group)
            }
        }
        if fields.gives("settings") {
            settings = try fields.groups("settings", settings, of: Variant(), most: 256) {
                (item: inout Variant, group: inout SettingsFields) throws(SettingsError) in
                item = try Variant(&group, place)
            }
        }
        if fields.gives("models") {
            models = try fields.groups("models", models, of: ModelChoice(), most: 64) {
                (item: inout ModelChoice, group: inout SettingsFields) throws(SettingsError) in
                item = try ModelChoice(&group)
            }
        }
        // Before anything that is missing because of it.
        try fields.finish()
        for (field, names) in [
            ("patients", patients.map(\.name)), ("settings", settings.map(\.name)),
            ("models", models.map(\.name)),
        ] {
            if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
                throw fields.wrong(field, "'\(twice)' is the name of two; each needs its own")
            }
        }
        try check(fields)
    }

    /// What a study of its measure must have, and must not.
    private func check(_ fields: SettingsFields) throws(SettingsError) {
        for (field, isEmpty) in [("settings", settings.isEmpty), ("models", models.isEmpty)]
        where isEmpty { throw fields.wrong(field, "needs at least one") }
        let (needed, other) =
            measure == .simulate ? ("patients", "recordings") : ("recordings", "patients")
        if measure == .simulate ? patients.isEmpty : recordings.isEmpty {
            throw fields.wrong(
                needed, "needs at least one group, for measure: \(measure.rawValue)")
        }
        if measure == .simulate ? !recordings.isEmpty : !patients.isEmpty {
            throw fields.wrong(
                other, "have no place in measure: \(measure.rawValue); make it a study of its own")
        }
    }
}
