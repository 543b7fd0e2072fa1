import Foundation

/// Cells of tab-separated files.
enum TabSeparated {
    static let unknown = "n/a"

    /// A line of cells, made safe for every reader: no tab, line break or other control character.
    /// A quotation mark becomes an apostrophe, since readers take it for the start of a quoted
    /// cell.
    static func line(_ cells: [String]) -> String {
        cells.map { cell in
            let clean = String(
                String.UnicodeScalarView(
                    cell.unicodeScalars.map { scalar in
                        switch scalar {
                        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}": " "
                        case "\"": "'"
                        default: scalar
                        }
                    }))
            return clean.allSatisfy(\.isWhitespace) ? unknown : clean
        }
        .joined(separator: "\t") + "\n"
    }

    static func number(_ value: Double?, digits: Int) -> String {
        guard let value, value.isFinite else { return unknown }
        return String(format: "%.\(digits)f", value)
    }
}
