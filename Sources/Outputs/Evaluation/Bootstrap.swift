/// Bounds between which a figure lies in 95 of 100 draws; an upper bound may be infinite.
package struct ConfidenceInterval: Hashable, Sendable {
    package var low: Double
    package var high: Double

    package init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }
}

/// Percentile intervals of 95 % by drawing the observed units again, as many as there are, with
/// replacement (Efron 1979, Ann. Stat. 7:1). The same seed gives the same draws.
package struct Bootstrap: Sendable {
    package var resamples = 1_000
    package var seed: UInt64 = 1

    package init() {}

    /// The interval of each figure; `nil` of fewer than two units, which say nothing of a spread, and
    /// where even the lower bound does not exist.
    ///
    /// - Parameters:
    ///   - strata: how many units there are of each kind; as many of each are drawn.
    ///   - figures: of the units drawn, by index, those of the first kind being first. One that does
    ///     not exist counts as larger than all.
    /// - Complexity: `resamples` times the cost of `figures`.
    package func intervals(
        strata: [Int], _ figures: (_ drawn: [Int]) -> [Double?]
    ) -> [ConfidenceInterval?] {
        let units = strata.reduce(0, +)
        let count = figures(Array(0..<units)).count
        guard units >= 2 else { return Array(repeating: nil, count: count) }
        var random = SeededRandom(seed: seed)
        var values = Array(repeating: [Double](), count: count)
        var drawn = [Int](repeating: 0, count: units)
        for _ in 0..<resamples {
            var start = 0
            for size in strata {
                for place in start..<start + size {
                    drawn[place] = start + Int(random.next(below: UInt64(size)))
                }
                start += size
            }
            for (index, figure) in figures(drawn).enumerated() {
                values[index].append(figure ?? .infinity)
            }
        }
        return values.map { values in
            let sorted = values.sorted()
            let tail = resamples / 40
            let low = sorted[tail]
            return low.isFinite
                ? ConfidenceInterval(low: low, high: sorted[resamples - 1 - tail]) : nil
        }
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014).
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// 0 to `bound` - 1, with a bias below `bound` / 2^64.
    mutating func next(below bound: UInt64) -> UInt64 {
        next().multipliedFullWidth(by: bound).high
    }
}
