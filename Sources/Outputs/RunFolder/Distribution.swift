import Foundation
import Histogram

/// Durations as an HdrHistogram of nanoseconds with three significant digits.
package struct Distribution: Sendable {
    private var histogram: Histogram<UInt64>

    /// The percentiles that are reported; the largest value is reported besides.
    package static let percentiles: [(name: String, title: String, value: Double)] = [
        ("p50", "p50", 50), ("p90", "p90", 90), ("p99", "p99", 99), ("p999", "p99.9", 99.9),
        ("p9999", "p99.99", 99.99),
    ]

    package init() { histogram = Histogram(numberOfSignificantValueDigits: .three) }

    package init(nanoseconds: some Sequence<Int64>) {
        self.init()
        for value in nanoseconds { record(nanoseconds: value) }
    }

    /// A negative duration, which no clock that runs on gives, counts as 0. May allocate.
    package mutating func record(nanoseconds value: Int64) {
        histogram.record(UInt64(max(0, value)))
    }

    package var count: Int { Int(histogram.totalCount) }

    /// The value that this share of all do not exceed, in nanoseconds, within a thousandth; 0 when
    /// nothing was recorded.
    package func nanoseconds(atPercentile percentile: Double) -> Double {
        count == 0 ? 0 : Double(histogram.valueAtPercentile(percentile))
    }

    package var largestNanoseconds: Double { count == 0 ? 0 : Double(histogram.max) }
    package var meanNanoseconds: Double { count == 0 ? 0 : histogram.mean }

    /// HdrHistogram's percentile format, which its plotters read; values in microseconds.
    package var percentileText: String {
        var text = ""
        histogram.outputPercentileDistribution(to: &text, outputValueUnitScalingRatio: 1_000)
        return text
    }

    /// Numbers of values in tenths of a decade, from the lowest that has some: the bars of a histogram
    /// over a logarithmic axis. Values below a microsecond count as one.
    package var bars: [(nanoseconds: ClosedRange<Double>, count: Int)] {
        var counts: [Int: Int] = [:]
        for step in histogram.recordedValues() {
            let tenth = Int((log10(max(1_000, Double(step.value))) * 10).rounded(.down))
            counts[tenth, default: 0] += Int(step.count)
        }
        return counts.sorted { $0.key < $1.key }.map {
            (pow(10, Double($0.key) / 10)...pow(10, Double($0.key + 1) / 10), $0.value)
        }
    }

    /// Share of values, 0 to 1, and the value in nanoseconds that they do not exceed: the points of a
    /// curve, closer together towards the largest value.
    package var curve: [(share: Double, nanoseconds: Double)] {
        histogram.percentiles(ticksPerHalfDistance: 10).map {
            ($0.percentileLevelIteratedTo / 100, Double($0.value))
        }
    }
}
