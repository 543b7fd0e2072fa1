import VirtualPatient

/// A patient as a person writes it: the default one but for the fields that the file names.
///
/// Fields have the names and the places that `PatientParameters` gives them; ranges are checked where
/// the patient is made, and an error then names the file's line.
public struct PatientFile {
    /// The patient as the file has it; ranges are not checked yet.
    public private(set) var parameters = PatientParameters()
    private var text: FieldsText?

    /// The default patient, which needs no file.
    public init() {}

    /// Reads a file of at most 128 KiB. Throws where it cannot be read, is no YAML, or has a field
    /// that no patient has; the error names the line.
    public init(file path: String) throws(SettingsError) {
        try self.init(FieldsText(file: path), mustBeComplete: false)
    }

    /// - Parameter mustBeComplete: whether a field that the text does not name is an error.
    public init(
        yaml text: String, file: String, mustBeComplete: Bool = false
    ) throws(SettingsError) {
        try self.init(FieldsText(text, file: file), mustBeComplete: mustBeComplete)
    }

    private init(_ text: FieldsText, mustBeComplete: Bool) throws(SettingsError) {
        var parameters = PatientParameters()
        try text.read(mustBeComplete: mustBeComplete) {
            (fields: inout SettingsFields) throws(SettingsError) in
            try parameters.read(&fields)
        }
        self.parameters = parameters
        self.text = text
    }

    /// The patient at rest before frame 0.
    ///
    /// Throws a `SettingsError` where the fault is the file's, and else the model's `PatientError`.
    public func patient(
        seed: UInt64, channelCount: Int, rateNumerator: Int
    ) throws -> VirtualPatient {
        do throws(PatientError) {
            return try VirtualPatient(
                parameters, seed: seed, channelCount: channelCount, rateNumerator: rateNumerator)
        } catch {
            throw text.flatMap { SettingsError(error, in: $0) } ?? error
        }
    }
}

extension SettingsError {
    /// Nil where the error is not of a field that a patient file has.
    fileprivate init?(_ error: PatientError, in text: FieldsText) {
        let field: String
        let problem: String
        switch error {
        case .parameter(let name, let value, let mustBe):
            if ["channelCount", "rate", "rateNumerator", "rateDenominator"].contains(name) {
                return nil
            }
            (field, problem) = (name, "must be \(mustBe), \(value) found")
        case .unknown(let name, let unknown, let known):
            field = name
            problem =
                "'\(unknown.printable)' is not known; known are \(known.joined(separator: ", "))"
        case .noSuchContact, .pulse, .diverged, .lane: return nil
        }
        self.init(field: field, problem: problem, line: text.line(of: field), file: text.file)
    }
}
