import Evaluation
import Planning
import Recordings

/// A detector over a whole recording: what it called a seizure, and what was stimulated.
package struct DetectorRun {
    private let recording: AnnotatedRecording
    private let settings: Settings
    private let planned: PlannedLoop

    /// - Parameter model: nil for the settings' own patterns.
    package init(
        _ recording: AnnotatedRecording, settings: Settings, model: DetectorModel?
    ) throws {
        self.recording = recording
        self.settings = settings
        planned = try Planner.plan(settings, for: try recording.signal(settings), model: model)
    }

    /// - Parameter progress: told of the seconds of signal that have passed.
    package func result(_ progress: (Double) -> Void = { _ in }) throws -> ScoredRecording {
        var scribe = EpisodeScribe(rateHertz: planned.signal.rateHertz)
        var hop = 0
        try LoopReplay(source: try recording.source(settings), plan: planned.plan).run {
            decision, loop in
            hop += 1
            if hop % 512 == 0 { progress(Double(decision.endFrame) / scribe.rateHertz) }
            scribe.take(decision, loop)
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
        warnings = recording.warnings
        missing = recording.gaps
    }
}
