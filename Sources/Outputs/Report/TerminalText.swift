/// How text is drawn on the terminal.
package struct TerminalStyle: Sendable, Hashable {
    /// Only characters of ASCII; for terminals and logs that know no other.
    package var isASCII: Bool
    /// Columns that may be used.
    package var width: Int
    /// Whether colours may be used; never where the output is not a terminal.
    package var isColoured: Bool

    package init(isASCII: Bool = false, width: Int = 80, isColoured: Bool = false) {
        self.isASCII = isASCII
        self.width = max(40, width)
        self.isColoured = isColoured
    }

    func paint(_ text: String, _ tone: Tone) -> String {
        guard isColoured else { return text }
        let code =
            switch tone {
            case .good: "32"
            case .neutral: "1"
            case .warning: "33"
            case .bad: "31"
            }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}

/// Text from outside, made safe for one line of a terminal: no control characters, so that a
/// recording cannot move the cursor or change colours.
func oneLine(_ text: String, isASCII: Bool = false) -> String {
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{200B}"..."\u{200F}",
            "\u{2028}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{FEFF}":
            clean.append(" ")
        default:
            if isASCII, !scalar.isASCII {
                clean.append(contentsOf: (asciiForms[scalar] ?? "?").unicodeScalars)
            } else {
                clean.append(scalar)
            }
        }
    }
    return String(clean)
}

private let asciiForms: [Unicode.Scalar: String] = [
    "µ": "u", "μ": "u", "²": "2", "·": "-", "–": "-", "—": "-", "−": "-", "×": "x", "Ω": "Ohm",
    "…": "...", "≥": ">=", "≤": "<=", "→": "->", "’": "'", "é": "e", "ü": "u", "ö": "o", "ä": "a",
]

/// Columns that a text takes on a terminal: East Asian wide characters and emoji two, marks none.
func columns(_ text: String) -> Int {
    text.reduce(0) { $0 + columns($1) }
}

private func columns(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    switch first.value {
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: return 0
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
        return 2
    default: return 1
    }
}

/// The text cut to a number of columns, with an ellipsis where something is missing.
func fitted(_ text: String, to width: Int, isASCII: Bool) -> String {
    guard columns(text) > width else { return text }
    let ellipsis = isASCII ? "." : "…"
    var kept = ""
    var used = 1
    for character in text {
        used += columns(character)
        if used > width { break }
        kept.append(character)
    }
    return width > 0 ? kept + ellipsis : ""
}

/// The text broken at spaces into lines of at most `width` columns; the last line is cut where more
/// would be needed.
func wrapped(_ text: String, to width: Int, lineCountMax: Int, isASCII: Bool) -> [String] {
    var lines: [String] = []
    var rest = Substring(text)
    while lines.count + 1 < lineCountMax, columns(String(rest)) > width {
        var used = 0
        var end = rest.startIndex
        var lastSpace: Substring.Index?
        while end < rest.endIndex, used + columns(String(rest[end])) <= width {
            if rest[end] == " " { lastSpace = end }
            used += columns(String(rest[end]))
            end = rest.index(after: end)
        }
        if end < rest.endIndex, rest[end] == " " { lastSpace = end }
        let cut = lastSpace ?? end
        guard cut > rest.startIndex else { break }
        lines.append(String(rest[..<cut]))
        rest = rest[cut...].drop { $0 == " " }
    }
    lines.append(fitted(String(rest), to: width, isASCII: isASCII))
    return lines
}
