import FoundationEssentials

/// The committed limits, by the names of the figures.
struct Limits {
    struct Limit: Codable {
        var atLeast: Double?
        var atMost: Double?

        func holds(_ value: Double) -> Bool {
            value >= atLeast ?? -.infinity && value <= atMost ?? .infinity
        }

        var text: String {
            [atLeast.map { "at least \($0)" }, atMost.map { "at most \($0)" }]
                .compactMap { $0 }.joined(separator: ", ")
        }
    }

    private let limits: [String: Limit]

    /// The limits of several files are held together.
    init(contentsOf paths: [String]) throws {
        var limits: [String: Limit] = [:]
        for path in paths {
            let data = FileManager.default.contents(atPath: path) ?? Data()
            guard let read = try? JSONDecoder().decode([String: Limit].self, from: data),
                read.values.allSatisfy({ $0.atLeast != nil || $0.atMost != nil }),
                limits.keys.allSatisfy({ read[$0] == nil })
            else { throw UnreadableLimits(path: path) }
            limits.merge(read) { first, _ in first }
        }
        self.limits = limits
    }

    /// Prints every figure with its limit; throws when one is broken, or names what is not measured.
    func check(_ figures: [Figure]) throws {
        print(Figure.heading)
        var broken: [String] = []
        for figure in figures {
            let limit = limits[figure.name]
            print(figure.row(limit: limit?.text ?? ""))
            if let limit, !limit.holds(figure.median) { broken.append(figure.name) }
        }
        // A limit that nothing is held against would pass for ever.
        let unknown = Set(limits.keys).subtracting(figures.map(\.name)).sorted()
        guard unknown.isEmpty else { throw UnknownFigures(names: unknown) }
        guard broken.isEmpty else { throw BrokenLimits(names: broken) }
        print("bench: every limit holds (\(limits.count))")
    }
}

struct BrokenLimits: Error, CustomStringConvertible {
    let names: [String]
    var description: String { "broken: \(names.joined(separator: ", "))" }
}

struct UnreadableLimits: Error, CustomStringConvertible {
    let path: String
    var description: String {
        "\(path) is no file of limits, {\"figure\": {\"atLeast\" or \"atMost\": number}, ...}, or has "
            + "one of a file before it"
    }
}

struct UnknownFigures: Error, CustomStringConvertible {
    let names: [String]
    var description: String { "limits of unknown figures: \(names.joined(separator: ", "))" }
}
