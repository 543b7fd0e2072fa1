import Evaluation
import Foundation
import Planning
import Realtime
import Synchronization
import Training

/// Runs candidates over all recordings by the core itself, on as many threads as are asked for. What
/// comes out does not depend on how many.
package struct Judge: Sendable {
    let trials: TuningTrials
    let space: any SearchSpace
    let journal: CandidateJournal
    package let jobs: Int
    let isStopped: @Sendable () -> Bool

    /// - Parameter isStopped: asked by every thread, some times a second.
    package init(
        trials: TuningTrials, space: any SearchSpace, journal: CandidateJournal, jobs: Int,
        isStopped: @escaping @Sendable () -> Bool = { false }
    ) {
        precondition(jobs > 0, "somebody must do the work")
        self.trials = trials
        self.space = space
        self.journal = journal
        self.jobs = jobs
        self.isStopped = isStopped
    }

    private struct Stopped: Error {}

    /// The verdict on each candidate, in their order; nil where it was stopped.
    ///
    /// - Parameter progress: called on the caller's thread some five times a second, with the seconds
    ///   of signal judged.
    func verdicts(
        _ candidates: [Candidate], progress: (Double) -> Void
    ) throws -> [CandidateJournal.Verdict]? {
        guard !candidates.isEmpty else { return [] }
        let board = Board(
            candidates: candidates.count, runs: trials.runs.count,
            threads: min(jobs, candidates.count * trials.runs.count))
        var workers: [Worker] = []
        for _ in 0..<board.threads {
            workers.append(try Worker { work(board, candidates) })
        }
        while board.ended.wait(timeout: .now() + 0.2) == .timedOut {
            progress(Double(board.milliseconds.load(ordering: .relaxed)) / 1_000)
        }
        // Joined, so that none holds the journal any longer.
        workers = []
        progress(Double(board.milliseconds.load(ordering: .relaxed)) / 1_000)
        return try board.state.withLock { state in
            if let problem = state.problem {
                if problem is Stopped { return nil }
                throw problem
            }
            return state.verdicts.compactMap { $0 }
        }
    }

    /// A thread's part: the next candidate and run until none is left.
    private func work(_ board: Board, _ candidates: [Candidate]) {
        while !board.isEnding.load(ordering: .relaxed) {
            let task = board.next.add(1, ordering: .relaxed).oldValue
            let (candidate, run) = task.quotientAndRemainder(dividingBy: trials.runs.count)
            guard candidate < candidates.count else { break }
            do {
                let result = try judge(candidates[candidate], trials.runs[run], board)
                try board.take(result, candidate, run) { runs in
                    let verdict = verdict(runs)
                    try journal.append(candidates[candidate], verdict)
                    return verdict
                }
            } catch {
                board.state.withLock { $0.problem = $0.problem ?? error }
                board.isEnding.store(true, ordering: .relaxed)
            }
        }
        if board.left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
            board.ended.signal()
        }
    }

    private func judge(
        _ candidate: Candidate, _ wanted: TuningTrials.Run, _ board: Board
    ) throws -> Result<ScoredRecording, SettingsError> {
        let run: DetectorRun
        do {
            run = try DetectorRun(
                trials.set.recordings[wanted.recording], settings: try space.settings(candidate),
                model: try space.model(candidate, leavingOut: wanted.omission))
        } catch let error as SettingsError {
            return .failure(error)
        }
        var told = 0.0
        func tell(_ seconds: Double) {
            board.milliseconds.add(Int((seconds - told) * 1_000), ordering: .relaxed)
            told = seconds
        }
        let scored = try run.result { seconds in
            tell(seconds)
            if board.isEnding.load(ordering: .relaxed) || isStopped() { throw Stopped() }
        }
        tell(scored.durationSeconds)
        return .success(scored)
    }

    private func verdict(
        _ runs: [Result<ScoredRecording, SettingsError>]
    ) -> CandidateJournal.Verdict {
        do {
            return .judged(trials.figures(try runs.map { try $0.get() }))
        } catch {
            return .refused("\(error)")
        }
    }
}

/// A thread that is waited for when nobody holds it any more.
private final class Worker {
    private let thread: PosixThread

    init(_ work: @escaping @Sendable () -> Void) throws {
        thread = try PosixThread(name: "quench-judge", stackByteCount: 8 << 20, work)
    }
}

/// What the threads share.
private final class Board: Sendable {
    typealias Run = Result<ScoredRecording, SettingsError>

    struct State {
        var runs: [[Run?]]
        var verdicts: [CandidateJournal.Verdict?]
        var problem: (any Error)?
    }

    let threads: Int
    let next = Atomic<Int>(0)
    let milliseconds = Atomic<Int>(0)
    let isEnding = Atomic<Bool>(false)
    let left: Atomic<Int>
    let state: Mutex<State>
    /// Signalled when the last thread is through.
    let ended = DispatchSemaphore(value: 0)

    init(candidates: Int, runs: Int, threads: Int) {
        self.threads = threads
        left = Atomic(threads)
        state = Mutex(
            State(
                runs: Array(repeating: Array(repeating: nil, count: runs), count: candidates),
                verdicts: Array(repeating: nil, count: candidates)))
    }

    /// Keeps a run; the one that completes a candidate has it judged, outside the lock.
    func take(
        _ run: Run, _ candidate: Int, _ place: Int,
        _ judge: ([Run]) throws -> CandidateJournal.Verdict
    ) throws {
        let complete = state.withLock { state -> [Run]? in
            state.runs[candidate][place] = run
            let runs = state.runs[candidate].compactMap { $0 }
            guard runs.count == state.runs[candidate].count else { return nil }
            // Episodes of all candidates would be a lot to keep.
            state.runs[candidate] = []
            return runs
        }
        guard let complete else { return }
        let verdict = try judge(complete)
        state.withLock { $0.verdicts[candidate] = verdict }
    }
}
