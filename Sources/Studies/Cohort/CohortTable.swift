import Evaluation
import Foundation
import Journal
import Planning

/// What a study came to: a row a task, and each combination of settings and model beside the first.
package struct CohortTable: Sendable {
    package let plan: CohortPlan
    /// In the order of the plan.
    package let rows: [(task: CohortTask, result: TaskResult?)]
    package let levels: [Level]
    /// That have all of their tasks, in the order of the plan: the levels are of these alone.
    package let subjects: [String]
    /// Without some of them: who, and how many tasks are missing.
    package let incomplete: [(subject: String, missing: Int)]
    /// Why tasks failed that have no result.
    package let failures: [(task: CohortTask, reason: String)]
    package let figures: [Figure]

    /// A combination of settings and model.
    package struct Level: Sendable {
        package let settings: String
        package let model: String
        /// Of the subjects, in their order.
        package let bySubject: [Tally]
        /// In the order of the figures.
        package let estimates: [Estimate]

        package let sum: Tally
    }

    /// A figure of a level, and what it differs by from the first level's on the same subjects; intervals
    /// of 95 % by drawing subjects.
    package struct Estimate: Sendable {
        package let value: Double?
        package let interval: ConfidenceInterval?
        /// Nil of the first level.
        package let difference: Double?
        package let differenceInterval: ConfidenceInterval?
    }

    /// Reads every result of a study.
    ///
    /// - Parameter tell: so many of so many are read.
    package init(of folder: CohortFolder, tell: (_ done: Int, _ of: Int) -> Void) throws {
        let plan = try CohortPlan(of: folder)
        let tasks = try TaskList(of: folder, plan).tasks(of: .all)
        var rows: [(task: CohortTask, result: TaskResult?)] = []
        rows.reserveCapacity(tasks.count)
        for (number, task) in tasks.enumerated() {
            if number.isMultiple(of: 256) { tell(number, tasks.count) }
            rows.append((task, folder.result(task.key)))
        }
        self.init(plan, rows) { folder.failure($0) }
    }

    /// - Parameter failure: why a task failed.
    init(
        _ plan: CohortPlan, _ rows: [(task: CohortTask, result: TaskResult?)],
        failure: (String) -> String?
    ) {
        self.plan = plan
        self.rows = rows
        figures = Figure.all(plan.measure)
        failures = rows.compactMap { row in
            guard row.result == nil, let reason = failure(row.task.key) else { return nil }
            return (row.task, reason)
        }
        var order: [String] = []
        var missing: [String: Int] = [:]
        for row in rows {
            if missing[row.task.subject] == nil {
                order.append(row.task.subject)
                missing[row.task.subject] = 0
            }
            if row.result == nil { missing[row.task.subject, default: 0] += 1 }
        }
        subjects = order.filter { missing[$0] == 0 }
        incomplete = order.compactMap { subject in
            missing[subject].flatMap { $0 > 0 ? (subject, $0) : nil }
        }
        levels = Self.levels(rows, subjects, figures)
    }

    package var missingCount: Int { rows.count { $0.result == nil } }

    private static func levels(
        _ rows: [(task: CohortTask, result: TaskResult?)], _ subjects: [String],
        _ figures: [Figure]
    ) -> [Level] {
        var names: [(settings: String, model: String)] = []
        var levelPlaces: [String: Int] = [:]
        let places = Dictionary(uniqueKeysWithValues: zip(subjects, subjects.indices))
        var tallies: [[Tally]] = []
        for (task, result) in rows {
            let label = "\(task.settings)\t\(task.model)"
            if levelPlaces[label] == nil {
                levelPlaces[label] = names.count
                names.append((task.settings, task.model))
                tallies.append(Array(repeating: Tally(), count: subjects.count))
            }
            guard let result, let level = levelPlaces[label], let place = places[task.subject]
            else { continue }
            tallies[level][place] += result.tally
        }
        return names.indices.map { index in
            Level(
                settings: names[index].settings, model: names[index].model,
                bySubject: tallies[index],
                estimates: estimates(tallies[index], index > 0 ? tallies[0] : nil, figures),
                sum: sum(tallies[index], Array(subjects.indices)))
        }
    }

    private static func sum(_ tallies: [Tally], _ drawn: [Int]) -> Tally {
        var sum = Tally()
        for place in drawn { sum.addCounts(of: tallies[place]) }
        sum.delaysMilliseconds = drawn.flatMap { tallies[$0].delaysMilliseconds }.sorted()
        return sum
    }

    private static func estimates(
        _ own: [Tally], _ first: [Tally]?, _ figures: [Figure]
    ) -> [Estimate] {
        func values(_ drawn: [Int]) -> [Double?] {
            let mine = sum(own, drawn)
            let values = figures.map { $0.value(mine) }
            guard let first else { return values }
            let base = sum(first, drawn)
            return values
                + zip(figures, values).map { figure, value in
                    guard let value, let other = figure.value(base) else { return nil }
                    return value - other
                }
        }
        let found = values(Array(own.indices))
        let intervals = Bootstrap().intervals(strata: [own.count], values)
        return figures.indices.map { index in
            let other = figures.count + index
            return Estimate(
                value: found[index], interval: intervals[index],
                difference: first == nil ? nil : found[other],
                differenceInterval: first == nil ? nil : intervals[other])
        }
    }
}
