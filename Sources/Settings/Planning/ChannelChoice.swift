/// Channels chosen by name or pattern (`*` any text, `?` any character; case does not matter).
public struct ChannelChoice: Sendable {
    private let patterns: [String]
    private let field: String

    /// A choice by patterns; whether they find a channel is seen with the names.
    ///
    /// - Parameter field: the setting that an error names.
    public init(_ patterns: [String], field: String) {
        self.patterns = patterns
        self.field = field
    }

    /// Whether one of the patterns fits; `matches` gives the cost of each.
    public func contains(_ name: String) -> Bool {
        patterns.contains { Self.matches($0, name) }
    }

    /// Indices of the chosen names, in the names' order; every pattern must find one.
    public func indices(in names: [String]) throws(SettingsError) -> [Int] {
        for pattern in patterns where !names.contains(where: { Self.matches(pattern, $0) }) {
            throw SettingsError(
                field: field,
                problem: "no channel matches '\(pattern.printable)'; there are "
                    + names.prefix(12).map(\.printable).joined(separator: ", ")
                    + (names.count > 12 ? ", ... (\(names.count) in all)" : ""))
        }
        return names.indices.filter { contains(names[$0]) }
    }

    /// Whether a name fits a pattern; time grows with the product of their lengths at most.
    public static func matches(_ pattern: String, _ name: String) -> Bool {
        if pattern.lowercased() == "all" { return true }
        let wanted = Array(pattern.lowercased())
        let given = Array(name.lowercased())
        var place = 0
        var index = 0
        var star: (pattern: Int, name: Int)?
        while index < given.count {
            if place < wanted.count, wanted[place] == "*" {
                star = (place, index)
                place += 1
            } else if place < wanted.count, wanted[place] == "?" || wanted[place] == given[index] {
                place += 1
                index += 1
            } else if let last = star {
                place = last.pattern + 1
                index = last.name + 1
                star = (last.pattern, index)
            } else {
                return false
            }
        }
        return wanted[place...].allSatisfy { $0 == "*" }
    }
}
