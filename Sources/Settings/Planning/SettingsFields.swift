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
    private(set) var found: [SettingsField] = []

    /// - Parameter node: nil where the text has none: every field keeps its value.
    init(_ node: Node?, path: String, mustBeComplete: Bool) throws(SettingsError) {
        self.path = path
        self.mustBeComplete = mustBeComplete
        line = node?.mark?.line
        guard let node else { return }
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

    /// Whether the text has the field; where it has not, it is known all the same.
    mutating func gives(_ name: String) -> Bool {
        if nodes[name] == nil { asked.append(name) }
        return nodes[name] != nil
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
        let form = "\(format(range.lowerBound)) to \(format(range.upperBound))"
        return try value(name, current, form, "a number from \(form)", { $0.plain }) { node in
            node.scalar.flatMap { Double($0.string) }.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    mutating func integer(
        _ name: String, _ current: Int, in range: ClosedRange<Int>
    ) throws(SettingsError) -> Int {
        let form = "\(range.lowerBound) to \(range.upperBound)"
        return try value(name, current, form, "a whole number from \(form)", { "\($0)" }) { node in
            node.scalar.flatMap { Int($0.string) }.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    mutating func word<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ current: Choice
    ) throws(SettingsError) -> Choice where Choice.RawValue == String {
        let form = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        return try value(name, current, form, "one of \(form)", { $0.rawValue }) { node in
            node.scalar.flatMap { Choice(rawValue: $0.string) }
        }
    }

    mutating func flag(_ name: String, _ current: Bool) throws(SettingsError) -> Bool {
        try value(name, current, "true, false", "true or false", { "\($0)" }) { node in
            node.scalar.flatMap { Bool($0.string) }
        }
    }

    /// Each word at most once.
    mutating func words<Choice: RawRepresentable & CaseIterable & Hashable>(
        _ name: String, _ current: [Choice]
    ) throws(SettingsError) -> [Choice] where Choice.RawValue == String {
        let form = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        return try list(
            name, current, form, "a list of some of \(form)", { $0.rawValue },
            { Set($0).count == $0.count }
        ) { Choice(rawValue: $0) }
    }

    mutating func text(_ name: String, _ current: String) throws(SettingsError) -> String {
        try value(name, current, "a word", "a word", { $0.quoted }) { $0.scalar?.string }
    }

    mutating func texts(_ name: String, _ current: [String]) throws(SettingsError) -> [String] {
        try list(name, current, "words", "a list such as [a, b]", { $0.quoted }) { $0 }
    }

    mutating func numbers(
        _ name: String, _ current: [Double], counts: [Int], in range: ClosedRange<Double>
    ) throws(SettingsError) -> [Double] {
        let form = "\(format(range.lowerBound)) to \(format(range.upperBound))"
        let number = counts.map(String.init).joined(separator: " or ")
        return try list(
            name, current, form, "a list of \(number) numbers from \(form)", { $0.plain },
            { counts.contains($0.count) }
        ) { Double($0).flatMap { range.contains($0) ? $0 : nil } }
    }

    mutating func integers(
        _ name: String, _ current: [Int], in range: ClosedRange<Int>
    ) throws(SettingsError) -> [Int] {
        let form = "\(range.lowerBound) to \(range.upperBound)"
        return try list(
            name, current, form, "a list of whole numbers from \(form)", { "\($0)" },
            { $0.count <= range.count }
        ) { Int($0).flatMap { range.contains($0) ? $0 : nil } }
    }

    /// 1 to 64 numbers, each above the one before; an error names the first that is not.
    mutating func levels(
        _ name: String, _ current: [Double], in range: ClosedRange<Double>, areWhole: Bool
    ) throws(SettingsError) -> [Double] {
        let form = "\(format(range.lowerBound)) to \(format(range.upperBound))"
        let expected =
            "a list of 1 to 64 ascending \(areWhole ? "whole " : "")numbers within the limits, \(form),"
        var before = -Double.infinity
        for item in nodes[name]?.sequence ?? [] {
            guard let number = item.scalar.flatMap({ Double($0.string) }), range.contains(number),
                number > before, !areWhole || number == number.rounded()
            else { throw failure(name, item, expected) }
            before = number
        }
        return try list(
            name, current, form, expected, { $0.plain }, { (1...64).contains($0.count) }
        ) { Double($0) }
    }

    /// A group of fields of its own.
    mutating func group(
        _ name: String,
        _ read: (inout SettingsFields) throws(SettingsError) -> Void
    ) throws(SettingsError) {
        found += try Self.read(
            node(name), path: joined(name), mustBeComplete: mustBeComplete, read)
    }

    /// A list of groups; where the list is given it replaces the current one. What an item leaves
    /// out comes from the current list's item in the same place, or from its last; from `blank`
    /// where that list is empty.
    mutating func groups<Item>(
        _ name: String, _ current: [Item], of blank: Item, most countMax: Int,
        _ read: (inout Item, inout SettingsFields) throws(SettingsError) -> Void
    ) throws(SettingsError) -> [Item] {
        let node = try node(name)
        let given = node?.sequence
        if let node, given == nil || given?.count ?? 0 > countMax {
            throw failure(name, node, "a list of at most \(countMax)")
        }
        let count = given?.count ?? current.count
        found.append(
            SettingsField(
                path: joined(name), form: "at most \(countMax)", value: "\(count)", isList: true))
        var items: [Item] = []
        for index in 0..<count {
            var item = index < current.count ? current[index] : current.last ?? blank
            found += try Self.read(
                given?[index], path: "\(joined(name))[\(index)]", mustBeComplete: mustBeComplete
            ) { (fields: inout SettingsFields) throws(SettingsError) in
                try read(&item, &fields)
            }
            items.append(item)
        }
        return items
    }

    /// Where the text names the field; nil where it does not.
    func line(of name: String) -> Int? { lines[name] }

    /// Whether the text names the field.
    func names(_ name: String) -> Bool { nodes[name] != nil }

    /// Reads the fields of `node`, which may not be there; returns them all in the order asked for.
    @discardableResult
    static func read(
        _ node: Node?, path: String, mustBeComplete: Bool,
        _ read: (inout SettingsFields) throws(SettingsError) -> Void
    ) throws(SettingsError) -> [SettingsField] {
        var fields = try SettingsFields(node, path: path, mustBeComplete: mustBeComplete)
        try read(&fields)
        try fields.finish()
        return fields.found
    }

    private mutating func value<Value>(
        _ name: String, _ current: Value, _ form: String, _ expected: String,
        _ text: (Value) -> String, _ parse: (Node) -> Value?
    ) throws(SettingsError) -> Value {
        var value = current
        if let node = try node(name) {
            guard let given = parse(node) else { throw failure(name, node, expected) }
            value = given
        }
        found.append(SettingsField(path: joined(name), form: form, value: text(value)))
        return value
    }

    private mutating func list<Item>(
        _ name: String, _ current: [Item], _ form: String, _ expected: String,
        _ text: (Item) -> String, _ accepts: ([Item]) -> Bool = { _ in true },
        _ parse: (String) -> Item?
    ) throws(SettingsError) -> [Item] {
        try value(
            name, current, form, expected,
            { "[" + $0.map(text).joined(separator: ", ") + "]" }
        ) { node in
            let items = node.sequence?.compactMap { $0.scalar.flatMap { parse($0.string) } }
            guard let items, items.count == node.sequence?.count, accepts(items) else { return nil }
            return items
        }
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
