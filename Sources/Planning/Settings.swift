import Foundation
import Yams

/// What a person sets, in human units. Decoded but not yet a plan: fields are within their ranges,
/// but nothing is known of the recording.
public struct Settings: Encodable, Sendable {
    public var frontEnd = FrontEndSettings()
    public var detector = DetectorSettings()
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
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SettingsError(
                field: "", problem: "cannot be read; is it there?", file: path.printable)
        }
        guard data.count <= 1 << 20, let text = String(data: data, encoding: .utf8) else {
            throw SettingsError(
                field: "", problem: "is not a UTF-8 text of at most 1 MiB", file: path.printable)
        }
        try self.init(yaml: text, over: .standard, file: path.printable)
    }

    /// - Parameter base: where fields that the text does not name come from; nil if all must be
    ///   there.
    public init(yaml text: String, over base: Settings?, file: String) throws(SettingsError) {
        self = base ?? Settings(blank: ())
        do throws(SettingsError) {
            guard let node = try Self.parsed(text) else {
                if base == nil { throw SettingsError(field: "", problem: "is empty") }
                return
            }
            try SettingsFields.read(node, path: "", mustBeComplete: base == nil) {
                (fields: inout SettingsFields) throws(SettingsError) in
                try self.read(&fields)
            }
        } catch {
            throw SettingsError(
                field: error.field, problem: error.problem, line: error.line, file: file)
        }
    }

    private init(blank: Void) {}

    private static func parsed(_ text: String) throws(SettingsError) -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                throw SettingsError(field: "", problem: problem.printable, line: mark.line)
            case .duplicatedKeysInMapping(let duplicates, _):
                let names = duplicates.map { "\($0)".printable }.joined(separator: ", ")
                throw SettingsError(field: "", problem: "a field is given twice: \(names)")
            default:
                throw SettingsError(field: "", problem: "is not YAML: \("\(error)".printable)")
            }
        } catch {
            throw SettingsError(field: "", problem: "is not YAML: \("\(error)".printable)")
        }
    }

    private mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
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
