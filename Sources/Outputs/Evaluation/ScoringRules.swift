/// The figures of event scoring. `szcore` is what the field compares by.
package struct ScoringRules: Hashable, Sendable {
    /// Tolerated before a reference event, in seconds.
    package var secondsBefore: Double
    /// Tolerated after a reference event, in seconds.
    package var secondsAfter: Double
    /// Events nearer than this to the one before are merged with it, in seconds.
    package var secondsBetweenMin: Double
    /// Longer events are split into pieces of this length, in seconds. Must be positive.
    package var secondsEventMax: Double

    package init(
        secondsBefore: Double, secondsAfter: Double, secondsBetweenMin: Double,
        secondsEventMax: Double
    ) {
        precondition(secondsEventMax >= 1, "An event may last at least one second")
        self.secondsBefore = secondsBefore
        self.secondsAfter = secondsAfter
        self.secondsBetweenMin = secondsBetweenMin
        self.secondsEventMax = secondsEventMax
    }

    /// SzCORE's event scoring, the defaults of `timescoring` 0.0.7.
    package static let szcore = ScoringRules(
        secondsBefore: 30, secondsAfter: 60, secondsBetweenMin: 90, secondsEventMax: 300)

    /// Ten years: bounds the pieces that a split can make.
    static let durationMax: Double = 10 * 366 * 24 * 3600

    /// Scores are computed on a grid of 10 Hz.
    static let ticksPerSecond: Double = 10

    /// The grid point nearest to a time; halves go to the even one, as Python's `round` has it.
    static func tick(_ seconds: Double) -> Int {
        Int((seconds * ticksPerSecond).rounded(.toNearestOrEven))
    }
}

extension ScoringRules {
    struct Tally {
        var reference = 0
        var detected = 0
        var falseDetections = 0
    }

    /// Counts by the rules. Both lists are sorted and lie within the recording.
    ///
    /// `timescoring` paints masks; the same answers come from sorted intervals of grid points, so
    /// that cost does not depend on the recording's length.
    func tally(reference: [Interval], hypothesis: [Interval], duration: Double) -> Tally {
        let gridEnd = Self.tick(duration)
        let gridDuration = Double(gridEnd) / Self.ticksPerSecond
        let reference = split(merged(reference))
        let hypothesis = split(merged(hypothesis))
        let hypothesisTicks = hypothesis.map { seen(ticks($0, gridEnd: gridEnd), gridEnd: gridEnd) }

        var tally = Tally(reference: reference.count)
        var detectedTicks: [Range<Int>] = []
        var cursor = 0
        for event in reference {
            let widened = Interval(
                start: max(0, event.start - secondsBefore),
                end: min(gridDuration, event.end + secondsAfter))
            let window = ticks(widened, gridEnd: gridEnd)
            if touches(window, hypothesisTicks, from: &cursor) {
                tally.detected += 1
                detectedTicks.append(window)
            }
        }
        cursor = 0
        for event in hypothesisTicks where !touches(event, detectedTicks, from: &cursor) {
            tally.falseDetections += 1
        }
        return tally
    }

    /// Events nearer than `secondsBetweenMin` become one, which ends where the later one ends.
    /// Where an event lies within another, that is the inner one's end: `timescoring` has it so.
    private func merged(_ events: [Interval]) -> [Interval] {
        var merged: [Interval] = []
        for event in events {
            if let last = merged.last, event.start - last.end < secondsBetweenMin {
                merged[merged.count - 1].end = event.end
            } else {
                merged.append(event)
            }
        }
        return merged
    }

    private func split(_ events: [Interval]) -> [Interval] {
        var pieces: [Interval] = []
        for event in events {
            var rest = event
            while rest.end - rest.start > secondsEventMax {
                let cut = rest.start + secondsEventMax
                pieces.append(Interval(start: rest.start, end: cut))
                rest.start = cut
            }
            pieces.append(rest)
        }
        return pieces
    }

    private func ticks(_ interval: Interval, gridEnd: Int) -> Range<Int> {
        let start = min(max(0, Self.tick(interval.start)), gridEnd)
        return start..<max(start, min(Self.tick(interval.end), gridEnd))
    }

    /// An event that begins and ends at the same grid point, which is the one nearest to it.
    ///
    /// The grid is how `timescoring` stores events; SzCORE's rule is any overlap, however short. On
    /// its masks such an event is no detection, and a false one even within a seizure.
    private func seen(_ range: Range<Int>, gridEnd: Int) -> Range<Int> {
        guard range.isEmpty, gridEnd > 0 else { return range }
        let point = min(range.lowerBound, gridEnd - 1)
        return point..<point + 1
    }

    /// Whether a range shares a grid point with any of `ranges`, whose starts and ends both ascend,
    /// as do those of successive queries: `cursor` passes over `ranges` once in all.
    private func touches(_ range: Range<Int>, _ ranges: [Range<Int>], from cursor: inout Int)
        -> Bool
    {
        while cursor < ranges.count, ranges[cursor].upperBound <= range.lowerBound { cursor += 1 }
        var index = cursor
        // Ranges without a grid point in them are stepped over.
        while index < ranges.count, ranges[index].lowerBound < range.upperBound {
            if ranges[index].overlaps(range) { return true }
            index += 1
        }
        return false
    }
}
