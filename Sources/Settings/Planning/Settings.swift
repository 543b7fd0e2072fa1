/// What a person sets, in human units. Decoded but not yet a plan: fields are within their ranges,
/// but nothing is known of the recording.
public struct Settings: Encodable, Sendable {
    /// How a recording's signals become frames.
    public var frontEnd = FrontEndSettings()
    /// What is measured, and what makes a detection of it.
    public var detector = DetectorSettings()
    /// What a detection is answered with.
    public var stimulation = StimulationSettings()
    /// Time without a fault after which the loop leaves its safe state.
    public var safeStateSeconds = 0.0

    /// The settings that `defaultText` describes.
    public static let standard: Settings = {
        do {
            return try Settings(yaml: defaultText, over: nil, file: "default settings")
        } catch {
            preconditionFailure("the default settings cannot be read: \(error)")
        }
    }()

    /// Reads a settings file; fields it does not name keep their default.
    public init(file path: String) throws(SettingsError) {
        try self.init(FieldsText(file: path), over: .standard)
    }

    /// - Parameter base: where fields that the text does not name come from; nil if all must be
    ///   there.
    public init(yaml text: String, over base: Settings?, file: String) throws(SettingsError) {
        try self.init(FieldsText(text, file: file), over: base)
    }

    private init(_ text: FieldsText, over base: Settings?) throws(SettingsError) {
        var settings = base ?? Settings(blank: ())
        try text.read(mustBeComplete: base == nil) {
            (fields: inout SettingsFields) throws(SettingsError) in
            try settings.read(&fields)
        }
        self = settings
    }

    private init(blank: Void) {}

    /// Every field with its value and what it may be, in the order in which a file has them.
    package var fields: [SettingsField] {
        var settings = self
        let fields = try? SettingsFields.read(nil, path: "", mustBeComplete: false) {
            (fields: inout SettingsFields) throws(SettingsError) in
            try settings.read(&fields)
        }
        guard let fields else { preconditionFailure("what is not given cannot be wrong") }
        return fields
    }

    mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        try fields.group("frontEnd") {
            (group: inout SettingsFields) throws(SettingsError) in try frontEnd.read(&group)
        }
        try fields.group("detector") {
            (group: inout SettingsFields) throws(SettingsError) in try detector.read(&group)
        }
        try fields.group("stimulation") {
            (group: inout SettingsFields) throws(SettingsError) in try stimulation.read(&group)
        }
        safeStateSeconds = try fields.number("safeStateSeconds", safeStateSeconds, in: 0.1...3_600)
    }
}
