import Evaluation
import Journal

/// Rows and members that several subjects have.
extension EvaluationResult {
    /// Columns of the table that have a median and intervals, in the order of `SubjectScores.figures`.
    private static let figureColumns: [(name: String, digits: Int, scale: Double, unit: String)] = [
        ("found", 0, 100, " %"), ("delay", 2, 1, " s"), ("false/h", 2, 1, ""),
        ("on falsely", 2, 100, " %"), ("outside/h", 1, 1, ""), ("SzCORE found", 1, 100, " %"),
        ("SzCORE false/24 h", 1, 1, ""),
    ]

    func rows(of subjects: SubjectScores) -> [[String]] {
        let intervals = subjects.intervals()
        return subjects.subjects.map { row($0.name, $0.scores) } + [
            row("all", subjects.pooled),
            sparseRow("all, 95 %") { Self.text(intervals.pooled[$0], at: $0) },
            sparseRow("median of \(subjects.subjects.count) subjects") {
                Self.text(subjects.medians[$0], at: $0)
            },
            sparseRow("median, 95 %") { Self.text(intervals.medians[$0], at: $0) },
        ]
    }

    private func sparseRow(_ name: String, _ cell: (Int) -> String) -> [String] {
        Self.columns.enumerated().map { column, title in
            if column == 0 { return name }
            return Self.figureColumns.firstIndex { $0.name == title }.map(cell) ?? ""
        }
    }

    private static func text(_ value: Double?, at index: Int) -> String {
        let column = figureColumns[index]
        guard let value, value.isFinite else { return "-" }
        return decimal(value * column.scale, column.digits) + column.unit
    }

    private static func text(_ interval: ConfidenceInterval?, at index: Int) -> String {
        let column = figureColumns[index]
        guard let interval else { return "-" }
        let low = decimal(interval.low * column.scale, column.digits)
        return low + "-" + text(interval.high, at: index)
    }

    func members(of subjects: SubjectScores) -> [JSONValue.Member] {
        let intervals = subjects.intervals()
        let bootstrap = Bootstrap()
        func object(_ values: [JSONValue]) -> JSONValue {
            .object(zip(SubjectScores.figures, values).map { .init($0.name, $1) })
        }
        func bounds(_ intervals: [ConfidenceInterval?]) -> JSONValue {
            object(
                intervals.map { interval in
                    interval.map { .list([.number($0.low), .number($0.high)]) } ?? .null
                })
        }
        return [
            .init(
                "subjects",
                .list(
                    subjects.subjects.map { subject in
                        .object(
                            [
                                .init("name", .text(subject.name)),
                                .init("recordings", .integer(Int64(subject.recordings))),
                            ] + Self.members(subject.scores, by: by, caps: caps))
                    })),
            .init(
                "medianOfSubjects",
                object(subjects.medians.map { $0.map(JSONValue.number) ?? .null })
            ),
            .init(
                "intervals95",
                .object([
                    .init("drawn", .text("subjects")),
                    .init("draws", .integer(Int64(bootstrap.resamples))),
                    .init("seed", .integer(Int64(bootstrap.seed))),
                    .init("all", bounds(intervals.pooled)),
                    .init("medianOfSubjects", bounds(intervals.medians)),
                ])),
        ]
    }
}
