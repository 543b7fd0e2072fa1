import Cohort
import Journal
import Report
import Runs

extension CohortPlanning.Result {
    func text(_ style: TerminalStyle) -> String {
        var text =
            "study '\(plan.name)', \(plan.measure.rawValue): \(counted(plan.tasks, "task")), "
            + "\(decimal(Double(plan.seconds) / 3_600, 1)) hours of signal"
            + (knownCount > 0 ? "; \(knownCount) are done" : "") + "\n"
        let table = TextTable(
            columns: [
                .init("centre"), .init("subjects", .right), .init("recordings", .right),
                .init("hours", .right), .init("seizures", .right), .init("Hz"), .init("channels"),
            ],
            rows: survey.centres.map { centre in
                [
                    centre.name, "\(centre.subjects.count)", "\(centre.recordings)",
                    decimal(centre.hours, 1),
                    plan.measure == .simulate ? "–" : "\(centre.seizures)",
                    centre.ratesHertz.sorted().map(brief).joined(separator: ", "),
                    centre.channelCounts.sorted().map { "\($0)" }.joined(separator: ", "),
                ]
            })
        text += table.text(style)
        return text + plan.notes.map { "note: \(Terminal.oneLine($0))\n" }.joined()
    }

    var json: JSONValue {
        .object([
            .init("name", .text(plan.name)), .init("measure", .text(plan.measure.rawValue)),
            .init("tasks", .integer(Int64(plan.tasks))),
            .init("done", .integer(Int64(knownCount))),
            .init("hours", .number(Double(plan.seconds) / 3_600)),
            .init(
                "centres",
                .list(
                    survey.centres.map { centre in
                        .object([
                            .init("name", .text(centre.name)),
                            .init("subjects", .integer(Int64(centre.subjects.count))),
                            .init("recordings", .integer(Int64(centre.recordings))),
                            .init("hours", .number(centre.hours)),
                            .init("seizures", .integer(Int64(centre.seizures))),
                            .init("withoutMarks", .integer(Int64(centre.withoutMarks))),
                            .init(
                                "ratesHertz",
                                .list(centre.ratesHertz.sorted().map(JSONValue.number))),
                            .init(
                                "channels",
                                .list(centre.channelCounts.sorted().map { .integer(Int64($0)) })),
                        ])
                    })),
            .init("notes", .list(plan.notes.map(JSONValue.text))),
        ])
    }
}

extension CohortRun.Result {
    var text: String {
        "\(counted(done, "task")) done, \(known) known from before, \(failed) failed\n"
    }

    var json: JSONValue {
        .object([
            .init("done", .integer(Int64(done))), .init("known", .integer(Int64(known))),
            .init("failed", .integer(Int64(failed))), .init("isStopped", .bool(isStopped)),
        ])
    }
}

extension CohortStatus {
    func text(_ style: TerminalStyle) -> String {
        var table = TextTable(columns: [.init("study"), .init(plan.name)])
        table.rows = [
            ["tasks", "\(plan.tasks)"], ["done", "\(done)"], ["left", "\(left)"],
            ["failed", "\(failed)"], ["working", workers.isEmpty ? "nobody" : Self.text(workers)],
            ["rate", tasksPerHour.map { "\(decimal($0, 0)) tasks an hour" } ?? "–"],
            ["time left", secondsLeft.map { Self.span($0) } ?? (left == 0 ? "none" : "–")],
        ]
        if !silent.isEmpty {
            table.rows.append([
                "silent", Self.text(silent) + "; killed, or their machine is away",
            ])
        }
        return table.text(style)
    }

    private static func text(_ workers: [WorkerFile]) -> String {
        let names = workers.prefix(4).map { "\($0.host) \($0.process) (\($0.shard))" }
        return "\(workers.count): " + names.joined(separator: ", ")
            + (workers.count > names.count ? ", ..." : "")
    }

    private static func span(_ seconds: Double) -> String {
        switch seconds {
        case ..<120: "\(decimal(seconds, 0)) s"
        case ..<7_200: "\(decimal(seconds / 60, 0)) min"
        default: "\(decimal(seconds / 3_600, 1)) h"
        }
    }
}

extension CohortOutcome {
    func text(_ style: TerminalStyle) -> String {
        let levels = levels
        var text =
            "\(counted(table.subjects.count, "subject")); in brackets 95 %, by drawing subjects\n"
        text +=
            TextTable(
                columns: levels.header.enumerated().map { .init($1, $0 == 0 ? .left : .right) },
                rows: levels.rows
            ).text(style)
        for (task, reason) in table.failures.prefix(10) {
            text += "failed: \(Terminal.oneLine(task.words)): \(Terminal.oneLine(reason))\n"
        }
        return text + remarks.map { "note: \(Terminal.oneLine($0))\n" }.joined()
    }
}
