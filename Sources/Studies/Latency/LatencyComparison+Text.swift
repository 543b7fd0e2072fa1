import Foundation
import Journal

extension LatencyComparison {
    /// For a person: a line for each percentile, and the verdict.
    package var text: String {
        let lines = figures.map { figure in
            let numbers = [
                figure.ratio, figure.otherRatio, figure.quotient, figure.low, figure.high,
            ].map { String(format: "%.3f", $0) }
            return "  p\(figure.percentile) / floor: \(numbers[0]) here, \(numbers[1]) there, "
                + "\(numbers[2]) times (\(numbers[3]) to \(numbers[4])): \(figure.verdict.words)\n"
        }
        return "\ncompared with \(path)\n" + lines.joined() + "  verdict: \(verdict.words)\n"
    }

    var json: JSONValue {
        .object(
            [.init("file", .text(path)), .init("verdict", .text(verdict.rawValue))]
                + figures.map { figure in
                    .init(
                        "p\(figure.percentile)",
                        .object([
                            .init("ratioToFloor", .number(figure.ratio)),
                            .init("otherRatioToFloor", .number(figure.otherRatio)),
                            .init("quotient", .number(figure.quotient)),
                            .init("low", .number(figure.low)), .init("high", .number(figure.high)),
                            .init("verdict", .text(figure.verdict.rawValue)),
                        ]))
                })
    }
}

extension LatencyComparison.Verdict {
    var words: String {
        switch self {
        case .faster: "faster"
        case .slower: "slower"
        case .none: "no difference shown"
        case .mixed: "faster at one percentile, slower at another"
        }
    }
}
