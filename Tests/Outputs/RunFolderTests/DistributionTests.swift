import Foundation
import Testing

@testable import RunFolder

@Suite struct DistributionTests {
    /// Against the sorted values: the value at a percentile is one that at least this share does not
    /// exceed, within the histogram's thousandth.
    @Test(arguments: [1, 10, 1_000, 20_000]) func percentilesAreTheSortedValues(count: Int) {
        // Any order will do: multiples of a number without a common factor.
        let values = (0..<count).map { Int64($0 * 7_919 % count) * 37 + 1 }
        let sorted = values.sorted()
        let distribution = Distribution(nanoseconds: values)
        #expect(distribution.count == count)
        for percentile in Distribution.percentiles {
            let rank = max(1, Int((percentile.value / 100 * Double(count)).rounded(.up)))
            // The histogram rounds the rank to the nearest.
            let least = Double(sorted[max(0, rank - 2)])
            let most = Double(sorted[min(count - 1, rank)])
            let found = distribution.nanoseconds(atPercentile: percentile.value)
            #expect(found >= least * 0.999 && found <= most * 1.001)
        }
        #expect(abs(distribution.largestNanoseconds / Double(sorted[count - 1]) - 1) < 0.001)
    }

    @Test func nothingRecordedIsZero() {
        let distribution = Distribution(nanoseconds: [Int64]())
        #expect(distribution.count == 0)
        #expect(distribution.nanoseconds(atPercentile: 99) == 0)
        #expect(distribution.largestNanoseconds == 0)
        #expect(distribution.curve.isEmpty)
    }

    @Test func aNegativeDurationCountsAsZero() {
        #expect(Distribution(nanoseconds: [-5]).largestNanoseconds == 0)
    }

    /// The format of HdrHistogram's percentile files: four columns under a header, the last row at 1
    /// without the fourth, then three lines that begin with #.
    @Test func thePercentileFileHasHdrHistogramsFormat() throws {
        let text = Distribution(nanoseconds: (1...5_000).map { $0 * 1_000 }).percentileText
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines[0].split(separator: " ")
                == ["Value", "Percentile", "TotalCount", "1/(1-Percentile)"])
        #expect(lines[1].isEmpty)
        let rows = lines.dropFirst(2).filter { !$0.hasPrefix("#") && !$0.isEmpty }
            .map { $0.split(separator: " ").compactMap { Double($0) } }
        #expect(rows.count > 20)
        #expect(rows.dropLast().allSatisfy { $0.count == 4 })
        #expect(rows.last?.count == 3)
        // Microseconds, rising, up to the largest and all of them.
        for (earlier, later) in zip(rows, rows.dropFirst()) {
            #expect(earlier[0] <= later[0] && earlier[1] <= later[1] && earlier[2] <= later[2])
        }
        let last = try #require(rows.last)
        #expect(abs(last[0] / 5_000 - 1) < 0.001)
        #expect(last[1] == 1 && last[2] == 5_000)
        let middle = try #require(rows.first { $0[1] == 0.5 })
        #expect(abs(middle[0] / 2_500 - 1) < 0.001)
        for sign in ["#[Mean", "#[Max", "#[Buckets"] {
            #expect(lines.count { $0.hasPrefix(sign) } == 1)
        }
    }
}
