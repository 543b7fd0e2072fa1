import Foundation
import Journal

/// How a study is, from the files in its folder alone.
package struct CohortStatus: Sendable {
    package let plan: CohortPlan
    package let done: Int
    package let failed: Int
    /// Those that have been heard of lately.
    package let workers: [WorkerFile]
    /// Those that have not, and did not say that they end.
    package let silent: [WorkerFile]

    /// - Parameter now: Unix seconds.
    package init(of folder: CohortFolder, atSeconds now: Double) throws {
        plan = try CohortPlan(of: folder)
        let keys = try TaskList(of: folder, plan).keys
        let results = Set(CohortFolder.names(in: folder.results))
        let failures = Set(CohortFolder.names(in: folder.failures))
        done = keys.count { results.contains($0) }
        failed =
            failures.isEmpty
            ? 0 : keys.count { failures.contains($0) && !results.contains($0) }
        let all = WorkerFile.all(in: folder)
        workers = all.filter { now - $0.renewed <= WorkerFile.silenceSecondsMax }
        silent = all.filter { now - $0.renewed > WorkerFile.silenceSecondsMax }
    }

    package var left: Int { plan.tasks - done }

    /// Tasks done in an hour by those who work now; nil before the first.
    package var tasksPerHour: Double? {
        let rate = workers.reduce(0.0) { $0 + ($1.seconds > 0 ? Double($1.done) / $1.seconds : 0) }
        return rate > 0 ? rate * 3_600 : nil
    }

    package var secondsLeft: Double? { tasksPerHour.map { Double(left) / $0 * 3_600 } }

    package var value: JSONValue {
        .object([
            .init("name", .text(plan.name)), .init("tasks", .integer(Int64(plan.tasks))),
            .init("done", .integer(Int64(done))), .init("failed", .integer(Int64(failed))),
            .init("left", .integer(Int64(left))),
            .init("tasksPerHour", tasksPerHour.map(JSONValue.number) ?? .null),
            .init("secondsLeft", secondsLeft.map(JSONValue.number) ?? .null),
            .init(
                "workers",
                .list(
                    (workers.map { ($0, true) } + silent.map { ($0, false) }).map {
                        worker, isHeard in
                        .object([
                            .init("host", .text(worker.host)),
                            .init("process", .integer(Int64(worker.process))),
                            .init("shard", .text(worker.shard)),
                            .init("jobs", .integer(Int64(worker.jobs))),
                            .init("done", .integer(Int64(worker.done))),
                            .init("failed", .integer(Int64(worker.failed))),
                            .init("renewed", .number(worker.renewed)),
                            .init("isHeard", .bool(isHeard)),
                        ])
                    })),
        ])
    }
}
