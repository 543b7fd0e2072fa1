import Foundation
import Yams

/// A text of YAML fields that a person wrote, parsed within bounds whatever stands in it.
struct FieldsText {
    let file: String
    /// Nil where the text is empty.
    private let root: Node?

    init(file path: String) throws(SettingsError) {
        let data: Data
        do throws(RegularFile.Problem) {
            data = try RegularFile.read(path, bytesMax: Self.textBytesMax + 1)
        } catch {
            throw error.error(path)
        }
        guard data.count <= Self.textBytesMax, let text = String(data: data, encoding: .utf8) else {
            throw SettingsError(
                field: "", problem: "is not a UTF-8 text of at most 128 KiB", file: path.oneLine)
        }
        try self.init(text, file: path.oneLine)
    }

    init(_ text: String, file: String) throws(SettingsError) {
        self.file = file
        do throws(SettingsError) {
            root = try Self.parsed(text)
        } catch {
            throw error.inFile(file)
        }
    }

    /// Reads the fields; what nobody asks for is an error, and with `mustBeComplete` so is what is
    /// not there.
    func read(
        mustBeComplete: Bool, _ read: (inout SettingsFields) throws(SettingsError) -> Void
    ) throws(SettingsError) {
        do throws(SettingsError) {
            guard let root else {
                if mustBeComplete { throw SettingsError(field: "", problem: "is empty") }
                return
            }
            try SettingsFields.read(root, path: "", mustBeComplete: mustBeComplete, read)
        } catch {
            throw error.inFile(file)
        }
    }

    /// The line, from 1, of a field such as `nodes[3].position`, or of the innermost part of it that
    /// the text has; nil where it has none.
    func line(of field: String) -> Int? {
        var node = root
        var line: Int?
        for part in field.split(separator: ".") {
            let pieces = part.split(separator: "[")
            for (index, piece) in pieces.enumerated() {
                if index == 0 {
                    let pair = node?.mapping?.first { $0.key.string == String(piece) }
                    node = pair?.value
                    line = pair?.key.mark?.line ?? line
                } else {
                    let items = node?.sequence
                    let place = Int(piece.dropLast())
                    node = place.flatMap { $0 < items?.count ?? 0 ? items?[$0] : nil }
                    line = node?.mark?.line ?? line
                }
                guard node != nil else { return line }
            }
        }
        return line
    }

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
}
