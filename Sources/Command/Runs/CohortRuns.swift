import Cohort
import Foundation
import Journal
import Planning
import Report

/// What the commands of a study do.
package enum CohortRuns {
    /// - Parameter output: the study's folder; nil to look only.
    package static func plan(
        _ study: String, output: String?, programVersion: String, _ tell: (RunNews) -> Void
    ) throws -> CohortPlanning.Result {
        var hasBegun = false
        defer { if hasBegun { tell(.ends) } }
        return try CohortPlanning(
            studyPath: study, program: ProgramIdentity(version: programVersion)
        ).run(into: output.map { CohortFolder($0) }) { done, count in
            if !hasBegun {
                tell(.begins("reading recordings", total: Double(count), isSignal: false))
            }
            hasBegun = true
            tell(.reached(Double(done)))
        }
    }

    package static func run(
        _ folder: String, shard: Shard, jobs: Int?, programVersion: String,
        isStopped: @escaping @Sendable () -> Bool, _ tell: (RunNews) -> Void
    ) throws -> CohortRun.Result {
        let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
        return try CohortRun(
            CohortFolder(folder), shard: shard, jobs: jobs, isStopped: isStopped
        ).run(program: ProgramIdentity(version: programVersion)) { news in
            switch news {
            case .note(let text): tell(.note(text))
            case .begins(let tasks, let seconds):
                tell(.begins(counted(tasks, "task"), total: seconds))
            case .reached(let seconds): tell(.reached(seconds))
            case .ends: tell(.ends)
            }
        }
    }

    package static func status(_ folder: String) throws -> CohortStatus {
        try CohortStatus(of: CohortFolder(folder), atSeconds: Date().timeIntervalSince1970)
    }

    /// - Parameter allowsMissing: whether a study that is not done is collected as far as it is.
    package static func collect(
        _ folder: String, output: String, allowsMissing: Bool, _ tell: (RunNews) -> Void
    ) throws -> CohortOutcome {
        let place = CohortFolder(folder)
        let plan = try CohortPlan(of: place)
        try CohortOutcome.prepare(output)
        tell(.begins("reading results", total: Double(max(1, plan.tasks)), isSignal: false))
        let table: CohortTable
        do {
            defer { tell(.ends) }
            table = try CohortTable(of: place) { done, _ in tell(.reached(Double(done))) }
        }
        if table.missingCount > 0, !allowsMissing {
            let first = table.failures.first.map { "; the first that failed: \($0.reason)" } ?? ""
            throw RunError(
                "\(folder): \(table.missingCount) of \(plan.tasks) tasks have no result"
                    + "\(first); run it again, or collect with --allow-missing")
        }
        let outcome = CohortOutcome(table: table, folder: output)
        try outcome.write()
        return outcome
    }
}
