import Foundation

/// A field of the settings as it was read: where it stands, what it may be and what it is.
package struct SettingsField: Equatable, Sendable {
    /// Such as `detector.patterns[0].votes`.
    package let path: String
    /// What it may be, such as `1 to 1024`, in the unit that its name gives.
    package let form: String
    /// As a settings file says it; of a list of groups how many there are.
    package let value: String
    /// Whether groups of fields follow, its items.
    var isList = false

    /// What stands behind its name.
    fileprivate var text: String { isList ? value == "0" ? "[]" : "" : value }

    /// Keys and places in lists, such as `detector`, `patterns`, `[0]`, `votes`.
    fileprivate var parts: [Substring] {
        path.replacing("[", with: ".[").split(separator: ".")
    }
}

extension [SettingsField] {
    /// The fields as a settings file: what differs from the defaults has its default beside it.
    package func text(over defaults: [SettingsField]) -> String {
        let values = Dictionary(uniqueKeysWithValues: defaults.map { ($0.path, $0.value) })
        var lines = ""
        var open: [Substring] = []
        for field in self {
            let parts = field.parts
            let known = zip(parts, open).prefix { $0 == $1 }.count
            // A place in a list is the hyphen before its first key.
            var margin = ""
            for (depth, part) in parts.enumerated() where depth >= known {
                if part.hasPrefix("[") {
                    margin = String(repeating: "  ", count: depth) + "- "
                    continue
                }
                if margin.isEmpty { margin = String(repeating: "  ", count: depth) }
                let isField = depth == parts.count - 1
                let value = isField ? field.text : ""
                let remark = isField ? Self.remark(field, values) : ""
                lines += "\(margin)\(part):" + (value.isEmpty ? "" : " ") + value + remark + "\n"
                margin = ""
            }
            open = parts
        }
        return lines
    }

    private static func remark(_ field: SettingsField, _ values: [String: String]) -> String {
        // The default's item in the same place, or its last, as where its fields come from.
        var path = ""
        for part in field.parts {
            if part.hasPrefix("["), let place = Int(part.dropFirst().dropLast()),
                let count = values[path].flatMap(Int.init)
            {
                path += "[\(Swift.min(place, count - 1))]"
            } else {
                path += (path.isEmpty ? "" : ".") + part
            }
        }
        guard let value = values[path], value != field.value else { return "" }
        return "  # default: \(value)"
    }
}

extension Double {
    /// All its digits, and none after a whole number.
    var plain: String { Int(exactly: self).map(String.init) ?? "\(self)" }
}

extension String {
    /// As YAML reads it back, whatever stands in it.
    var quoted: String {
        if wholeMatch(of: /[A-Za-z][A-Za-z0-9]*|[0-9]+/) != nil { return self }
        var text = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case _ where scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value):
                text += "\\u" + String(format: "%04x", scalar.value)
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
