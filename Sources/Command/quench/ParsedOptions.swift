import ArgumentParser

/// A command's options as they were parsed, defaults and all. They are read from the declarations
/// that parse them, so none can be forgotten.
struct ParsedOptions {
    /// For a shell: a word for each option with its value, positional arguments last.
    private(set) var words: [String] = []
    /// The files that it reads, with the names of the options that gave them.
    private(set) var files: [(option: String, path: String)] = []
    private var positional: [String] = []

    init(_ command: some ParsableArguments) {
        take(command)
        words += positional
    }

    private mutating func take(_ group: any ParsableArguments) {
        for child in Mirror(reflecting: group).children {
            guard let label = child.label else { continue }
            switch child.value {
            case let property as any GroupProperty where property.group is any OfNewFile: break
            case let property as any GroupProperty where property.group is any Unrepeated: break
            case let property as any GroupProperty: take(property.group)
            case let property as Flag<Bool>:
                if property.wrappedValue { words.append("--" + Self.name(label)) }
            case let property as Flag<Bool?>:
                guard let isSet = property.wrappedValue else { continue }
                words.append((isSet ? "--" : "--no-") + Self.name(label))
            case let property as Flag<MissRule>:
                words.append("--" + Self.name(property.wrappedValue.rawValue))
            case let property as any ValueProperty:
                for value in Self.values(property.value) {
                    take(value, Self.name(label), isPositional: property.isPositional)
                }
            default: break
            }
        }
    }

    private mutating func take(
        _ value: any ExpressibleByArgument, _ name: String, isPositional: Bool
    ) {
        // It is there after the first run, and would be refused at the second.
        if value is NewFile { return }
        if let file = value as? InputFile { files.append((name, file.path)) }
        let text = value.defaultValueDescription
        if isPositional {
            positional.append((text.hasPrefix("-") ? "./" + text : text).quotedForShell)
        } else if text.hasPrefix("-") {
            words.append("--\(name)=\(text)".quotedForShell)
        } else {
            words += ["--\(name)", text.quotedForShell]
        }
    }

    /// `_seizureNames`, as the compiler stores a wrapped property, to `seizure-names`.
    private static func name(_ label: String) -> String {
        label.drop { $0 == "_" }
            .reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
    }

    /// The value, or those of a list, or none.
    private static func values(_ value: Any) -> [any ExpressibleByArgument] {
        if let value = value as? any ExpressibleByArgument { return [value] }
        return Mirror(reflecting: value).children.flatMap { values($0.value) }
    }
}

/// Options that say nothing without the new file that a command makes, and are left out with it.
protocol OfNewFile {}

/// Options that change nothing of what a run does or leaves, and may hold what nobody should read.
protocol Unrepeated {}

private protocol GroupProperty {
    var group: any ParsableArguments { get }
}

private protocol ValueProperty {
    var value: Any { get }
    var isPositional: Bool { get }
}

extension OptionGroup: GroupProperty {
    fileprivate var group: any ParsableArguments { wrappedValue }
}

extension Option: ValueProperty {
    fileprivate var value: Any { wrappedValue }
    fileprivate var isPositional: Bool { false }
}

extension Argument: ValueProperty {
    fileprivate var value: Any { wrappedValue }
    fileprivate var isPositional: Bool { true }
}

extension String {
    /// One word of a POSIX shell, whatever is in it.
    var quotedForShell: String {
        let plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=./:,%@"
        guard isEmpty || contains(where: { !plain.contains($0) }) else { return self }
        return "'" + replacing("'", with: #"'\''"#) + "'"
    }
}
