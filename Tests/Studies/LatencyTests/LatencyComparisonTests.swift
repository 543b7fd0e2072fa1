import Foundation
import Pipeline
import TestSupport
import Testing

@testable import Latency

/// Made-up measurements whose difference is known.
@Suite struct LatencyComparisonTests {
    private static let hopNanoseconds: Int64 = 7_812_500

    /// Eleven seconds on a machine that is slow and fast for a second at a time; the loop takes
    /// `factor` times the floor, and `tail` times as much in one hop of fifty.
    private static func measurement(
        seed: UInt64, factor: Double, tail: Double = 1
    ) -> LatencySegments {
        var random = SplitMix64(seed: seed)
        var load = 0.0
        var hops: [HopTrace] = []
        var floor: [Int64] = []
        for index in 0..<Int64(1_408) {
            load = 0.99 * load + 0.141 * random.normal()
            let machine = 36_000 * exp(0.15 * load)
            floor.append(Int64(machine * exp(0.2 * random.normal())))
            let slow = Double.random(in: 0..<1, using: &random) < 0.02 ? tail : 1
            var stamps = HopStamps()
            stamps.acquiredLast = index * hopNanoseconds
            stamps.commanded =
                stamps.acquiredLast + Int64(slow * machine * factor * exp(0.2 * random.normal()))
            hops.append(HopTrace(sequence: index, stamps: stamps))
        }
        return LatencySegments(hops, floor, hopFrames: 16, hopNanoseconds: hopNanoseconds)
    }

    @Test func equalsAreRarelyCalledDifferent() throws {
        var different = 0
        for pair in 0..<UInt64(200) {
            let comparison = try #require(
                LatencyComparison(
                    Self.measurement(seed: 2 * pair + 1, factor: 1.6),
                    with: Self.measurement(seed: 2 * pair + 2, factor: 1.6), resamples: 200))
            if comparison.verdict != .none { different += 1 }
        }
        // 7 of 100. None at all would be an interval too wide to find anything.
        #expect((1...14).contains(different), "\(different)")
    }

    @Test func aDifferenceOfATenthIsFound() throws {
        for pair in 0..<UInt64(20) {
            let quick = Self.measurement(seed: 3 * pair + 1, factor: 1.44)
            let slow = Self.measurement(seed: 3 * pair + 2, factor: 1.6)
            let faster = try #require(LatencyComparison(quick, with: slow, resamples: 200))
            #expect(faster.verdict == .faster)
            let figure = faster.figures[0]
            #expect(figure.percentile == 50 && figure.low < figure.quotient)
            #expect(figure.quotient < figure.high && figure.high < 1)
            #expect((0.85...0.95).contains(figure.quotient))
            #expect(abs(figure.ratio / figure.otherRatio - figure.quotient) < 1e-9)
            let slower = try #require(LatencyComparison(slow, with: quick, resamples: 200))
            #expect(slower.verdict == .slower)
        }
    }

    /// A shorter middle with a longer tail is neither faster nor slower.
    @Test func aTailIsNotHiddenByTheMiddle() throws {
        let comparison = try #require(
            LatencyComparison(
                Self.measurement(seed: 5, factor: 1.2, tail: 6),
                with: Self.measurement(seed: 6, factor: 1.6)))
        #expect(comparison.figures.map(\.verdict) == [.faster, .slower])
        #expect(comparison.verdict == .mixed)
        #expect(
            comparison.text.contains("p50 / floor: ") && comparison.text.contains("p99 / floor"))
    }

    @Test func theSameDrawsGiveTheSame() throws {
        let one = Self.measurement(seed: 7, factor: 1.6)
        let other = Self.measurement(seed: 8, factor: 1.6)
        let first = try #require(LatencyComparison(one, with: other))
        #expect(LatencyComparison(one, with: other) == first)
        let itself = try #require(LatencyComparison(one, with: one))
        #expect(itself.figures.allSatisfy { $0.quotient == 1 && $0.low < 1 && $0.high > 1 })
    }

    @Test func tooLittleIsNotCompared() {
        let long = Self.measurement(seed: 9, factor: 1.6)
        let short = LatencySegments(Array(long.segments.prefix(9)))
        #expect(LatencyComparison(short, with: long) == nil)
        #expect(LatencyComparison(long, with: short) == nil)
        let empty = LatencySegments(Array(repeating: .init(), count: 12))
        #expect(LatencyComparison(empty, with: long) == nil)
        // What lies in one segment of thirty is in 64 of 100 draws, and in two at once in 41.
        let sparse = LatencySegments(
            [long.segments[0]] + Array(repeating: LatencySegments.Segment(), count: 29))
        #expect(LatencyComparison(sparse, with: sparse) == nil)
    }

    @Test func segmentsAreOfASecondAtLeastAndHoldAll() {
        let segments = Self.measurement(seed: 10, factor: 1.6).segments
        #expect(segments.count == 11)
        #expect(
            segments.map { $0.compute.counts.values.reduce(0, +) }
                == Array(repeating: 128, count: 11))
        #expect(
            segments.map { $0.floor.counts.values.reduce(0, +) } == Array(repeating: 128, count: 11)
        )
        #expect(LatencySegments.hopsPerSegment(of: 76_800, hopNanoseconds: 7_812_500) == 2_560)
        #expect(LatencySegments.hopsPerSegment(of: 100, hopNanoseconds: 40_000_000) == 25)
    }

    /// Two dropped hops count with the time until the decision after them.
    @Test func droppedHopsCount() {
        var stamps = HopStamps()
        stamps.commanded = 50_000
        let hop = HopTrace(sequence: 0, stamps: stamps, droppedFrames: 31)
        #expect(hop.computeNanoseconds(16, 1_000_000) == [50_000, 1_050_000, 2_050_000])
    }
}

@Suite struct LatencyBinsTests {
    @Test func theTextHoldsThem() throws {
        let values: [Int64] = [0, 0, 1, 127, 128, 129, 36_123, 36_124, 1 << 40, -5]
        let bins = LatencyBins(values)
        #expect(bins.counts.values.reduce(0, +) == values.count)
        #expect(bins.counts[0] == 3)
        #expect(LatencyBins(text: bins.text) == bins)
        #expect(LatencyBins(text: "") == LatencyBins())
    }

    @Test func aBinIsASixtyFourthWideAtMost() {
        for value in [Int64(1), 127, 128, 255, 256, 36_123, 1_000_003, 5_000_000_017] {
            let bins = LatencyBins([value])
            let start = bins.counts.keys.first ?? -1
            let width = LatencyBins.width(start)
            #expect(width == LatencyBins.width(value))
            #expect(start <= value && value < start + width && (width == 1 || width * 64 <= value))
        }
    }

    @Test(arguments: [
        "12", "12:", ":1", "12:0", "12:-1", "-1:1", "12:1:1", "129:1 129:1", "36123:1", "a:1",
        "5:1,6:1",
    ])
    func otherTextIsRefused(text: String) {
        #expect(LatencyBins(text: text) == nil)
    }
}

extension SplitMix64 {
    /// Normal numbers (Box and Muller 1958, Ann. Math. Stat. 29:610).
    fileprivate mutating func normal() -> Double {
        let radius = (-2 * log(Double.random(in: 1e-12..<1, using: &self))).squareRoot()
        return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &self))
    }
}
