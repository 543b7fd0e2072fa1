import Foundation
import Realtime
import Synchronization

/// Threads that do tasks of one kind. What comes out does not depend on how many they are.
package struct Crew: Sendable {
    package let jobs: Int
    let isStopped: @Sendable () -> Bool

    /// - Parameter isStopped: asked by every thread, some times a second.
    package init(jobs: Int, isStopped: @escaping @Sendable () -> Bool = { false }) {
        precondition(jobs > 0, "somebody must do the work")
        self.jobs = jobs
        self.isStopped = isStopped
    }

    private struct Stopped: Error {}

    /// What a task tells while it works; it throws where the work is to end.
    package typealias Tell = (_ seconds: Double) throws -> Void

    /// The results in the order of the tasks; nil where it was stopped.
    ///
    /// - Parameter progress: called on the caller's thread some five times a second, with the sum of
    ///   what the tasks have told.
    package func results<Result: Sendable>(
        of count: Int, progress: (Double) -> Void,
        _ task: @escaping @Sendable (_ number: Int, _ tell: Tell) throws -> Result
    ) throws -> [Result]? {
        guard count > 0 else { return [] }
        let board = Board<Result>(count: count, threads: min(jobs, count))
        var workers: [Worker] = []
        for _ in 0..<board.threads {
            workers.append(try Worker { work(board, task) })
        }
        while board.ended.wait(timeout: .now() + 0.2) == .timedOut {
            progress(Double(board.milliseconds.load(ordering: .relaxed)) / 1_000)
        }
        // Joined, so that none holds anything any longer.
        workers = []
        return try board.state.withLock { state in
            if let problem = state.problem {
                if problem is Stopped { return nil }
                throw problem
            }
            return state.results.compactMap { $0 }
        }
    }

    private func work<Result: Sendable>(
        _ board: Board<Result>, _ task: (Int, Tell) throws -> Result
    ) {
        while !board.isEnding.load(ordering: .relaxed) {
            let number = board.next.add(1, ordering: .relaxed).oldValue
            guard number < board.count else { break }
            do {
                let result = try task(number) { seconds in
                    board.milliseconds.add(Int(seconds * 1_000), ordering: .relaxed)
                    if board.isEnding.load(ordering: .relaxed) || isStopped() { throw Stopped() }
                }
                board.state.withLock { $0.results[number] = result }
            } catch {
                board.state.withLock { $0.problem = $0.problem ?? error }
                board.isEnding.store(true, ordering: .relaxed)
            }
        }
        if board.left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
            board.ended.signal()
        }
    }
}

/// A thread that is waited for when nobody holds it any more.
private final class Worker {
    private let thread: PosixThread

    init(_ work: @escaping @Sendable () -> Void) throws {
        thread = try PosixThread(name: "quench-optimise", stackByteCount: 8 << 20, work)
    }
}

/// What the threads share.
private final class Board<Result: Sendable>: Sendable {
    struct State {
        var results: [Result?]
        var problem: (any Error)?
    }

    let count: Int
    let threads: Int
    let next = Atomic<Int>(0)
    let milliseconds = Atomic<Int>(0)
    let isEnding = Atomic<Bool>(false)
    let left: Atomic<Int>
    let state: Mutex<State>
    /// Signalled when the last thread is through.
    let ended = DispatchSemaphore(value: 0)

    init(count: Int, threads: Int) {
        self.count = count
        self.threads = threads
        left = Atomic(threads)
        state = Mutex(State(results: Array(repeating: nil, count: count)))
    }
}
