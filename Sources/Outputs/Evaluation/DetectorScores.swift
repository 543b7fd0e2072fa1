/// One recording as a detector saw it.
package struct ScoredRecording: Sendable {
    package var name: String
    /// Whose it is; nil where nobody says.
    package var subject: String?
    package var durationSeconds: Double
    package var reference: [Interval]
    package var hypothesis: [Interval]
    /// Of `reference`, the events whose end is not marked, as far as they may go: what lies in them is
    /// neither right nor wrong.
    package var uncounted: [Interval]
    /// Gaps of the recording, in which nothing was seen.
    package var missing: [Interval] = []
    /// What was odd about the recording and its reference, one line each.
    package var warnings: [String] = []
    /// Bursts delivered, by time, and the charge of their first phases.
    package var therapies: [Therapy]

    package struct Therapy: Sendable {
        package var seconds: Double
        package var microcoulombs: Double

        package init(seconds: Double, microcoulombs: Double) {
            self.seconds = seconds
            self.microcoulombs = microcoulombs
        }
    }

    package init(
        name: String, durationSeconds: Double, reference: [Interval], hypothesis: [Interval],
        uncounted: [Interval] = [], therapies: [Therapy] = []
    ) {
        self.name = name
        self.durationSeconds = durationSeconds
        self.reference = reference
        self.hypothesis = hypothesis
        self.uncounted = uncounted
        self.therapies = therapies
    }
}

/// A detector's scores over any number of recordings: counts are added up, rates follow from the
/// sums. A rate that has nothing to divide by is `nil`.
package struct DetectorScores: Sendable {
    package private(set) var durationSeconds = 0.0
    /// Of it, what follows onsets without a marked end, and gaps; no part of a rate's hours.
    package private(set) var uncountedSeconds = 0.0
    /// Seizures without a marked end.
    package private(set) var onsetOnlyCount = 0
    /// SzCORE's counts, as in `EventScores`.
    package private(set) var referenceCount = 0
    package private(set) var detectedCount = 0
    package private(set) var falseDetectionCount = 0
    /// Alarms that overlap no reference event; no merging, no tolerance.
    package private(set) var falseAlarmCount = 0
    /// What came of each reference event as annotated.
    package private(set) var delays = DetectionDelays(outcomes: [])
    package private(set) var samples = SampleScores(reference: [], hypothesis: [], duration: 0)
    package private(set) var therapyCount = 0
    package private(set) var therapiesOutside = 0
    private var therapiesUncounted = 0
    package private(set) var microcoulombs = 0.0

    package init() {}

    package init(_ recordings: [ScoredRecording]) {
        for recording in recordings { add(recording) }
    }

    package mutating func add(_ recording: ScoredRecording) {
        let scores = EventScores(
            reference: recording.reference, hypothesis: recording.hypothesis,
            duration: recording.durationSeconds, uncounted: recording.uncounted,
            missing: recording.missing)
        durationSeconds += scores.durationSeconds
        uncountedSeconds += scores.uncountedSeconds
        onsetOnlyCount += recording.uncounted.count
        referenceCount += scores.referenceCount
        detectedCount += scores.detectedCount
        falseDetectionCount += scores.falseDetectionCount
        falseAlarmCount += scores.falseAlarmCount
        delays = DetectionDelays(outcomes: delays.outcomes + scores.delays.outcomes)
        samples.add(
            SampleScores(
                reference: recording.reference, hypothesis: recording.hypothesis,
                duration: recording.durationSeconds, uncounted: recording.uncounted))
        therapyCount += recording.therapies.count
        microcoulombs += recording.therapies.reduce(0) { $0 + $1.microcoulombs }
        func lie(_ therapy: ScoredRecording.Therapy, in events: [Interval]) -> Bool {
            events.contains { $0.start <= therapy.seconds && therapy.seconds <= $0.end }
        }
        therapiesOutside += recording.therapies.count { !lie($0, in: recording.reference) }
        therapiesUncounted += recording.therapies.count { lie($0, in: recording.uncounted) }
    }

    /// Adds what another set of recordings came to.
    package mutating func add(_ other: DetectorScores) {
        durationSeconds += other.durationSeconds
        uncountedSeconds += other.uncountedSeconds
        onsetOnlyCount += other.onsetOnlyCount
        referenceCount += other.referenceCount
        detectedCount += other.detectedCount
        falseDetectionCount += other.falseDetectionCount
        falseAlarmCount += other.falseAlarmCount
        delays = DetectionDelays(outcomes: delays.outcomes + other.delays.outcomes)
        samples.add(other.samples)
        therapyCount += other.therapyCount
        therapiesOutside += other.therapiesOutside
        therapiesUncounted += other.therapiesUncounted
        microcoulombs += other.microcoulombs
    }

    /// Seizures that an episode overlaps, of all as annotated.
    package var foundShare: Double? { ratio(delays.foundCount, delays.outcomes.count) }

    package var sensitivity: Double? { ratio(detectedCount, referenceCount) }
    package var precision: Double? { ratio(detectedCount, detectedCount + falseDetectionCount) }
    package var f1: Double? {
        ratio(2 * detectedCount, detectedCount + falseDetectionCount + referenceCount)
    }
    package var falseAlarmsPer24Hours: Double? {
        perCountedSecond(falseDetectionCount).map { $0 * 86_400 }
    }
    /// Alarms that touch no reference event, per hour; no merging, no tolerance.
    package var falseAlarmsPerHour: Double? {
        perCountedSecond(falseAlarmCount).map { $0 * 3_600 }
    }
    package var therapiesPerDay: Double? { perSecond(therapyCount).map { $0 * 86_400 } }
    package var microcoulombsPerDay: Double? {
        durationSeconds > 0 ? microcoulombs / durationSeconds * 86_400 : nil
    }
    /// Share of the therapies that were given outside annotated seizures, of those of which that is
    /// known.
    package var therapyShareOutside: Double? {
        ratio(therapiesOutside, therapyCount - therapiesUncounted)
    }

    /// Therapies that began outside annotated seizures, per hour of it; no tolerance.
    package var therapiesOutsidePerHour: Double? {
        perCountedSecond(therapiesOutside).map { $0 * 3_600 }
    }

    private func perCountedSecond(_ count: Int) -> Double? {
        let seconds = durationSeconds - uncountedSeconds
        return seconds > 0 ? Double(count) / seconds : nil
    }

    private func perSecond(_ count: Int) -> Double? {
        durationSeconds > 0 ? Double(count) / durationSeconds : nil
    }

    private func ratio(_ part: Int, _ whole: Int) -> Double? {
        whole > 0 ? Double(part) / Double(whole) : nil
    }
}

extension ScoredRecording {
    /// What lies at or after an instant; times count from there. A seizure under way then counts
    /// neither way, nor does what was found or given in the rest of it.
    package func starting(at seconds: Double) -> ScoredRecording {
        let cut = reference.filter { $0.start < seconds && $0.end > seconds }
        func isInCut(_ event: Interval) -> Bool {
            cut.contains { event.start < $0.end && $0.start < event.end }
        }
        func shifted(_ events: [Interval]) -> [Interval] {
            events.filter { $0.start >= seconds && !isInCut($0) }
                .map { Interval(start: $0.start - seconds, end: $0.end - seconds) }
        }
        var rest = ScoredRecording(
            name: name, durationSeconds: max(0, durationSeconds - seconds),
            reference: shifted(reference), hypothesis: shifted(hypothesis),
            uncounted: shifted(uncounted),
            therapies: therapies.filter { therapy in
                therapy.seconds >= seconds
                    && !cut.contains { $0.start <= therapy.seconds && therapy.seconds <= $0.end }
            }
            .map { Therapy(seconds: $0.seconds - seconds, microcoulombs: $0.microcoulombs) })
        rest.subject = subject
        rest.missing = missing.filter { $0.end > seconds }
            .map { Interval(start: max(0, $0.start - seconds), end: $0.end - seconds) }
        rest.warnings =
            warnings
            + cut.map {
                "the seizure at \($0.start) s is under way at \(seconds) s, where scoring starts: it "
                    + "counts neither way"
            }
        return rest
    }
}
