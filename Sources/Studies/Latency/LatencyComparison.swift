import Foundation

/// Whether two measurements differ in what their decisions take beyond the machine itself: each
/// compute latency as a multiple of the wake-up floor of its own run.
///
/// The measurements' segments are drawn again, as many as there are, with replacement (Künsch 1989,
/// Ann. Stat. 17:1217: blocks, since neighbours in time are alike). The spread of the quotient's
/// logarithm gives an interval by Student's distribution, as wide as two figures need that are to be
/// wrong together in at most 5 of 100 comparisons of equals. What differs between runs of the same
/// program, such as where its memory lies, is not in it.
package struct LatencyComparison: Equatable, Sendable {
    package enum Verdict: String, Sendable {
        case faster, slower
        case none = "noDifferenceShown"
        /// Faster at one percentile and slower at another.
        case mixed
    }

    /// One percentile of the compute latency.
    package struct Figure: Equatable, Sendable {
        package let percentile: Int
        /// Multiples of the floor's, of this measurement and of the other.
        package let ratio: Double
        package let otherRatio: Double
        /// The one to the other, and within what it lies.
        package let quotient: Double
        package let low: Double
        package let high: Double

        package var verdict: Verdict { high < 1 ? .faster : low > 1 ? .slower : .none }
    }

    package let figures: [Figure]
    /// The file that it is compared with.
    package let path: String

    /// Of the whole: a difference at one percentile is one.
    package var verdict: Verdict {
        let verdicts = Set(figures.map(\.verdict)).subtracting([.none])
        return verdicts.count > 1 ? .mixed : verdicts.first ?? .none
    }

    static var percentiles: [Int] { [50, 99] }

    /// Nil where either has too few segments, or too little was measured in them.
    init?(
        _ own: LatencySegments, with other: LatencySegments, path: String = "",
        resamples: Int = 1_000
    ) {
        let count = min(own.segments.count, other.segments.count)
        guard count >= LatencySegments.countMin else { return nil }
        let (own, other) = (SegmentTable(own), SegmentTable(other))
        guard let ratios = own.ratios(Self.percentiles, own.all),
            let others = other.ratios(Self.percentiles, other.all)
        else { return nil }
        var random = ResamplingNumbers(state: 1)
        var logarithms = Self.percentiles.map { _ in [Double]() }
        for _ in 0..<resamples {
            guard let drawn = own.ratios(Self.percentiles, own.draw(&random)),
                let drawnOther = other.ratios(Self.percentiles, other.draw(&random))
            else { continue }
            for index in logarithms.indices {
                logarithms[index].append(log(drawn[index] / drawnOther[index]))
            }
        }
        // Of a file that is mostly empty.
        guard logarithms[0].count * 2 > resamples else { return nil }
        self.path = path
        figures = Self.percentiles.indices.map { index in
            let quotient = ratios[index] / others[index]
            let margin = exp(Self.halfWidth(logarithms[index], segments: count))
            return Figure(
                percentile: Self.percentiles[index], ratio: ratios[index],
                otherRatio: others[index], quotient: quotient, low: quotient / margin,
                high: quotient * margin)
        }
    }

    /// Of an interval of 97.5 %: Student's quantile by Fisher's expansion times the standard error; a
    /// bootstrap's lacks what an estimated mean takes of the variance.
    private static func halfWidth(_ values: [Double], segments count: Int) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let freedom = Double(count - 1)
        let error = sqrt(squares / Double(values.count) * Double(count) / freedom)
        let z = 2.2414
        let first = (pow(z, 3) + z) / 4
        let second = (5 * pow(z, 5) + 16 * pow(z, 3) + 3 * z) / 96
        return error * (z + first / freedom + second / (freedom * freedom))
    }
}

/// Segments over the same bins, so that drawn ones are added quickly.
private struct SegmentTable {
    private let compute: [[Int]]
    private let floor: [[Int]]
    private let starts: [Int64]

    init(_ segments: LatencySegments) {
        var keys = Set<Int64>()
        for segment in segments.segments {
            keys.formUnion(segment.compute.counts.keys)
            keys.formUnion(segment.floor.counts.keys)
        }
        let starts = keys.sorted()
        self.starts = starts
        compute = segments.segments.map { one in starts.map { one.compute.counts[$0] ?? 0 } }
        floor = segments.segments.map { one in starts.map { one.floor.counts[$0] ?? 0 } }
    }

    var all: [Int] { Array(compute.indices) }

    func draw(_ random: inout ResamplingNumbers) -> [Int] {
        compute.map { _ in Int.random(in: compute.indices, using: &random) }
    }

    /// Compute latency to floor at each percentile; nil where either has nothing.
    func ratios(_ percentiles: [Int], _ drawn: [Int]) -> [Double]? {
        let (compute, floor) = (sum(compute, drawn), sum(floor, drawn))
        var ratios: [Double] = []
        for percentile in percentiles {
            guard let own = value(compute, percentile), let bare = value(floor, percentile)
            else { return nil }
            ratios.append(own / bare)
        }
        return ratios
    }

    private func sum(_ counts: [[Int]], _ drawn: [Int]) -> [Int] {
        var sums = [Int](repeating: 0, count: starts.count)
        for segment in drawn {
            for bin in sums.indices { sums[bin] += counts[segment][bin] }
        }
        return sums
    }

    /// Within a bin the values are taken to lie evenly.
    private func value(_ counts: [Int], _ percentile: Int) -> Double? {
        let wanted = Double(counts.reduce(0, +)) * Double(percentile) / 100
        var below = 0.0
        for (bin, count) in counts.enumerated() where count > 0 {
            if below + Double(count) >= wanted {
                let share = (wanted - below) / Double(count)
                return Double(starts[bin]) + share * Double(LatencyBins.width(starts[bin]))
            }
            below += Double(count)
        }
        return nil
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same draws each time.
private struct ResamplingNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
