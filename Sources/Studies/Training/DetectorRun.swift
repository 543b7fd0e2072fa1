import ClosedLoop
import Evaluation
import Planning
import Recordings

/// A detector over a whole recording: what it called a seizure, and what was stimulated.
package struct DetectorRun {
    private let recording: AnnotatedRecording
    private let frames: LoopReplay.Frames
    package let planned: PlannedLoop

    /// - Parameter model: nil for the settings' own patterns.
    package init(
        _ recording: AnnotatedRecording, settings: Settings, model: DetectorModel?
    ) throws {
        self.recording = recording
        planned = try Planner.plan(settings, for: try recording.signal(settings), model: model)
        frames = .read(try recording.source(settings))
    }

    /// A run over counts that were read before, of the same front end.
    ///
    /// - Parameter model: nil for the settings' own patterns.
    package init(
        _ counted: CountedRecording, settings: Settings, model: DetectorModel? = nil
    ) throws {
        recording = counted.annotated
        planned = try Planner.plan(settings, for: counted.signal, model: model)
        frames = try counted.frames()
    }

    /// - Parameters:
    ///   - progress: told of the seconds of signal that have passed.
    ///   - watch: shown every decision in order; the loop still holds what the hop showed.
    package func result(
        _ progress: (Double) throws -> Void = { _ in },
        watch: (Decision, borrowing ClosedLoop) -> Void = { _, _ in }
    ) throws -> ScoredRecording {
        var scribe = EpisodeScribe(rateHertz: planned.signal.rateHertz)
        var hop = 0
        try LoopReplay(frames: frames, plan: planned.plan).run { decision, loop in
            hop += 1
            if hop % 512 == 0 { try progress(Double(decision.endFrame) / scribe.rateHertz) }
            scribe.take(decision, loop)
            watch(decision, loop)
        }
        guard hop > 0 else {
            throw TrainingError("\(recording.name): no hop of the chosen channels could be read")
        }
        scribe.finish()
        return ScoredRecording(
            recording, hypothesis: scribe.episodes, therapies: scribe.therapies)
    }
}

extension ScoredRecording {
    init(
        _ recording: AnnotatedRecording, hypothesis: [Interval] = [], therapies: [Therapy] = []
    ) {
        self.init(
            name: recording.name, durationSeconds: recording.durationSeconds,
            reference: recording.seizures, hypothesis: hypothesis, uncounted: recording.uncounted,
            therapies: therapies)
        subject = recording.subject
        warnings = recording.warnings
        missing = recording.gaps
    }
}
