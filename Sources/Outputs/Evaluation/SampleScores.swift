/// How well hypothesis events cover reference events, instant by instant on a grid: SzCORE's sample
/// scores, equal to `SampleScoring` of the package `timescoring` 0.0.7 at the same grid.
///
/// A detector that is on all the time has every true sample, and shows in `falseSampleCount`.
package struct SampleScores: Hashable, Sendable {
    /// Grid points a second.
    package let gridHertz: Int
    /// Grid points of the recording, of the reference, of both, of the hypothesis alone.
    package private(set) var sampleCount: Int
    package private(set) var referenceCount: Int
    package private(set) var trueSampleCount: Int
    package private(set) var falseSampleCount: Int

    /// - Parameters:
    ///   - duration: of the recording in seconds. Events are cut to it.
    ///   - uncounted: stretches that are left out, of reference, hypothesis and recording.
    ///   - gridHertz: 10, as event scoring; SzCORE's own default for samples is 1.
    /// - Complexity: O(n log n) in the number of events, whatever the duration.
    package init(
        reference: [Interval], hypothesis: [Interval], duration: Double,
        uncounted: [Interval] = [], gridHertz: Int = 10
    ) {
        precondition(gridHertz > 0, "the grid must be positive")
        let duration = duration.isFinite ? min(max(0, duration), ScoringRules.durationMax) : 0
        let rate = Double(gridHertz)
        // The recording is on the grid of 10 Hz before it is on any other.
        let tenths = Double(ScoringRules.tick(duration)) / ScoringRules.ticksPerSecond
        let end = Int((tenths * rate).rounded(.toNearestOrEven))
        func ranges(_ events: [Interval]) -> [Range<Int>] {
            events.clipped(to: duration).map { event in
                let start = min(end, Int((event.start * rate).rounded(.toNearestOrEven)))
                return
                    start..<max(
                        start, min(end, Int((event.end * rate).rounded(.toNearestOrEven))))
            }
        }
        let truth = Self.united(ranges(reference))
        let claim = Self.united(ranges(hypothesis))
        self.gridHertz = gridHertz
        let unknown = Self.united(ranges(uncounted))
        let knownTruth = Self.without(unknown, truth)
        let knownClaim = Self.without(unknown, claim)
        sampleCount = end - Self.count(unknown)
        referenceCount = Self.count(knownTruth)
        trueSampleCount = Self.shared(knownTruth, knownClaim)
        falseSampleCount = Self.count(knownClaim) - trueSampleCount
    }

    /// Adds another recording's, on the same grid.
    package mutating func add(_ other: SampleScores) {
        precondition(gridHertz == other.gridHertz, "the grids differ")
        sampleCount += other.sampleCount
        referenceCount += other.referenceCount
        trueSampleCount += other.trueSampleCount
        falseSampleCount += other.falseSampleCount
    }

    package var sensitivity: Double? { ratio(trueSampleCount, referenceCount) }
    package var precision: Double? { ratio(trueSampleCount, trueSampleCount + falseSampleCount) }
    package var f1: Double? {
        guard referenceCount + falseSampleCount > 0 else { return nil }
        return ratio(2 * trueSampleCount, trueSampleCount + falseSampleCount + referenceCount)
    }
    /// False samples per 24 h.
    package var falseSamplesPer24Hours: Double? {
        guard sampleCount > 0 else { return nil }
        return Double(falseSampleCount) / (Double(sampleCount) / Double(gridHertz) / 3600 / 24)
    }
    /// Share of the time without a seizure that the detector calls a seizure, 0 to 1.
    package var falseTimeShare: Double? { ratio(falseSampleCount, sampleCount - referenceCount) }

    private func ratio(_ part: Int, _ whole: Int) -> Double? {
        whole > 0 ? Double(part) / Double(whole) : nil
    }

    /// Ranges by start as disjoint ones that cover the same points.
    private static func united(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var united: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            if let last = united.last, range.lowerBound <= last.upperBound {
                united[united.count - 1] =
                    last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                united.append(range)
            }
        }
        return united
    }

    private static func count(_ ranges: [Range<Int>]) -> Int {
        ranges.reduce(0) { $0 + $1.count }
    }

    /// What of disjoint ascending ranges lies outside others of the kind. O(n + m).
    private static func without(_ others: [Range<Int>], _ ranges: [Range<Int>]) -> [Range<Int>] {
        var rest: [Range<Int>] = []
        var next = 0
        for range in ranges {
            var start = range.lowerBound
            while next < others.count, others[next].upperBound <= start { next += 1 }
            var index = next
            while index < others.count, others[index].lowerBound < range.upperBound {
                if start < others[index].lowerBound {
                    rest.append(start..<others[index].lowerBound)
                }
                start = max(start, others[index].upperBound)
                index += 1
            }
            if start < range.upperBound { rest.append(start..<range.upperBound) }
        }
        return rest
    }

    /// Points in both lists of disjoint ascending ranges.
    private static func shared(_ first: [Range<Int>], _ second: [Range<Int>]) -> Int {
        var count = 0
        var (one, other) = (0, 0)
        while one < first.count, other < second.count {
            count += first[one].clamped(to: second[other]).count
            if first[one].upperBound < second[other].upperBound { one += 1 } else { other += 1 }
        }
        return count
    }
}
