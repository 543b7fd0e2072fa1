/// A setting that is wrong: which, where, and what to do about it.
public struct SettingsError: Error, Equatable, CustomStringConvertible {
    /// Path of the field, such as `detector.patterns[0].votes`; empty for the whole text.
    public var field: String
    /// What is wrong and what to do, as it follows the field's name in a line.
    public var problem: String
    /// Line of the settings file, from 1.
    public var line: Int?
    /// Path of the settings file; nil where they come from none.
    public var file: String?

    /// An error as given. Without a file, a field such as `--state` reads as an option of the
    /// command.
    public init(field: String, problem: String, line: Int? = nil, file: String? = nil) {
        self.field = field
        self.problem = problem
        self.line = line
        self.file = file
    }

    public var description: String {
        if file == nil, field.hasPrefix("--") { return "\(field) \(problem)" }
        var place = file ?? "settings"
        if let line { place += ":\(line)" }
        return field.isEmpty ? "\(place): \(problem)" : "\(place): \(field): \(problem)"
    }
}

extension SettingsError {
    /// Of a file, unless it is of another that this one names.
    func inFile(_ file: String) -> SettingsError {
        SettingsError(field: field, problem: problem, line: line, file: self.file ?? file)
    }
}
