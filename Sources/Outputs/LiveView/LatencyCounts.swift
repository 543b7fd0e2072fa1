import Journal
import RunFolder

/// Latencies of a run so far: percentiles and bars for the page, counts below fixed bounds for
/// `/metrics`.
struct LatencyCounts {
    /// 10 µs to 1 s, ns.
    static let bounds: [Int64] = [
        10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000,
        10_000_000, 20_000_000, 50_000_000, 100_000_000, 200_000_000, 500_000_000, 1_000_000_000,
    ]

    private var distribution = Distribution()
    /// One for each bound, and one for what lies above all.
    private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
    private(set) var sumNanoseconds = 0.0

    var count: Int { distribution.count }

    /// A negative latency counts as 0.
    mutating func record(nanoseconds value: Int64) {
        let value = max(0, value)
        distribution.record(nanoseconds: value)
        counts[Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count] += 1
        sumNanoseconds += Double(value)
    }

    /// Percentiles and bars in µs; null before the first.
    var json: JSONValue {
        guard count > 0 else { return .null }
        func microseconds(_ nanoseconds: Double) -> JSONValue { .number(nanoseconds / 1_000) }
        return .object([
            .init("count", .integer(Int64(count))),
            .init("p50", microseconds(distribution.nanoseconds(atPercentile: 50))),
            .init("p99", microseconds(distribution.nanoseconds(atPercentile: 99))),
            .init("max", microseconds(distribution.largestNanoseconds)),
            .init(
                "bars",
                .list(
                    distribution.bars.map {
                        .list([
                            microseconds($0.nanoseconds.lowerBound),
                            microseconds($0.nanoseconds.upperBound), .integer(Int64($0.count)),
                        ])
                    })),
        ])
    }
}
