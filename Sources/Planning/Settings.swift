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
        // Bounded, whatever the path leads to.
        guard let file = FileHandle(forReadingAtPath: path),
            let data = try? file.read(upToCount: Self.textBytesMax + 1) ?? Data()
        else {
            throw SettingsError(
                field: "", problem: "cannot be read; is it there?", file: path.oneLine)
        }
        guard data.count <= Self.textBytesMax, let text = String(data: data, encoding: .utf8) else {
            throw SettingsError(
                field: "", problem: "is not a UTF-8 text of at most 128 KiB", file: path.oneLine)
        }
        try self.init(yaml: text, over: .standard, file: path.oneLine)
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

    private static let textBytesMax = 128 << 10

    private static func parsed(_ text: String) throws(SettingsError) -> Node? {
        // Anchors of anchors make a small text endless where a key is compared with the others; so
        // few of them repeat at most 4^4 times what stands in the text.
        guard text.utf8.count <= textBytesMax, marks(UInt8(ascii: "&"), in: text) <= 4,
            marks(UInt8(ascii: "*"), in: text) <= 16
        else {
            throw SettingsError(
                field: "",
                problem: "at most 128 KiB, 4 anchors (&name) and 16 aliases (*name) are possible; "
                    + "quote names that begin with & or *")
        }
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                throw SettingsError(field: "", problem: problem.printable, line: mark.line)
            case .duplicatedKeysInMapping(let duplicates, let context):
                let names = duplicates.prefix(6).map(\.printable).joined(separator: ", ")
                throw SettingsError(
                    field: "", problem: "a field is given twice: \(names)",
                    line: context.mark.line)
            default:
                throw SettingsError(field: "", problem: "is not YAML: \("\(error)".printable)")
            }
        } catch {
            throw SettingsError(field: "", problem: "is not YAML: \("\(error)".printable)")
        }
    }

    /// How often `mark` begins a word outside quotes, or more: every anchor or alias is counted.
    private static func marks(_ mark: UInt8, in text: String) -> Int {
        func isInWord(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        var count = 0
        var previous = UInt8(ascii: " ")
        var isMarked = false
        for byte in text.utf8 {
            if isMarked && isInWord(byte) { count += 1 }
            isMarked =
                byte == mark && !isInWord(previous) && previous != UInt8(ascii: "\"")
                && previous != UInt8(ascii: "'")
            previous = byte
        }
        return count
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
