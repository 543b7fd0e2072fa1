/// A measured quantity, once for each round.
struct Figure {
    /// As limits name it.
    let name: String
    let unit: String
    private(set) var values: [Double] = []

    init(_ name: String, _ unit: String) {
        self.name = name
        self.unit = unit
    }

    mutating func add(_ value: Double) { values.append(value) }

    /// What a limit holds against: one disturbed round does not move it.
    var median: Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    var smallest: Double { values.min() ?? 0 }

    func row(limit: String) -> String {
        padded(name, 30) + padded(unit, 24) + number(median) + number(smallest)
            + number(values.max() ?? 0) + "   " + limit
    }

    static var heading: String {
        padded("figure", 30) + padded("unit", 24) + "    median       min       max   limit"
    }
}

private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
}

/// Three decimals below 100, none above. A difference may be negative.
private func number(_ value: Double) -> String {
    let text: String
    if abs(value) >= 100 {
        text = "\(Int(value.rounded()))"
    } else {
        let thousandths = Int((value * 1_000).rounded())
        let (whole, rest) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1_000)
        let fraction = "\(rest)"
        text =
            (thousandths < 0 ? "-" : "") + "\(whole)."
            + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
    return String(repeating: " ", count: max(0, 10 - text.count)) + text
}
