import Foundation
import Journal
import Planning
import Realtime
import Synchronization
import Tuning

/// Does the tasks of a study that are not done yet, or those of a shard. It may be killed at any instant,
/// run again and run by many at once.
package struct CohortRun {
    private let folder: CohortFolder
    private let shard: Shard
    private let jobs: Int
    private let isStopped: @Sendable () -> Bool

    /// - Parameter isStopped: asked by every thread.
    package init(
        _ folder: CohortFolder, shard: Shard, jobs: Int, isStopped: @escaping @Sendable () -> Bool
    ) {
        self.folder = folder
        self.shard = shard
        self.jobs = jobs
        self.isStopped = isStopped
    }

    /// What there is to say while it runs.
    package enum News {
        case note(String)
        /// So many tasks are to be done, of so much signal.
        case begins(tasks: Int, seconds: Double)
        case reached(seconds: Double)
        case ends
    }

    /// What came of a run.
    package struct Result: Sendable {
        package var done = 0
        /// Done before.
        package var known = 0
        package var failed = 0
        package var firstFailure: String?
        package var isStopped = false
    }

    package func run(program: ProgramIdentity, _ tell: (News) -> Void) throws -> Result {
        let plan = try CohortPlan(of: folder)
        try plan.need(program, in: folder)
        let tasks = try TaskList(of: folder, plan).tasks(of: shard)
        let file = try StudyFile(file: folder.studyPath) { (name) throws(SettingsError) in
            folder.inputPath(name)
        }
        let study = try CohortStudy(file, program: program) { (name) throws(SettingsError) in
            folder.inputPath(name)
        }
        Leftovers(in: folder).remove()
        var result = Result()
        let open = try missing(tasks, &result, tell)
        guard !open.isEmpty else { return result }
        return try work(TaskRunner(study), open, result, tell)
    }

    /// Each result once, also where two tasks are the same.
    private func missing(
        _ tasks: [CohortTask], _ result: inout Result, _ tell: (News) -> Void
    ) throws -> [CohortTask] {
        var seen: Set<String> = []
        var open: [CohortTask] = []
        for task in tasks {
            guard seen.insert(task.key).inserted else {
                result.known += 1
                continue
            }
            switch folder.look(for: task.key) {
            case .whole: result.known += 1
            case .nothing: open.append(task)
            case .damaged:
                tell(
                    .note(
                        "\(folder.resultPath(task.key)): is damaged, or no result; done anew"))
                open.append(task)
            }
        }
        // Whoever works on the same tasks at the same time begins somewhere else.
        let others = WorkerFile.all(in: folder).count
        guard others > 0, open.count > 1 else { return open }
        let start = Int(getpid()) % open.count
        return Array(open[start...] + open[..<start])
    }

    /// What the threads count.
    private final class Counts: Sendable {
        let done = Atomic<Int>(0)
        let known = Atomic<Int>(0)
        let failed = Atomic<Int>(0)
        let firstFailure = Mutex<String?>(nil)
    }

    private func work(
        _ runner: TaskRunner, _ open: [CohortTask], _ before: Result, _ tell: (News) -> Void
    ) throws -> Result {
        let counts = Counts()
        var worker = WorkerFile(shard: shard, jobs: jobs)
        try worker.write(in: folder)
        defer { worker.remove(in: folder) }
        let start = MonotonicClock.now
        var lastRenewed = start
        var problem: (any Error)?
        let folder = folder
        tell(.begins(tasks: open.count, seconds: open.reduce(0) { $0 + Double($1.seconds) }))
        let stopper = Stopper(isStopped)
        let all: [Void]? = try Crew(jobs: jobs, isStopped: { stopper.isSet }).results(
            of: open.count,
            progress: { seconds in
                tell(.reached(seconds: seconds))
                let now = MonotonicClock.now
                guard Double(now - lastRenewed) / 1e9 >= WorkerFile.renewalSeconds else { return }
                lastRenewed = now
                worker.done = counts.done.load(ordering: .relaxed)
                worker.failed = counts.failed.load(ordering: .relaxed)
                worker.seconds = Double(now - start) / 1e9
                do { try worker.write(in: folder) } catch {
                    problem = problem ?? error
                    stopper.stop()
                }
            }
        ) { number, report in
            try Self.work(on: open[number], runner, folder, counts, report)
        }
        tell(.ends)
        if let problem { throw problem }
        var result = before
        result.done = counts.done.load(ordering: .relaxed)
        result.known += counts.known.load(ordering: .relaxed)
        result.failed = counts.failed.load(ordering: .relaxed)
        result.firstFailure = counts.firstFailure.withLock { $0 }
        result.isStopped = all == nil
        return result
    }

    /// Ends the work from within.
    private final class Stopper: Sendable {
        private let isWanted: @Sendable () -> Bool
        private let isMade = Atomic(false)

        init(_ isWanted: @escaping @Sendable () -> Bool) { self.isWanted = isWanted }

        var isSet: Bool { isMade.load(ordering: .relaxed) || isWanted() }

        func stop() { isMade.store(true, ordering: .relaxed) }
    }

    /// A task that fails is told in a file of its own, and the others go on; a result that cannot be
    /// written ends the run.
    private static func work(
        on task: CohortTask, _ runner: TaskRunner, _ folder: CohortFolder, _ counts: Counts,
        _ report: Crew.Tell
    ) throws {
        // Asked for, before a second of signal was reported too.
        try report(0)
        // Somebody else may have done it since.
        if folder.look(for: task.key) == .whole {
            counts.known.add(1, ordering: .relaxed)
            return
        }
        let result: TaskResult
        var isEnding = false
        do {
            result = try runner.result(task) { seconds in
                do { try report(seconds) } catch {
                    isEnding = true
                    throw error
                }
            }
        } catch {
            // Stopped, not failed.
            if isEnding { throw error }
            let text = "\(error)"
            try WholeFile.write(
                "\(task.words): \(text)\n", to: folder.failurePath(task.key),
                from: WorkerFile.ownHost)
            counts.failed.add(1, ordering: .relaxed)
            counts.firstFailure.withLock { $0 = $0 ?? "\(task.words): \(text)" }
            return
        }
        try WholeFile.write(
            result.text, to: folder.resultPath(task.key), from: WorkerFile.ownHost)
        _ = unsafe unlink(folder.failurePath(task.key))
        counts.done.add(1, ordering: .relaxed)
    }
}
