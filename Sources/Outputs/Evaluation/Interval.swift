/// A span of time in seconds from the start of the recording, `start` included, `end` not.
package struct Interval: Hashable, Sendable, Codable {
    package var start: Double
    package var end: Double

    package init(start: Double, end: Double) {
        self.start = start
        self.end = end
    }

    package var duration: Double { end - start }

    /// Whether the two share any time. An interval without length overlaps what contains its
    /// instant.
    package func overlaps(_ other: Interval) -> Bool {
        if start == end { return other.start <= start && start <= other.end }
        if other.start == other.end { return start <= other.start && other.start <= end }
        return start < other.end && other.start < end
    }
}

extension Array where Element == Interval {
    /// The intervals that lie at least partly within `0 ..< duration`, cut to it and sorted by
    /// start, then end. Those that are not finite or that end before they start are dropped.
    func clipped(to duration: Double) -> [Interval] {
        compactMap { interval in
            guard interval.start.isFinite, interval.end.isFinite, interval.start <= interval.end,
                interval.end >= 0, interval.start <= duration
            else { return nil }
            return Interval(
                start: Swift.max(0, interval.start), end: Swift.min(duration, interval.end))
        }
        .sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    }
}
