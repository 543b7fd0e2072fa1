import Foundation
import Synchronization
import VirtualPatient

extension DoseResponse {
    /// Runs all seeds, `jobs` at a time. The result does not depend on `jobs`.
    ///
    /// - Parameters:
    ///   - isStopped: asked by every thread, after each second simulated; true ends the run.
    ///   - progress: called on the caller's thread some five times a second, with the simulated seconds
    ///     out of `plannedSeconds` and the seeds done.
    /// - Returns: nil where the run was stopped.
    /// - Throws: `PatientError` where the patient cannot be simulated, `ShamDiffers`.
    package func run(
        jobs: Int, isStopped: @escaping @Sendable () -> Bool = { false },
        progress: (_ seconds: Double, _ seedsDone: Int) -> Void = { _, _ in }
    ) throws -> DoseResponseResult? {
        precondition(jobs > 0, "somebody must do the work")
        let board = Board(threads: min(jobs, seeds.count))
        for _ in 0..<min(jobs, seeds.count) {
            Thread { work(board, isStopped) }.start()
        }
        var isWorking = !seeds.isEmpty
        while isWorking {
            isWorking = board.ended.wait(timeout: .now() + 0.2) == .timedOut
            progress(
                Double(board.plannedSeconds.load(ordering: .relaxed)),
                board.results.withLock { $0.count })
        }
        let results = board.results.withLock { $0 }
        var outcomes: [SeedOutcome] = []
        for index in seeds.indices {
            guard let outcome = try results[index]?.get() else { continue }
            outcomes.append(outcome)
        }
        guard outcomes.count == seeds.count else { return nil }
        return DoseResponseResult(experiment: self, seeds: outcomes)
    }

    /// A thread's part: the next seed until none is left, or somebody ends the run.
    private func work(_ board: Board, _ isStopped: @escaping @Sendable () -> Bool) {
        while !board.isEnding.load(ordering: .relaxed) {
            let index = board.nextSeed.add(1, ordering: .relaxed).oldValue
            guard index < seeds.count else { break }
            let course = SeedCourse(experiment: self, seed: seeds[index]) { isPlanned in
                if isPlanned { board.plannedSeconds.add(1, ordering: .relaxed) }
                return board.isEnding.load(ordering: .relaxed) || isStopped()
            }
            let result = Result { try course.run() }
            // Stopped or failed: the other threads need not go on either.
            if (try? result.get()) == nil { board.isEnding.store(true, ordering: .relaxed) }
            board.results.withLock { $0[index] = result }
        }
        if board.threadsLeft.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
            board.ended.signal()
        }
    }
}

/// What the threads of a run share.
private final class Board: Sendable {
    let nextSeed = Atomic<Int>(0)
    let plannedSeconds = Atomic<Int>(0)
    let isEnding = Atomic<Bool>(false)
    let threadsLeft: Atomic<Int>
    let results = Mutex<[Int: Result<SeedOutcome?, any Error>]>([:])
    /// Signalled when the last thread is through.
    let ended = DispatchSemaphore(value: 0)

    init(threads: Int) { threadsLeft = Atomic(threads) }
}
