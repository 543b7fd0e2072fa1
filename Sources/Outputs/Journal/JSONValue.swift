/// A JSON value whose objects keep the order in which their members were written, so that a person
/// can read the text from the top.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A number that is not finite is written as `null`.
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([Member])

    package struct Member: Hashable, Sendable {
        package var name: String
        package var value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The value of a member of an object; `nil` for other values and absent members.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    package var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The number, also of an integer.
    package var number: Double? {
        switch self {
        case .number(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }

    package var text: String? {
        if case .text(let value) = self { value } else { nil }
    }

    package var list: [JSONValue]? {
        if case .list(let value) = self { value } else { nil }
    }
}

extension JSONValue {
    /// The value as JSON text on one line.
    package var line: String {
        var text = ""
        write(to: &text)
        return text
    }

    /// The value as JSON text over several lines, two spaces an indentation, lists of plain values
    /// on one.
    package var pretty: String {
        var text = ""
        writePretty(to: &text, indentation: 0)
        return text
    }

    func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value): text += value.isFinite ? "\(value)" : "null"
        case .text(let value): Self.writeQuoted(value, to: &text)
        case .list(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += ", " }
                value.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += ", " }
                Self.writeQuoted(member.name, to: &text)
                text += ": "
                member.value.write(to: &text)
            }
            text += "}"
        }
    }

    private func writePretty(to text: inout String, indentation: Int) {
        let inner = String(repeating: "  ", count: indentation + 1)
        let outer = String(repeating: "  ", count: indentation)
        switch self {
        case .list(let values) where values.contains { $0.isNested }:
            text += "[\n"
            for (index, value) in values.enumerated() {
                text += inner
                value.writePretty(to: &text, indentation: indentation + 1)
                text += index + 1 < values.count ? ",\n" : "\n"
            }
            text += outer + "]"
        case .object(let members) where !members.isEmpty:
            text += "{\n"
            for (index, member) in members.enumerated() {
                text += inner
                Self.writeQuoted(member.name, to: &text)
                text += ": "
                member.value.writePretty(to: &text, indentation: indentation + 1)
                text += index + 1 < members.count ? ",\n" : "\n"
            }
            text += outer + "}"
        default: write(to: &text)
        }
    }

    private var isNested: Bool {
        switch self {
        case .list, .object: true
        default: false
        }
    }

    /// Escapes what RFC 8259 demands, and the two line separators that JavaScript once choked on.
    private static func writeQuoted(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

extension JSONValue: Decodable {
    /// Members come back in the order of their names, because Foundation does not keep the file's.
    package init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: MemberName.self) {
            self = .object(
                try members.allKeys.sorted { $0.stringValue < $1.stringValue }.map {
                    Member($0.stringValue, try members.decode(JSONValue.self, forKey: $0))
                })
            return
        }
        if var values = try? decoder.unkeyedContainer() {
            var list: [JSONValue] = []
            while !values.isAtEnd { list.append(try values.decode(JSONValue.self)) }
            self = .list(list)
            return
        }
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? value.decode(Int64.self) {
            self = .integer(integer)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else {
            self = .text(try value.decode(String.self))
        }
    }
}

/// The name of an object's member, whatever it is.
struct MemberName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
