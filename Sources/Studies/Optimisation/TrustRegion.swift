import Foundation

/// How far a continuation may step: by what share each coordinate may move. It follows from the runs alone,
/// in their order, so that there is no state to keep (successes and failures of TuRBO, Eriksson et al. 2019).
package struct TrustRegion: Equatable, Sendable {
    package private(set) var share = 0.25
    /// What moves so far have done, in a line each.
    package private(set) var lines: [String] = []
    /// What the last of them did; nil before the first.
    private(set) var lastMove: Estimate?

    static let bounds = 0.0625...0.5

    /// Runs in a row with one dose.
    struct Stage {
        let dose: TherapyDose
        private(set) var runs: [RunEvidence]

        /// The logarithm of the share of time in seizures, each run by what it is certain of.
        var logBurden: Double {
            runs.reduce(0) { $0 + $1.logBurden / $1.variance } * variance
        }
        var variance: Double { 1 / runs.reduce(0) { $0 + 1 / $1.variance } }
        var seizures: Int { runs.reduce(0) { $0 + $1.seizures } }
        var hours: Double { runs.reduce(0) { $0 + $1.hours } }

        static func all(_ runs: [RunEvidence]) -> [Stage] {
            var stages: [Stage] = []
            for run in runs {
                if let last = stages.last, last.dose == run.dose {
                    stages[stages.count - 1].runs.append(run)
                } else {
                    stages.append(Stage(dose: run.dose, runs: [run]))
                }
            }
            return stages
        }
    }

    init(_ stages: [Stage]) {
        // Between two runs the patient drifts too.
        let fading = 1 - exp2(-1 / ResponseModel.halfLifeRuns)
        let drift = 2 * ResponseModel.drift * ResponseModel.drift * fading
        for (before, after) in zip(stages, stages.dropFirst()) {
            let change = Estimate(
                mean: after.logBurden - before.logBurden,
                sd: (before.variance + after.variance + drift).squareRoot())
            lastMove = change
            let old = share
            if change.isWorse { share = max(Self.bounds.lowerBound, share / 2) }
            if change.isBetter { share = min(Self.bounds.upperBound, share * 2) }
            let verdict =
                share == old ? "stays" : share < old ? "is halved to" : "is doubled to"
            lines.append(
                "\(before.dose.words) to \(after.dose.words): seizure time \(change.words), so the "
                    + "step \(verdict) \((share * 100).brief) %")
        }
    }
}

/// A change of the logarithm of seizure time.
package struct Estimate: Equatable, Sendable {
    package let mean: Double
    package let sd: Double

    /// Of a normal distribution, 95 %.
    package var low: Double { mean - 1.96 * sd }
    package var high: Double { mean + 1.96 * sd }
    var isWorse: Bool { low > 0 }
    var isBetter: Bool { high < 0 }

    /// As a factor with its interval, such as `× 0.80 (0.62 to 1.04)`.
    package var words: String {
        "× \(Self.factor(mean)) (\(Self.factor(low)) to \(Self.factor(high)))"
    }

    private static func factor(_ logarithm: Double) -> String {
        String(format: "%.2f", exp(min(9, logarithm)))
    }
}

extension TherapyDose {
    /// In a line, such as `2 mA 160 µs 200 Hz 100 ms -1,2 +3,4`.
    package var words: String {
        "\(self[.amplitudeMilliamperes].brief) mA \(self[.pulseWidthMicroseconds].brief) µs "
            + "\(self[.frequencyHertz].brief) Hz \(self[.durationMilliseconds].brief) ms \(contacts)"
    }
}
