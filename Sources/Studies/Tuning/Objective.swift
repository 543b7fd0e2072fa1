/// What is asked of the settings: the best that keeps within a limit.
package struct Objective: Hashable, Sendable {
    package enum Quantity: String, CaseIterable, Sendable {
        case falseAlarms = "false/h"
        case outside = "outside/h"
        case delay
    }

    /// Within which a person may ask.
    static let limits = 1e-4...1e6

    package let quantity: Quantity
    /// An hour, or s of a delay.
    package let limit: Double

    package init(_ quantity: Quantity, atMost limit: Double) {
        self.quantity = quantity
        self.limit = limit
    }

    /// Reads `false/h<=0.5`, `outside/h<=6` or `delay<=5`; blanks do not count.
    package init(parsing text: String) throws(TuningError) {
        let parts = text.filter { $0 != " " }.split(
            separator: "<=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let quantity = Quantity(rawValue: String(parts[0])),
            let limit = Double(parts[1]), limit.isFinite, limit >= 0
        else {
            throw TuningError(
                "--objective: 'false/h<=0.5', 'outside/h<=6' or 'delay<=5' (seconds) is expected, "
                    + "'\(text)' found")
        }
        guard limit > 0 else {
            throw TuningError(
                "--objective: a limit of 0 can be shown by no recording; ask for more than 0")
        }
        guard Self.limits.contains(limit) else {
            throw TuningError("--objective: a limit of 0.0001 to 1,000,000 is expected")
        }
        self.init(quantity, atMost: limit)
    }

    package var text: String {
        let isWhole = limit == limit.rounded() && limit < 1e15
        return "\(quantity.rawValue)<=" + (isWhole ? "\(Int64(limit))" : "\(limit)")
    }

    /// Whether figures keep within the limit. Of a delay the median over all seizures counts, one that
    /// was not found being later than any.
    package func isMet(by figures: TuningFigures) -> Bool {
        switch quantity {
        case .falseAlarms: figures.falseAlarmsPerHour <= limit
        case .outside: figures.outsidePerHour <= limit
        case .delay: figures.medianOfAll <= limit
        }
    }

    /// Whether one is to be preferred to another, both within the limit. With a rate within its limit
    /// more seizures found lead, then an earlier median, an earlier mean, and fewer false alarms; with
    /// a delay within its limit fewer false alarms lead.
    func prefers(_ one: TuningFigures, to other: TuningFigures) -> Bool {
        let (one, other) = (order(one), order(other))
        return zip(one, other).first { $0 != $1 }.map { $0 < $1 } ?? false
    }

    private func order(_ figures: TuningFigures) -> [Double] {
        let finding = [
            -Double(figures.delays.count), figures.medianDelay ?? .infinity,
            figures.meanDelay ?? .infinity,
        ]
        let disturbing = [figures.falseAlarmsPerHour, figures.outsidePerHour]
        return quantity == .delay ? disturbing + finding : finding + disturbing
    }
}
