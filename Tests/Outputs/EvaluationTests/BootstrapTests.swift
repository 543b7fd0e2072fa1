import Evaluation
import Foundation
import TestSupport
import Testing

/// Intervals against what they must be.
struct BootstrapTests {
    /// Two units, a and b: the mean of two draws is a in a quarter of all, b in another.
    @Test func twoUnitsSpanTheirMean() {
        let values = [3.0, 7.0]
        let interval = Bootstrap().intervals(strata: [2]) { drawn in
            [drawn.reduce(0) { $0 + values[$1] } / 2]
        }[0]
        #expect(interval == ConfidenceInterval(low: 3, high: 7))
    }

    /// Of n units of which k count, the number in a draw is binomial: its quantiles are known.
    @Test(arguments: [(20, 5), (50, 25), (100, 8)])
    func aCountIsBinomial(_ n: Int, _ k: Int) throws {
        var bootstrap = Bootstrap()
        bootstrap.resamples = 4_000
        let interval = try #require(
            bootstrap.intervals(strata: [n]) { [Double($0.count { $0 < k })] }[0])
        let p = Double(k) / Double(n)
        /// The least number that so much of the distribution does not exceed.
        func quantile(_ share: Double) -> Double {
            var sum = 0.0
            for count in 0...n {
                let choose =
                    lgamma(Double(n) + 1) - lgamma(Double(count) + 1)
                    - lgamma(Double(n - count) + 1)
                sum += exp(choose + Double(count) * log(p) + Double(n - count) * log(1 - p))
                if sum >= share { return Double(count) }
            }
            return Double(n)
        }
        // The draws are seeded; with 4,000 of them a quantile is off by a count at most.
        #expect(abs(interval.low - quantile(0.025)) <= 1)
        #expect(abs(interval.high - quantile(0.975)) <= 1)
    }

    @Test func kindsAreDrawnApart() {
        let interval = Bootstrap().intervals(strata: [3, 5]) { drawn in
            [Double(drawn.count { $0 < 3 })]
        }[0]
        #expect(interval == ConfidenceInterval(low: 3, high: 3))
    }

    @Test func whatDoesNotExistIsLargerThanAll() {
        let bootstrap = Bootstrap()
        let some = bootstrap.intervals(strata: [2]) { [$0.contains(0) ? 1 : nil, nil] }
        #expect(some == [ConfidenceInterval(low: 1, high: .infinity), nil])
        #expect(bootstrap.intervals(strata: [1]) { _ in [1] } == [nil])
        #expect(bootstrap.intervals(strata: []) { _ in [1] } == [nil])
    }

    @Test func theSeedDecidesTheDraws() {
        func interval(_ seed: UInt64) -> ConfidenceInterval? {
            var bootstrap = Bootstrap()
            bootstrap.seed = seed
            return bootstrap.intervals(strata: [40]) { drawn in
                [drawn.reduce(0.0) { $0 + sqrt(Double($1)) }]
            }[0]
        }
        #expect(interval(1) == interval(1))
        #expect(interval(1) != interval(2))
    }

    /// Garwood's exact one-sided bounds: chi-square quantiles of 2k + 2 degrees, halved.
    @Test(arguments: [(0, 2.9957), (1, 4.7439), (2, 6.2958), (5, 10.5130), (10, 16.9622)])
    func poissonBounds(_ count: Int, _ expected: Double) {
        #expect(abs(RateBound.upper(count: count, hours: 1) - expected) < 1e-3)
        #expect(abs(RateBound.upper(count: count, hours: 4) - expected / 4) < 1e-3)
    }

    @Test func ruleOfThree() {
        let hours = RateBound.hoursNeeded(toShow: 0.5)
        #expect(abs(hours - 5.9915) < 1e-3)
        #expect(abs(RateBound.upper(count: 0, hours: hours) - 0.5) < 1e-9)
        #expect(RateBound.upper(count: 0, hours: 0) == .infinity)
    }
}
