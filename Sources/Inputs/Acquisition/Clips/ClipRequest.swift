/// What a run keeps of the signal round each of its episodes, as a person asks for it:
/// `before=60,after=30,most=200`, each of them or less.
package struct ClipRequest: Sendable, Equatable {
    package static let secondsMax = 600.0
    package static let mostMax = 99_999

    /// s ahead of the onset.
    package private(set) var beforeSeconds = 60.0
    /// s after the end.
    package private(set) var afterSeconds = 30.0
    /// Clips that are kept.
    package private(set) var most = 200
    /// As it was asked for.
    package let text: String

    package init(_ text: String) throws(ClipError) {
        self.text = text
        var given: Set<Substring> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(separator: "=", omittingEmptySubsequences: false)
            guard words.count == 2, let key = words.first, let value = words.last else {
                throw ClipError("'\(part)' is not one of \(Self.keys)")
            }
            guard given.insert(key).inserted else { throw ClipError("\(key) is given twice") }
            switch key {
            case "before": beforeSeconds = try Self.seconds(value, key)
            case "after": afterSeconds = try Self.seconds(value, key)
            case "most":
                guard let number = Int(value), (1...Self.mostMax).contains(number) else {
                    throw ClipError("most must be 1 to \(Self.mostMax)")
                }
                most = number
            default: throw ClipError("'\(key)' is not one of \(Self.keys)")
            }
        }
    }

    private static let keys = "before=SECONDS, after=SECONDS, most=NUMBER"

    private static func seconds(
        _ value: Substring, _ key: Substring
    ) throws(ClipError) -> Double {
        guard let seconds = Double(value), (0...secondsMax).contains(seconds) else {
            throw ClipError("\(key) must be 0 to \(Int(secondsMax)) s")
        }
        return seconds
    }
}

/// Why clips cannot be had as they are asked for, in one line.
package struct ClipError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
