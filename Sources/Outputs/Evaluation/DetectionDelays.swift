/// What came of each annotated seizure, strictly: found is one that an episode overlaps, without any
/// tolerance; one that an episode was already on for when it began has no delay.
package struct DetectionDelays: Hashable, Sendable {
    /// What the detector did at a seizure.
    package enum Outcome: Hashable, Sendable {
        /// No episode overlaps it.
        case missed
        /// An episode that began before it was still on. That this one knew of the seizure cannot be
        /// told from one that is on all the time.
        case alreadyOn
        /// Seconds from the annotated onset to the first episode within it.
        case found(after: Double)
    }

    /// One entry per reference event in order of onset.
    package let outcomes: [Outcome]

    /// - Parameters:
    ///   - reference: annotated seizures.
    ///   - hypothesis: detected episodes.
    package init(reference: [Interval], hypothesis: [Interval]) {
        let episodes = SortedIntervals(hypothesis)
        outcomes = SortedIntervals(reference).intervals.map { event in
            guard let first = episodes.first(overlapping: event) else { return .missed }
            return first.start < event.start
                ? .alreadyOn : .found(after: first.start - event.start)
        }
    }

    package init(outcomes: [Outcome]) { self.outcomes = outcomes }

    /// One entry per reference event, in seconds; `nil` where it was missed or an episode was
    /// already on.
    package var seconds: [Double?] {
        outcomes.map { if case .found(let delay) = $0 { delay } else { nil } }
    }

    /// Events that an episode overlaps, those with one already on among them.
    package var foundCount: Int { outcomes.count { $0 != .missed } }

    package var alreadyOnCount: Int { outcomes.count { $0 == .alreadyOn } }

    /// The delays that there are, ascending, in seconds.
    package var detected: [Double] { seconds.compactMap { $0 }.sorted() }

    /// Median of the delays, in seconds; `nil` where there is none.
    package var median: Double? { Evaluation.median(detected) }

    /// The longest delay, in seconds; `nil` where there is none.
    package var worst: Double? { detected.last }

    /// How many reference events were detected at most `limit` seconds after their annotated onset,
    /// and not before it.
    package func countDetected(within limit: Double) -> Int {
        detected.prefix { $0 <= limit }.count
    }

    /// The limits that are usually reported, in seconds.
    package static let usualLimits: [Double] = [1, 2, 5, 10]
}
