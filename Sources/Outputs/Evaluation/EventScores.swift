/// How well hypothesis events (episodes that a detector found) match reference events (annotated
/// seizures) of one recording.
///
/// Two views, because they answer two questions:
/// - SzCORE's event scores (Dan et al., "SzCORE", Epilepsia 2024), equal to the package
///   `timescoring` 0.0.7: events nearer than 90 s merged, longer than 300 s split, 30 s before and
///   60 s after a reference event tolerated, any overlap counts.
/// - What a device engineer counts, strictly: events that an episode overlaps, and the delays of those
///   for which none was already on; alarms that touch no reference event at all, without merging and
///   without tolerance, per hour.
///
/// A rate that has nothing to divide by is `nil`.
package struct EventScores: Sendable {
    /// Length of the recording that was scored, in seconds.
    package let durationSeconds: Double
    /// Of it, what follows onsets without a marked end, where nobody knows what is true, and the gaps,
    /// in which nothing was seen. It is no part of a rate's hours.
    package let uncountedSeconds: Double

    /// Reference events after SzCORE's merging and splitting.
    package let referenceCount: Int
    /// Of `referenceCount`, those that a hypothesis event touches within the tolerance.
    package let detectedCount: Int
    /// Merged and split hypothesis events that touch no detected reference event's tolerance
    /// window.
    package let falseDetectionCount: Int

    /// Hypothesis events as given that overlap no reference event as given.
    package let falseAlarmCount: Int
    /// What came of each reference event as given.
    package let delays: DetectionDelays

    /// - Parameters:
    ///   - reference: annotated seizures, in any order; one without an end as far as it may go.
    ///   - hypothesis: detected episodes, in any order.
    ///   - duration: of the recording in seconds. Events are cut to it.
    ///   - uncounted: the reference events whose end is not marked, disjoint.
    ///   - missing: gaps of the recording, disjoint.
    /// - Complexity: O(n log n) in the number of events, whatever the duration.
    package init(
        reference: [Interval], hypothesis: [Interval], duration: Double,
        uncounted: [Interval] = [], missing: [Interval] = [], rules: ScoringRules = .szcore
    ) {
        let duration = duration.isFinite ? min(max(0, duration), ScoringRules.durationMax) : 0
        let reference = reference.clipped(to: duration)
        let hypothesis = hypothesis.clipped(to: duration)
        durationSeconds = duration
        let unknown = uncounted.clipped(to: duration)
        uncountedSeconds =
            unknown.reduce(0) { $0 + $1.duration }
            + missing.clipped(to: duration).reduce(0) { sum, gap in
                // What is both counts once.
                let both = unknown.reduce(0.0) {
                    $0 + max(0, min($1.end, gap.end) - max($1.start, gap.start))
                }
                return sum + gap.duration - both
            }

        let tally = rules.tally(reference: reference, hypothesis: hypothesis, duration: duration)
        referenceCount = tally.reference
        detectedCount = tally.detected
        falseDetectionCount = tally.falseDetections

        let seizures = SortedIntervals(reference)
        falseAlarmCount = hypothesis.count { seizures.first(overlapping: $0) == nil }
        delays = DetectionDelays(reference: reference, hypothesis: hypothesis)
    }

    /// Detected reference events / reference events.
    package var sensitivity: Double? { ratio(detectedCount, referenceCount) }

    /// Detected reference events / (detected reference events + false detections).
    package var precision: Double? { ratio(detectedCount, detectedCount + falseDetectionCount) }

    /// Harmonic mean of sensitivity and precision.
    package var f1: Double? {
        ratio(2 * detectedCount, detectedCount + falseDetectionCount + referenceCount)
    }

    /// SzCORE's false detections per 24 h, the duration rounded to the 10 Hz grid.
    package var falseAlarmsPer24Hours: Double? {
        let ticks = ScoringRules.tick(durationSeconds - uncountedSeconds)
        guard ticks > 0 else { return nil }
        return Double(falseDetectionCount)
            / (Double(ticks) / ScoringRules.ticksPerSecond / 3600 / 24)
    }

    /// Alarms that touch no reference event, per hour of recording; no merging, no tolerance.
    package var falseAlarmsPerHour: Double? {
        let seconds = durationSeconds - uncountedSeconds
        return seconds > 0 ? Double(falseAlarmCount) / (seconds / 3600) : nil
    }

    private func ratio(_ part: Int, _ whole: Int) -> Double? {
        whole > 0 ? Double(part) / Double(whole) : nil
    }
}
