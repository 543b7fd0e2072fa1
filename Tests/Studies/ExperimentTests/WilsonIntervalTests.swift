import Experiment
import Testing

@Suite("The Wilson interval")
struct WilsonIntervalTests {
    struct Known: Sendable {
        var successes: Int
        var trials: Int
        var low: Double
        var high: Double
    }

    /// SciPy 1.17: `binomtest(successes, trials).proportion_ci(0.95, method="wilson")`.
    static let known = [
        Known(successes: 0, trials: 50, low: 0.0, high: 0.07134759913335872),
        Known(successes: 1, trials: 50, low: 0.0035392592716462223, high: 0.10495443589637814),
        Known(successes: 23, trials: 50, low: 0.3296965219222435, high: 0.5960112860084252),
        Known(successes: 47, trials: 50, low: 0.8378290831116182, high: 0.979385029651026),
        Known(successes: 50, trials: 50, low: 0.9286524008666412, high: 1.0),
        Known(successes: 3, trials: 7, low: 0.1582198552514697, high: 0.7495416354723428),
        Known(successes: 1, trials: 1, low: 0.20654931437723745, high: 1.0),
    ]

    @Test("agrees with an independent implementation", arguments: known)
    func agrees(known: Known) throws {
        let interval = try #require(
            WilsonInterval(successes: known.successes, trials: known.trials))
        #expect(abs(interval.low - known.low) < 1e-12)
        #expect(abs(interval.high - known.high) < 1e-12)
    }

    @Test("there is none without a trial, and the ends are exact")
    func ends() {
        #expect(WilsonInterval(successes: 0, trials: 0) == nil)
        for trials in [1, 50, 10_000] {
            #expect(WilsonInterval(successes: 0, trials: trials)?.low == 0)
            #expect(WilsonInterval(successes: trials, trials: trials)?.high == 1)
        }
    }
}
