import Cohort
import Evaluation
import Foundation
import Journal
import Planning
import Report

/// What a study came to, in a folder and as a table.
package struct CohortOutcome {
    package let table: CohortTable
    let folder: String

    private static let names = [
        "tasks.tsv", "levels.tsv", "subjects.tsv", "cohort.json", "report.html", "forest.svg",
    ]

    /// Subjects in a picture; more are in the table alone.
    private static let picturedMax = 100

    /// Makes the folder; what is of no study is not written over.
    static func prepare(_ folder: String) throws {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        if unsafe files.fileExists(atPath: folder, isDirectory: &isFolder), !isFolder.boolValue {
            throw RunError("\(folder): is a file; name a folder for --output")
        }
        let found = Set((try? files.contentsOfDirectory(atPath: folder)) ?? [])
        if found.contains("plan.json") {
            throw RunError("\(folder): is a study's own folder; choose another --output")
        }
        if !found.contains("cohort.json"), let name = names.first(where: found.contains) {
            throw RunError(
                "\(folder): holds a \(name) that is not of a collected study; choose another --output"
            )
        }
        do {
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw RunError("\(folder): the folder cannot be made; choose another --output")
        }
        try WholeFile.tryOut("\(folder)/cohort.json")
    }

    func write() throws {
        let pictures = pictures
        for (name, text) in [
            ("cohort.json", table.json.pretty + "\n"), ("tasks.tsv", table.tasksTSV),
            ("levels.tsv", table.levelsTSV), ("subjects.tsv", table.subjectsTSV),
            ("report.html", page(pictures).html()),
        ] {
            try WholeFile.write(text, to: "\(folder)/\(name)")
        }
        if let picture = pictures.first {
            try WholeFile.write(picture.svg(), to: "\(folder)/forest.svg")
        } else if FileManager.default.fileExists(atPath: "\(folder)/forest.svg") {
            try FileManager.default.removeItem(atPath: "\(folder)/forest.svg")
        }
    }

    package func label(_ level: CohortTable.Level) -> String {
        let isOneModel = Set(table.levels.map(\.model)).count == 1
        return isOneModel ? level.settings : "\(level.settings), \(level.model)"
    }

    private static func text(
        _ value: Double?, _ interval: ConfidenceInterval?, digits: Int, isSigned: Bool = false
    ) -> String {
        guard let value, value.isFinite else { return "–" }
        func short(_ value: Double) -> String {
            guard value.isFinite else { return "inf" }
            return (isSigned && value > 0 ? "+" : "") + decimal(value, digits)
        }
        return short(value) + (interval.map { " (\(short($0.low)) to \(short($0.high)))" } ?? "")
    }

    /// The combinations of settings and models: for each figure its value, then its difference.
    package var levels: (header: [String], rows: [[String]]) {
        let isCompared = table.levels.count > 1
        let header =
            ["settings"]
            + table.figures.flatMap { isCompared ? [$0.title, "difference"] : [$0.title] }
        let rows = table.levels.map { level in
            [label(level)]
                + zip(table.figures, level.estimates).flatMap { figure, estimate in
                    let value = Self.text(estimate.value, estimate.interval, digits: figure.digits)
                    guard isCompared else { return [value] }
                    return [
                        value,
                        Self.text(
                            estimate.difference, estimate.differenceInterval,
                            digits: figure.digits, isSigned: true),
                    ]
                }
        }
        return (header, rows)
    }

    /// For each combination but the first: the first figure's difference by subject.
    private var pictures: [ForestPicture] {
        guard let first = table.levels.first, let figure = table.figures.first,
            !table.subjects.isEmpty
        else { return [] }
        return table.levels.dropFirst().map { level in
            var rows = table.subjects.indices.prefix(Self.picturedMax).map { place in
                let own = figure.value(level.bySubject[place])
                let other = figure.value(first.bySubject[place])
                return ForestPicture.Row(
                    label: table.subjects[place],
                    value: own.flatMap { own in other.map { own - $0 } })
            }
            let all = level.estimates[0]
            rows.append(
                ForestPicture.Row(
                    label: "all \(table.subjects.count)", value: all.difference,
                    low: all.differenceInterval?.low, high: all.differenceInterval?.high,
                    isSum: true))
            return ForestPicture(
                title: "\(figure.title): \(label(level)) less \(label(first))",
                axis: "difference of \(figure.title)", rows: rows)
        }
    }

    private func page(_ pictures: [ForestPicture]) -> CohortPage {
        let plan = table.plan
        let isWhole = table.missingCount == 0
        let levels = levels
        var page = CohortPage(
            title: plan.name,
            line: "\(counted(table.subjects.count, "subject")), \(counted(plan.tasks, "task")), "
                + "\(decimal(Double(plan.seconds) / 3_600, 1)) hours of signal; "
                + "measured: \(plan.measure.rawValue)",
            levels: .init(header: levels.header, words: 1, rows: levels.rows),
            subjects: .init(
                header: ["subject", "settings"] + table.figures.map(\.title), words: 2,
                rows: table.subjects.indices.flatMap { place in
                    table.levels.map { level in
                        [table.subjects[place], label(level)]
                            + table.figures.map { figure in
                                Self.text(
                                    figure.value(level.bySubject[place]), nil,
                                    digits: figure.digits)
                            }
                    }
                }),
            incomplete: .init(
                header: ["subject", "tasks missing"], words: 1,
                rows: table.incomplete.map { [$0.subject, "\($0.missing)"] }),
            failures: .init(
                header: ["task", "why"], words: 2,
                rows: table.failures.map { [$0.task.words, $0.reason] }))
        page.verdicts = [
            Verdict(
                isWhole
                    ? "every task is done"
                    : "\(counted(table.missingCount, "task")) missing, "
                        + "\(table.failures.count) of them failed",
                tone: isWhole ? .good : .warning)
        ]
        page.notes = plan.notes + remarks
        page.pictures = pictures
        return page
    }

    /// What a reader of the figures should know, a line each.
    package var remarks: [String] {
        var remarks: [String] = []
        if table.subjects.count == 1 {
            remarks.append("one subject: nothing is known of how subjects differ, so no intervals")
        }
        if table.subjects.count > Self.picturedMax {
            remarks.append(
                "the picture has the first \(Self.picturedMax) subjects; all are in subjects.tsv")
        }
        if !table.incomplete.isEmpty {
            remarks.append(
                "\(counted(table.incomplete.count, "subject")) without all of their tasks are in "
                    + "tasks.tsv alone")
        }
        return remarks
    }
}
