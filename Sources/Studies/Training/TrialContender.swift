import Evaluation
import Planning

/// A detector under way.
final class TrialContender {
    let name: String
    let isDrifting: Bool
    private let stepper: LoopStepper
    private var scribe: EpisodeScribe

    init(name: String, isDrifting: Bool, _ planned: PlannedLoop, firstFrame: Int64) {
        self.name = name
        self.isDrifting = isDrifting
        stepper = LoopStepper(planned.plan, firstFrame: firstFrame)
        scribe = EpisodeScribe(rateHertz: planned.signal.rateHertz)
    }

    func feed(_ counts: [SIMD8<Int16>], frameCount: Int, firstFrame: Int64) {
        stepper.feed(counts, frameCount: frameCount, firstFrame: firstFrame) {
            scribe.take($0, $1)
        }
    }

    func scored(_ name: String, _ seizures: [Interval], seconds: Double) -> ScoredRecording {
        scribe.finish()
        return ScoredRecording(
            name: name, durationSeconds: seconds, reference: seizures,
            hypothesis: scribe.episodes, therapies: scribe.therapies)
    }
}
