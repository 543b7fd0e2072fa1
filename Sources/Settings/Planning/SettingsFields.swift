import Foundation
import Yams

/// The fields of one mapping of a settings file, read by name; what nobody asks for is an error.
struct SettingsFields {
    private let path: String
    private let line: Int?
    private var nodes: [String: Node] = [:]
    private var lines: [String: Int] = [:]
    private var asked: [String] = []
    /// Whether every field must be there: so for the default settings.
    private let mustBeComplete: Bool

    init(_ node: Node, path: String, mustBeComplete: Bool) throws(SettingsError) {
        self.path = path
        self.mustBeComplete = mustBeComplete
        line = node.mark?.line
        if case .scalar(let scalar) = node, scalar.string.isEmpty { return }
        guard case .mapping(let mapping) = node else {
            throw SettingsError(
                field: path, problem: "fields such as 'name: value' are expected here", line: line)
        }
        for (key, value) in mapping {
            guard let name = key.string else {
                throw SettingsError(
                    field: path, problem: "a field's name must be a word", line: key.mark?.line)
            }
            nodes[name] = value
            lines[name] = key.mark?.line
        }
    }

    /// Call after the last field.
    func finish() throws(SettingsError) {
        guard let unknown = nodes.keys.filter({ !asked.contains($0) }).sorted().first else {
            return
        }
        throw SettingsError(
            field: joined(unknown.printable),
            problem: "unknown field; known here: \(asked.sorted().joined(separator: ", "))",
            line: lines[unknown])
    }

    func joined(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    mutating func node(_ name: String) throws(SettingsError) -> Node? {
        asked.append(name)
        if nodes[name] == nil, mustBeComplete {
            throw missing(name)
        }
        return nodes[name]
    }

    func missing(_ name: String) -> SettingsError {
        SettingsError(field: joined(name), problem: "is missing", line: line)
    }

    func failure(_ name: String, _ node: Node, _ expected: String) -> SettingsError {
        let found =
            switch node {
            case .scalar(let scalar): "'\(scalar.string.printable)'"
            case .sequence(let sequence): "a list of \(sequence.count)"
            default: "a group of fields"
            }
        return SettingsError(
            field: joined(name), problem: "\(expected) is expected, \(found) found",
            line: node.mark?.line)
    }

    /// A decimal number within `range`, in the unit that the field's name gives.
    mutating func number(
        _ name: String, _ current: Double, in range: ClosedRange<Double>
    ) throws(SettingsError) -> Double {
        guard let node = try node(name) else { return current }
        let expected = "a number from \(format(range.lowerBound)) to \(format(range.upperBound))"
        guard let text = node.scalar?.string, let value = Double(text), range.contains(value) else {
            throw failure(name, node, expected)
        }
        return value
    }

    mutating func integer(
        _ name: String, _ current: Int, in range: ClosedRange<Int>
    ) throws(SettingsError) -> Int {
        guard let node = try node(name) else { return current }
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard let text = node.scalar?.string, let value = Int(text), range.contains(value) else {
            throw failure(name, node, expected)
        }
        return value
    }

    mutating func word<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ current: Choice
    ) throws(SettingsError) -> Choice where Choice.RawValue == String {
        guard let node = try node(name) else { return current }
        guard let text = node.scalar?.string, let choice = Choice(rawValue: text) else {
            let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw failure(name, node, "one of \(choices)")
        }
        return choice
    }

    mutating func flag(_ name: String, _ current: Bool) throws(SettingsError) -> Bool {
        guard let node = try node(name) else { return current }
        guard let text = node.scalar?.string, let value = Bool(text) else {
            throw failure(name, node, "true or false")
        }
        return value
    }

    /// Each word at most once.
    mutating func words<Choice: RawRepresentable & CaseIterable & Hashable>(
        _ name: String, _ current: [Choice]
    ) throws(SettingsError) -> [Choice] where Choice.RawValue == String {
        guard let node = try node(name) else { return current }
        let words = node.sequence?.compactMap { $0.scalar.flatMap { Choice(rawValue: $0.string) } }
        guard let words, words.count == node.sequence?.count, Set(words).count == words.count else {
            let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw failure(name, node, "a list of some of \(choices)")
        }
        return words
    }

    mutating func text(_ name: String, _ current: String) throws(SettingsError) -> String {
        guard let node = try node(name) else { return current }
        guard let text = node.scalar?.string else { throw failure(name, node, "a word") }
        return text
    }

    mutating func texts(_ name: String, _ current: [String]) throws(SettingsError) -> [String] {
        guard let node = try node(name) else { return current }
        guard case .sequence(let sequence) = node, sequence.allSatisfy({ $0.scalar != nil }) else {
            throw failure(name, node, "a list such as [a, b]")
        }
        return sequence.compactMap { $0.scalar?.string }
    }

    mutating func numbers(
        _ name: String, _ current: [Double], counts: [Int], in range: ClosedRange<Double>
    ) throws(SettingsError) -> [Double] {
        guard let node = try node(name) else { return current }
        let values: [Double]? = node.sequence?.compactMap { item in
            item.scalar.flatMap { Double($0.string) }.flatMap { range.contains($0) ? $0 : nil }
        }
        guard let values, values.count == node.sequence?.count, counts.contains(values.count) else {
            let number = counts.map(String.init).joined(separator: " or ")
            throw failure(
                name, node,
                "a list of \(number) numbers from \(format(range.lowerBound)) to "
                    + format(range.upperBound))
        }
        return values
    }

    mutating func integers(
        _ name: String, _ current: [Int], in range: ClosedRange<Int>
    ) throws(SettingsError) -> [Int] {
        guard let node = try node(name) else { return current }
        let values: [Int]? = node.sequence?.compactMap { item in
            item.scalar.flatMap { Int($0.string) }.flatMap { range.contains($0) ? $0 : nil }
        }
        guard let values, values.count == node.sequence?.count, values.count <= range.count else {
            throw failure(
                name, node,
                "a list of whole numbers from \(range.lowerBound) to \(range.upperBound)")
        }
        return values
    }

    /// A group of fields of its own.
    mutating func group(
        _ name: String,
        _ read: (inout SettingsFields) throws(SettingsError) -> Void
    ) throws(SettingsError) {
        guard let node = try node(name) else { return }
        try Self.read(node, path: joined(name), mustBeComplete: mustBeComplete, read)
    }

    /// A list of groups; where the list is given it replaces the current one.
    mutating func groups<Item>(
        _ name: String, _ current: [Item], of blank: Item, most countMax: Int,
        _ read: (inout Item, inout SettingsFields) throws(SettingsError) -> Void
    ) throws(SettingsError) -> [Item] {
        guard let node = try node(name) else { return current }
        guard let sequence = node.sequence, sequence.count <= countMax else {
            throw failure(name, node, "a list of at most \(countMax)")
        }
        var items: [Item] = []
        for (index, itemNode) in sequence.enumerated() {
            var item = blank
            try Self.read(
                itemNode, path: "\(joined(name))[\(index)]", mustBeComplete: mustBeComplete
            ) { (fields: inout SettingsFields) throws(SettingsError) in
                try read(&item, &fields)
            }
            items.append(item)
        }
        return items
    }

    static func read(
        _ node: Node, path: String, mustBeComplete: Bool,
        _ read: (inout SettingsFields) throws(SettingsError) -> Void
    ) throws(SettingsError) {
        var fields = try SettingsFields(node, path: path, mustBeComplete: mustBeComplete)
        try read(&fields)
        try fields.finish()
    }
}

extension String {
    /// Safe to print: no control characters.
    public var oneLine: String {
        String(
            unicodeScalars.map { scalar in
                scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
                    ? "?" : Character(scalar)
            })
    }

    /// On one line, and not endless.
    public var printable: String {
        let line = oneLine
        return line.count > 60 ? line.prefix(57) + "..." : line
    }
}
