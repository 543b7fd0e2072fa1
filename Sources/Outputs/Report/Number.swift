import Foundation

/// Numbers as a reader wants them; independent of the machine's language.
enum Number {
    /// A fixed number of decimals; a dash where there is no number.
    static func text(_ value: Double, digits: Int) -> String {
        guard value.isFinite else { return "–" }
        let text = String(format: "%.\(digits)f", value)
        // Rounding can leave a minus before nothing but zeros.
        return text.hasPrefix("-") && !text.contains { "123456789".contains($0) }
            ? String(text.dropFirst()) : text
    }

    /// About three significant digits, without an exponent where one can be avoided.
    static func brief(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        let size = abs(value)
        if size < 1e9, value == value.rounded() { return grouped(value) }
        return switch size {
        case ..<0.001: String(format: "%.2g", value)
        case ..<0.1: text(value, digits: 4)
        case ..<10: text(value, digits: 2)
        case ..<100: text(value, digits: 1)
        case ..<1e9: grouped(value)
        default: String(format: "%.3g", value)
        }
    }

    static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { grouped += "," }
            grouped.append(digit)
        }
        return value < 0 ? "-" + grouped : grouped
    }

    private static func grouped(_ value: Double) -> String { count(Int(value.rounded())) }

    /// Seconds as `0:07`, `12:30` or `1:02:03`.
    static func clock(_ seconds: Double) -> String {
        guard seconds.isFinite, abs(seconds) < 1e9 else { return "–" }
        let whole = Int(abs(seconds).rounded())
        let sign = seconds < 0 && whole > 0 ? "-" : ""
        let pair = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
        return whole < 3600
            ? "\(sign)\(whole / 60):\(pair(whole % 60))"
            : "\(sign)\(whole / 3600):\(pair(whole / 60 % 60)):\(pair(whole % 60))"
    }
}
