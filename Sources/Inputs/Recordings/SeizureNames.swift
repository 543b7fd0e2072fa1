/// Which annotation texts mean a seizure: a built-in vocabulary, or a list that a user puts in its
/// place.
///
/// A list has one pattern a line, `event: TEXT` (a whole seizure), `start: TEXT` or `end: TEXT`. A
/// pattern must match the whole text; letter case and runs of spaces do not matter. `#` stands for a
/// number, or for the sign # itself; `*` stands for any text. Empty lines and lines that start with
/// `//` or with `# ` are comments.
public struct SeizureNames: Sendable, Equatable {
    /// What a text marks.
    public enum Kind: String, Sendable {
        /// A seizure with or without a duration of its own.
        case event
        case start
        case end
    }

    /// The vocabulary used unless the caller gives a list; see `SeizureVocabulary`.
    public static let standard = SeizureNames()

    /// Nil for the vocabulary.
    private let patterns: [(kind: Kind, pattern: NamePattern)]?

    private init() { patterns = nil }

    /// Reads a user's list; `file` is only used to name the place of an error.
    public init(parsing text: String, file: String = "seizure names") throws(RecordingError) {
        var patterns: [(kind: Kind, pattern: NamePattern)] = []
        var number = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            guard let content = Self.content(of: line) else { continue }
            guard let entry = Self.entry(from: content) else {
                throw RecordingError(
                    file, at: .line(number), field: "pattern",
                    .badValue(
                        found: String(content),
                        expected: "'event:', 'start:' or 'end:' followed by a text"))
            }
            guard patterns.count < Limits.namePatternsMax else {
                throw RecordingError(
                    file, at: .line(number), field: "number of patterns",
                    .limitExceeded(
                        found: Int64(patterns.count) + 1, limit: Int64(Limits.namePatternsMax)))
            }
            patterns.append(entry)
        }
        self.patterns = patterns
    }

    /// What a text means; nil when it is no certain mark of a seizure.
    public func kind(of text: String) -> Kind? {
        guard case .mark(let kind) = reading(of: text) else { return nil }
        return kind
    }

    /// The first pattern of a list that fits decides; a list leaves no doubt.
    func reading(of text: String) -> SeizureReading {
        guard let patterns else { return SeizureReading(text) }
        let normal = NamePattern.normalised(text)
        return patterns.first { $0.pattern.matches(normal) }.map { .mark($0.kind) } ?? .none
    }

    /// SzCORE's `eventType`: `sz` and its subtypes.
    static func isSzCORESeizure(_ text: String) -> Bool {
        let normal = NamePattern.normalised(text)
        return normal == Array("sz".utf8) || normal.starts(with: "sz_".utf8)
    }

    public static func == (left: SeizureNames, right: SeizureNames) -> Bool {
        guard let own = left.patterns, let other = right.patterns else {
            return left.patterns == nil && right.patterns == nil
        }
        return own.elementsEqual(other) { $0 == $1 }
    }

    private static func content(of line: Substring) -> Substring? {
        var line = line.drop(while: \.isWhitespace)
        while line.last?.isWhitespace == true { line.removeLast() }
        let isComment = line.isEmpty || line.hasPrefix("//") || line.hasPrefix("# ") || line == "#"
        return isComment ? nil : line
    }

    private static func entry(from line: Substring) -> (kind: Kind, pattern: NamePattern)? {
        guard let colon = line.firstIndex(of: ":"),
            let kind = Kind(rawValue: line[..<colon].lowercased())
        else { return nil }
        let pattern = NamePattern(String(line[line.index(after: colon)...]))
        return pattern.isEmpty ? nil : (kind, pattern)
    }
}
