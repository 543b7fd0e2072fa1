import Evaluation
import Planning
import Synchronization
import Training

/// Runs candidates over all recordings by the core itself, on as many threads as are asked for. What
/// comes out does not depend on how many.
package struct Judge: Sendable {
    let trials: TuningTrials
    let space: any SearchSpace
    let journal: CandidateJournal
    private let crew: Crew

    package var jobs: Int { crew.jobs }

    /// - Parameter isStopped: asked by every thread, some times a second.
    package init(
        trials: TuningTrials, space: any SearchSpace, journal: CandidateJournal, jobs: Int,
        isStopped: @escaping @Sendable () -> Bool = { false }
    ) {
        self.trials = trials
        self.space = space
        self.journal = journal
        crew = Crew(jobs: jobs, isStopped: isStopped)
    }

    /// The verdict on each candidate, in their order; nil where it was stopped.
    ///
    /// - Parameter progress: called on the caller's thread some five times a second, with the seconds
    ///   of signal judged.
    func verdicts(
        _ candidates: [Candidate], progress: (Double) -> Void
    ) throws -> [CandidateJournal.Verdict]? {
        let board = Board(candidates: candidates.count, runs: trials.runs.count)
        let judged = try crew.results(
            of: candidates.count * trials.runs.count, progress: progress
        ) { task, tell in
            let (candidate, run) = task.quotientAndRemainder(dividingBy: trials.runs.count)
            let result = try judge(candidates[candidate], trials.runs[run], tell)
            // The one that completes a candidate has it judged, outside the lock.
            guard let runs = board.take(result, candidate, run) else { return nil as Verdict? }
            let verdict = verdict(runs)
            try journal.append(candidates[candidate], verdict)
            return Verdict(candidate: candidate, verdict: verdict)
        }
        return judged?.compactMap { $0 }.sorted { $0.candidate < $1.candidate }.map(\.verdict)
    }

    private struct Verdict: Sendable {
        var candidate: Int
        var verdict: CandidateJournal.Verdict
    }

    private func judge(
        _ candidate: Candidate, _ wanted: TuningTrials.Run, _ tell: Crew.Tell
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
        let scored = try run.result { seconds in
            try tell(seconds - told)
            told = seconds
        }
        try tell(scored.durationSeconds - told)
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

/// Runs of candidates of which some are still under way.
private final class Board: Sendable {
    typealias Run = Result<ScoredRecording, SettingsError>

    private let runs: Mutex<[[Run?]]>

    init(candidates: Int, runs: Int) {
        self.runs = Mutex(Array(repeating: Array(repeating: nil, count: runs), count: candidates))
    }

    /// Keeps a run; all of a candidate's where it is the last of them.
    func take(_ run: Run, _ candidate: Int, _ place: Int) -> [Run]? {
        runs.withLock { runs in
            runs[candidate][place] = run
            let done = runs[candidate].compactMap { $0 }
            guard done.count == runs[candidate].count else { return nil }
            // Episodes of all candidates would be a lot to keep.
            runs[candidate] = []
            return done
        }
    }
}
