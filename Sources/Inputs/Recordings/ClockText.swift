/// A time of day in a text: "13:43:04", "19.39.33", also past 24 h as CHB-MIT counts on.
enum ClockText {
    /// Seconds since midnight; nil unless there are two or three numbers.
    static func seconds(_ text: some StringProtocol) -> Double? {
        let parts = text.split(whereSeparator: { $0 == ":" || $0 == "." || $0 == " " })
        let numbers = parts.compactMap { part in
            part.utf8.count <= 3 && part.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
                ? Double(part) : nil
        }
        guard numbers.count == parts.count, (2...3).contains(numbers.count), numbers[1] < 60,
            numbers.count < 3 || numbers[2] < 60
        else { return nil }
        return numbers[0] * 3600 + numbers[1] * 60 + (numbers.count > 2 ? numbers[2] : 0)
    }

    /// From one time to a later one, over midnight if need be.
    static func elapsed(from start: Double, to end: Double) -> Double {
        let difference = (end - start).truncatingRemainder(dividingBy: 86_400)
        return difference < 0 ? difference + 86_400 : difference
    }

    /// `key: value`, the key in lower case and with single spaces; nil for another line.
    static func entry(_ line: String) -> (key: String, value: String)? {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let key = line[..<colon].lowercased().split(whereSeparator: \.isWhitespace)
        let value = line[line.index(after: colon)...]
        return (key.joined(separator: " "), String(value).trimmingSpaces)
    }
}
