import ClosedLoop
import Detection
import Evaluation
import Planning
import Report
import RunFolder
import Training

/// Pictures of what a detector got wrong, drawn as it runs; of each kind the most telling are kept.
struct MistakeAlbum {
    static let countMax = 60

    private(set) var misses: [EvaluationPage.Mistake] = []
    private(set) var falseAlarms: [EvaluationPage.Mistake] = []

    /// Runs the detector, and keeps what was wrong in the stretches that count; all, where none is
    /// named.
    mutating func run(
        _ run: DetectorRun, over recording: AnnotatedRecording, counting leftOut: [Interval]? = nil,
        from start: Double = 0, _ progress: (Double) -> Void = { _ in }
    ) throws -> ScoredRecording {
        let planned = run.planned
        let groupCount = (planned.signal.channelNames.count + 7) / 8
        var recorder = PictureRecorder(
            planned, seizures: recording.seizures.map { ($0.start, $0.end) })
        func counts(_ picture: EpisodePicture) -> Bool {
            picture.onsetSeconds >= start && leftOut?.contain(picture.onsetSeconds) ?? true
        }
        func isInSeizure(_ picture: EpisodePicture) -> Bool {
            let episode = Interval(
                start: picture.onsetSeconds, end: picture.endSeconds ?? picture.onsetSeconds)
            return recording.seizures.contains { $0.overlaps(episode) }
        }
        var alarms: [EvaluationPage.Mistake] = []
        var lost: [EvaluationPage.Mistake] = []
        func draw() {
            let done = recorder.drained()
            for picture in done.episodes where counts(picture) && !isInSeizure(picture) {
                Self.keep(picture, planned, recording, in: &alarms)
            }
            for picture in done.missed where counts(picture) {
                Self.keep(picture, planned, recording, in: &lost)
            }
        }
        let scored = try run.result(progress) { decision, loop in
            recorder.take(decision, (0..<groupCount).map { loop.reading(ofGroup: $0) })
            draw()
        }
        recorder.finish()
        recorder.finishSeizure()
        draw()
        // What became of them is known only now.
        let outcomes = DetectionDelays(
            reference: scored.reference, hypothesis: scored.hypothesis
        ).outcomes
        let isMissed = Set(zip(scored.reference, outcomes).filter { $1 == .missed }.map(\.0.start))
        let isFalse = Set(
            scored.hypothesis.filter { episode in
                !scored.reference.contains { $0.overlaps(episode) }
            }.map(\.start))
        falseAlarms = Self.strongest(falseAlarms + alarms.filter { isFalse.contains($0.seconds) })
        misses = Self.strongest(misses + lost.filter { isMissed.contains($0.seconds) })
        return scored
    }

    private static func keep(
        _ picture: EpisodePicture, _ planned: PlannedLoop, _ recording: AnnotatedRecording,
        in mistakes: inout [EvaluationPage.Mistake]
    ) {
        var picture = picture
        let end = picture.endSeconds ?? .infinity
        let strength = picture.strength(
            from: picture.onsetSeconds, to: end,
            needsAll: planned.model == nil && planned.plan.detection.join == .and)
        if mistakes.count == countMax, strength <= mistakes.last?.strength ?? 0 { return }
        let first = picture.firstHopSeconds
        picture.reference = recording.seizures
            .filter { $0.end >= first && $0.start <= first + PictureRecorder.secondsMax }
            .map { Span(startSeconds: $0.start, endSeconds: $0.end, label: "annotated seizure") }
        mistakes = strongest(
            mistakes + [
                EvaluationPage.Mistake(
                    picture, recording: recording.name,
                    strength: strength)
            ])
    }

    /// The strongest first; of equals the earlier.
    private static func strongest(
        _ mistakes: [EvaluationPage.Mistake]
    ) -> [EvaluationPage.Mistake] {
        Array(
            mistakes.enumerated()
                .sorted { ($1.element.strength, $0.offset) < ($0.element.strength, $1.offset) }
                .map(\.element).prefix(countMax))
    }
}
