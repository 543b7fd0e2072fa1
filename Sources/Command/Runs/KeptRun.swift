import Foundation
import Journal
import Pipeline
import Planning
import RunFolder
import SignalSources

/// A pipeline whose doses outlast it. Where the state's file cannot be written any more the run ends:
/// nothing may be given that would not count.
struct KeptRun {
    let pipeline: Pipeline
    let kept: KeptState?
    private let stop: StopRequest
    private let path: String?
    private let lock: FileLock?

    /// - Parameter lsbNanovolts: of a count.
    init(
        _ pipeline: Pipeline, _ options: LoopOptions, _ stop: StopRequest,
        _ signal: SignalDescription,
        lsbNanovolts: Double
    ) throws {
        var pipeline = pipeline
        var lock: FileLock?
        kept = try options.kept(for: &pipeline, signal, lsbNanovolts, &lock)
        self.lock = lock
        self.stop = stop
        path = options.keepsState ? nil : try options.state.map(WholeFile.target(of:))
        self.pipeline = pipeline
    }

    /// What the run's reader should know of the state.
    var remarks: [String] { kept.map { [$0.remark] } ?? [] }

    func run(
        _ source: SignalSource, permit: TherapyPermit, control: RunControl?, _ view: RunView,
        observe: (borrowing HopReport) -> Void
    ) throws -> Pipeline.Outcome {
        // Nobody else writes the file until this run has written it for the last time.
        defer { withExtendedLifetime(lock) {} }
        var keeper: StateKeeper?
        if let path, let kept {
            keeper = try StateKeeper(
                path, kept, pipeline.plan, firstFrame: source.frameRange.lowerBound)
            try lock?.expectFile()
        }
        var problem: JournalError?
        var pipeline = pipeline
        pipeline.permit = permit
        pipeline.control = control?.loop
        pipeline.onTap = view.onTap
        var outcome = try pipeline.run(source, isStopped: { [stop] in stop.isSet }) { report in
            if problem == nil {
                do throws(JournalError) { try keeper?.take(report) } catch {
                    problem = error
                    permit.withdraw()
                    stop.make()
                }
            }
            observe(report)
        }
        if outcome.framesRead == 0, outcome.sourceProblem == nil, !outcome.wasStopped {
            outcome.sourceProblem = "no frame of the chosen channels could be read"
        }
        if let keeper, problem == nil {
            do throws(JournalError) { try keeper.finish(outcome) } catch { problem = error }
        }
        if let problem, outcome.sourceProblem == nil {
            outcome.sourceProblem = "--state: \(problem)"
            outcome.wasStopped = false
        }
        return outcome
    }
}
