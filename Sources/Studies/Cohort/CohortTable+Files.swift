import Evaluation
import Foundation
import Journal

/// The table for other programs. Nothing in it hangs on what ran where, or when.
extension CohortTable {
    private static func cell(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "n/a" }
        return "\(value)"
    }

    private static func lines(_ rows: [[String]]) -> String {
        rows.map { $0.joined(separator: "\t") + "\n" }.joined()
    }

    /// A row a task: what it was, its figures and the counts that they are of.
    package var tasksTSV: String {
        let columns = Tally.columns(of: plan.measure)
        let head =
            CohortTask.columns + ["state"] + figures.map(\.name) + columns.map(\.name)
            + ["decisionHash"]
        let failed = Set(failures.map(\.task.key))
        var text = Self.lines([head])
        for (task, result) in rows {
            let state = result != nil ? "done" : failed.contains(task.key) ? "failed" : "missing"
            var cells = [task.line, state]
            cells += figures.map { figure in Self.cell(result.flatMap { figure.value($0.tally) }) }
            cells += columns.map { column in
                result.map { "\($0.tally[keyPath: column.path])" } ?? "n/a"
            }
            cells.append(result?.decisionHash ?? "n/a")
            text += Self.lines([cells])
        }
        return text
    }

    /// A row for each figure of each combination of settings and model.
    package var levelsTSV: String {
        let head = [
            "settings", "model", "figure", "subjects", "value", "low", "high", "difference",
            "differenceLow", "differenceHigh",
        ]
        return Self.lines(
            [head]
                + levels.flatMap { level in
                    zip(figures, level.estimates).map { figure, estimate in
                        [
                            level.settings, level.model, figure.name, "\(subjects.count)",
                            Self.cell(estimate.value), Self.cell(estimate.interval?.low),
                            Self.cell(estimate.interval?.high), Self.cell(estimate.difference),
                            Self.cell(estimate.differenceInterval?.low),
                            Self.cell(estimate.differenceInterval?.high),
                        ]
                    }
                })
    }

    /// A row for each subject and combination.
    package var subjectsTSV: String {
        let head = ["subject", "settings", "model"] + figures.map(\.name)
        return Self.lines(
            [head]
                + subjects.indices.flatMap { place in
                    levels.map { level in
                        [subjects[place], level.settings, level.model]
                            + figures.map { Self.cell($0.value(level.bySubject[place])) }
                    }
                })
    }

    private static func value(_ number: Double?) -> JSONValue {
        guard let number, number.isFinite else { return .null }
        return .number(number)
    }

    private static func value(_ interval: ConfidenceInterval?) -> JSONValue {
        interval.map { .list([value($0.low), value($0.high)]) } ?? .null
    }

    package var json: JSONValue {
        .object([
            .init("name", .text(plan.name)), .init("measure", .text(plan.measure.rawValue)),
            .init("programVersion", .text(plan.programVersion)),
            .init("programSHA256", plan.programSHA256.map(JSONValue.text) ?? .null),
            .init("tasks", .integer(Int64(rows.count))),
            .init("missing", .integer(Int64(missingCount))),
            .init("subjects", .integer(Int64(subjects.count))),
            .init(
                "levels",
                .list(
                    levels.map { level in
                        .object([
                            .init("settings", .text(level.settings)),
                            .init("model", .text(level.model)),
                            .init(
                                "figures",
                                .object(
                                    zip(figures, level.estimates).map { figure, estimate in
                                        .init(
                                            figure.name,
                                            .object([
                                                .init("value", Self.value(estimate.value)),
                                                .init("interval95", Self.value(estimate.interval)),
                                                .init(
                                                    "difference", Self.value(estimate.difference)),
                                                .init(
                                                    "differenceInterval95",
                                                    Self.value(estimate.differenceInterval)),
                                            ]))
                                    })),
                        ])
                    })),
            .init(
                "incomplete",
                .list(
                    incomplete.map {
                        .object([
                            .init("subject", .text($0.subject)),
                            .init("missing", .integer(Int64($0.missing))),
                        ])
                    })),
            .init(
                "failures",
                .list(
                    failures.map {
                        .object([
                            .init("key", .text($0.task.key)), .init("reason", .text($0.reason)),
                        ])
                    })),
            .init("notes", .list(plan.notes.map(JSONValue.text))),
        ])
    }
}
