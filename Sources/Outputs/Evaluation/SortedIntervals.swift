/// Intervals by start, then end, in which the first that overlaps another is found by halving.
struct SortedIntervals {
    let intervals: [Interval]
    /// The latest end up to each; ascends.
    private let endsSoFar: [Double]

    init(_ unsorted: [Interval]) {
        intervals = unsorted.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
        var latest = -Double.infinity
        endsSoFar = intervals.map { interval in
            latest = max(latest, interval.end)
            return latest
        }
    }

    /// The interval with the earliest start that shares time with `window`. O(log n), and one step
    /// for each interval that merely touches it.
    func first(overlapping window: Interval) -> Interval? {
        var low = 0
        var high = endsSoFar.count
        while low < high {
            let middle = (low + high) / 2
            if endsSoFar[middle] < window.start { low = middle + 1 } else { high = middle }
        }
        while low < intervals.count, intervals[low].start <= window.end {
            if intervals[low].overlaps(window) { return intervals[low] }
            low += 1
        }
        return nil
    }
}
