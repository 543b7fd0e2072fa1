/// How long after each annotated onset the first detection came.
package struct DetectionDelays: Hashable, Sendable {
    /// One entry per reference event in order of onset, in seconds; `nil` where it was missed.
    /// Negative where the detection came before the annotated onset.
    package let seconds: [Double?]

    /// The detection of an event is the first episode that overlaps it; where none does, the first
    /// one in the tolerance before it, which the scoring rules accept too.
    ///
    /// - Parameters:
    ///   - reference: annotated seizures.
    ///   - hypothesis: detected episodes.
    ///   - secondsBefore: the tolerance.
    package init(reference: [Interval], hypothesis: [Interval], secondsBefore: Double = 30) {
        let detections = SortedIntervals(hypothesis)
        seconds = SortedIntervals(reference).intervals.map { event in
            let tolerated = Interval(start: event.start - secondsBefore, end: event.end)
            let detection =
                detections.first(overlapping: event) ?? detections.first(overlapping: tolerated)
            return detection.map { $0.start - event.start }
        }
    }

    /// The delays of the detected events alone, ascending, in seconds.
    package var detected: [Double] { seconds.compactMap { $0 }.sorted() }

    /// Median over the detected events, in seconds; `nil` where none was detected.
    package var median: Double? {
        let delays = detected
        guard !delays.isEmpty else { return nil }
        let middle = delays.count / 2
        return delays.count.isMultiple(of: 2)
            ? (delays[middle - 1] + delays[middle]) / 2 : delays[middle]
    }

    /// The longest delay of a detected event, in seconds; `nil` where none was detected.
    package var worst: Double? { detected.last }

    /// How many reference events were detected at most `limit` seconds after their annotated onset.
    package func countDetected(within limit: Double) -> Int {
        detected.prefix { $0 <= limit }.count
    }

    /// The limits that are usually reported, in seconds.
    package static let usualLimits: [Double] = [1, 2, 5, 10]
}
