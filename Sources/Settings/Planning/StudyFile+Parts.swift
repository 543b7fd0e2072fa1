import VirtualPatient

/// What the lists of a study are made of.
extension StudyFile.PatientGroup {
    init(
        _ fields: inout SettingsFields, _ place: (String) throws(SettingsError) -> String
    ) throws(SettingsError) {
        name = try fields.studyName("name", nil)
        centre = try fields.studyName("centre", "none")
        count = try fields.integer("count", 1, in: 1...1_000_000)
        file = try fields.fileName("file")
        var parameters =
            try file.map { (file) throws(SettingsError) in
                try PatientFile(file: place(file)).parameters
            } ?? PatientParameters()
        try fields.group("fields") {
            (group: inout SettingsFields) throws(SettingsError) in try parameters.read(&group)
        }
        self.parameters = parameters
        spread = try fields.groups("spread", [], of: StudyFile.ParameterSpread(), most: 32) {
            (item: inout StudyFile.ParameterSpread, group: inout SettingsFields)
                throws(SettingsError) in
            item = try StudyFile.ParameterSpread(&group, parameters)
        }
    }
}

extension StudyFile.ParameterSpread {
    private enum Kind: String, CaseIterable { case uniform, logUniform, normal }

    /// - Parameter base: must have the field.
    init(
        _ fields: inout SettingsFields, _ base: PatientParameters
    ) throws(SettingsError) {
        guard fields.names("field") else { throw fields.missing("field") }
        field = try fields.text("field", "")
        let kind = try fields.word("distribution", Kind.uniform)
        let all = -1e12...1e12
        for name in ["low", "high"] where !fields.names(name) { throw fields.missing(name) }
        let low = try fields.number("low", 0, in: all)
        let high = try fields.number("high", 0, in: all)
        guard low < high else {
            throw fields.wrong("high", "must be above low, \(low.plain) to \(high.plain) found")
        }
        let mean = try fields.number("mean", (low + high) / 2, in: all)
        let deviation = try fields.number("deviation", (high - low) / 4, in: 0...1e12)
        if kind != .normal, let name = ["mean", "deviation"].first(where: { fields.names($0) }) {
            throw fields.wrong(name, "is for distribution: normal")
        }
        switch kind {
        case .uniform: distribution = .uniform(low...high)
        case .logUniform:
            guard low >= 1e-300 else {
                throw fields.wrong("low", "must be above 0 for distribution: logUniform")
            }
            distribution = .logUniform(low...high)
        case .normal:
            guard (low...high).contains(mean) else {
                throw fields.wrong("mean", "must lie between low and high")
            }
            // Else one draw in thousands would lie within.
            guard deviation > 0, deviation <= 100 * (high - low) else {
                throw fields.wrong(
                    "deviation", "must be above 0 and at most 100 times high - low")
            }
            distribution = .normal(mean: mean, deviation: deviation, within: low...high)
        }
        for value in [low, high] {
            do throws(SettingsError) { _ = try base.with([(field, value)]) } catch {
                throw fields.wrong(
                    "field", "'\(field.printable)' cannot be \(value.plain): \(error.problem)")
            }
        }
    }
}

extension StudyFile.RecordingGroup {
    init(_ fields: inout SettingsFields) throws(SettingsError) {
        centre = try fields.studyName("centre", "none")
        guard fields.names("path") else { throw fields.missing("path") }
        path = try fields.text("path", "")
    }
}

extension StudyFile.Variant {
    init(
        _ fields: inout SettingsFields, _ place: (String) throws(SettingsError) -> String
    ) throws(SettingsError) {
        name = try fields.studyName("name", nil)
        file = try fields.fileName("file")
        var settings =
            try file.map { (file) throws(SettingsError) in try Settings(file: place(file)) }
            ?? Settings.standard
        try fields.group("fields") {
            (group: inout SettingsFields) throws(SettingsError) in try settings.read(&group)
        }
        self.settings = settings
    }
}

extension StudyFile.ModelChoice {
    init(_ fields: inout SettingsFields) throws(SettingsError) {
        name = try fields.studyName("name", nil)
        file = try fields.fileName("file")
    }
}

extension SettingsFields {
    /// A word that can stand in a table and in a file's name.
    ///
    /// - Parameter current: nil where it must be given.
    mutating func studyName(
        _ name: String, _ current: String?
    ) throws(SettingsError) -> String {
        guard let current = names(name) ? "" : current else { throw missing(name) }
        let word = try text(name, current)
        guard StudyFile.isName(word) else {
            throw wrong(
                name,
                "must be 1 to 64 letters, digits and ._+-, beginning with a letter or digit; "
                    + "'\(word.printable)' found")
        }
        return word
    }

    /// Nil for `none`.
    mutating func fileName(_ name: String) throws(SettingsError) -> String? {
        let word = try text(name, "none")
        return word == "none" ? nil : word
    }

    /// What is wrong with a field that was read.
    func wrong(_ name: String, _ problem: String) -> SettingsError {
        SettingsError(field: joined(name), problem: problem, line: line(of: name))
    }
}

extension PatientParameters {
    /// The patient with some of its fields changed, each by its name in a patient file, such as
    /// `stimulation.kickPerFieldImpulse`.
    package func with(
        _ values: [(field: String, value: Double)]
    ) throws(SettingsError) -> PatientParameters {
        var changed = self
        for (field, value) in values {
            let parts = field.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.allSatisfy({ $0.wholeMatch(of: /[A-Za-z0-9]+/) != nil }) else {
                throw SettingsError(field: field.printable, problem: "is no field of a patient")
            }
            let open = parts.map { "{\($0): " }.joined()
            let text = open + value.plain + String(repeating: "}", count: parts.count)
            try FieldsText(text, file: field).read(mustBeComplete: false) {
                (fields: inout SettingsFields) throws(SettingsError) in
                try changed.read(&fields)
            }
        }
        return changed
    }
}

extension StudyFile {
    /// Whether it can stand in a table, in a file's name and in a script's remark.
    package static func isName(_ word: String) -> Bool {
        word.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._+-]{0,63}/) != nil
    }
}
