/// Which annotation texts mean a seizure: a list that a user can replace.
///
/// One pattern a line, `event: TEXT` (a whole seizure), `start: TEXT` or `end: TEXT`. A pattern must
/// match the whole text; letter case and runs of spaces do not matter. `#` stands for a number, or for
/// the sign # itself; `*` stands for any text. Empty lines and lines that start with `//` or with
/// `# ` are comments.
public struct SeizureNames: Sendable, Equatable {
    public enum Kind: String, Sendable {
        /// A seizure with or without a duration of its own.
        case event
        case start
        case end
    }

    /// The list used unless the caller gives another; a file to start from.
    public static let standardText = """
        // What centres call a seizure. TEXT is compared whole; # is a number, * is any text.
        event: seizure
        event: seizure #
        event: sz
        event: sz #
        event: sz #p
        // SzCORE subtypes, such as sz_foc_ia
        event: sz_*
        event: sz event # (eeg sz)
        event: eeg sz
        start: sz start
        start: seizure start
        start: eeg sz start
        start: sz onset
        start: seizure onset
        start: eeg onset
        start: onset
        end: sz end
        end: seizure end
        end: eeg sz end
        end: sz stop
        end: sz offset
        end: seizure offset
        end: eeg offset
        end: offset
        """

    public static let standard = SeizureNames(standardLines: standardText)

    private var patterns: [(kind: Kind, pattern: NamePattern)]

    /// Reads a user's list; `file` is only used to name the place of an error.
    public init(parsing text: String, file: String = "seizure names") throws(RecordingError) {
        patterns = []
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
    }

    /// What a text means; nil when it is no mark of a seizure. The first pattern that fits decides.
    public func kind(of text: String) -> Kind? {
        let normal = NamePattern.normalised(text)
        return patterns.first { $0.pattern.matches(normal) }?.kind
    }

    /// SzCORE's `eventType`: `sz` and its subtypes.
    static func isSzCORESeizure(_ text: String) -> Bool {
        let normal = NamePattern.normalised(text)
        return normal == Array("sz".utf8) || normal.starts(with: "sz_".utf8)
    }

    public static func == (left: SeizureNames, right: SeizureNames) -> Bool {
        left.patterns.elementsEqual(right.patterns) { $0 == $1 }
    }

    private init(standardLines text: String) {
        patterns = text.split(whereSeparator: \.isNewline)
            .compactMap(Self.content).compactMap(Self.entry)
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
