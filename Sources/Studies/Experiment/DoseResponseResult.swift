/// All seeds of a dose-response experiment, and what they come to.
package struct DoseResponseResult: Sendable {
    package let experiment: DoseResponse
    /// In the order of `experiment.seeds`.
    package let seeds: [SeedOutcome]

    /// One delay and amplitude.
    package struct Point: Equatable, Sendable {
        package var delaySeconds: Double
        package var amplitudeMicroamperes: Int32
        /// Seeds whose seizure was going on when the train began; all else is about these.
        package var atRisk: Int
        package var aborted: Int
        /// Nil where no seed was at risk, as with all that follows.
        package var interval: WilsonInterval?
        /// Median time from the first edge to the seizure's end, s; infinite where at least half outlasted
        /// the follow-up.
        package var remainingSecondsMedian: Double?
        /// Mean number of seizures, and time in them, s, from the onset to the follow-up's end.
        package var seizuresMean: Double?
        package var secondsInSeizureMean: Double?

        package var abortProbability: Double? {
            atRisk > 0 ? Double(aborted) / Double(atRisk) : nil
        }
    }

    /// Seeds that had no seizure in time; they are in no point.
    package var seedsWithoutSeizure: [UInt64] {
        seeds.filter { $0.onsetSeconds == nil }.map(\.seed)
    }

    /// By delay, then amplitude. The sham is amplitude 0.
    package var points: [Point] {
        experiment.delaysSeconds.indices.flatMap { delay in
            experiment.amplitudesMicroamperes.indices.map { point(delay: delay, amplitude: $0) }
        }
    }

    /// The point at these places in `delaysSeconds` and `amplitudesMicroamperes`.
    package func point(delay: Int, amplitude: Int) -> Point {
        let outcomes = seeds.compactMap { seed in
            seed.outcomes.isEmpty ? nil : seed.outcomes[delay][amplitude]
        }
        let aborted = outcomes.count { $0.isAborted }
        let count = Double(outcomes.count)
        return Point(
            delaySeconds: experiment.delaysSeconds[delay],
            amplitudeMicroamperes: experiment.amplitudesMicroamperes[amplitude],
            atRisk: outcomes.count, aborted: aborted,
            interval: WilsonInterval(successes: aborted, trials: outcomes.count),
            remainingSecondsMedian: median(outcomes.map { $0.remainingSeconds ?? .infinity }),
            seizuresMean: outcomes.isEmpty
                ? nil : outcomes.reduce(0) { $0 + Double($1.seizureCount) } / count,
            secondsInSeizureMean: outcomes.isEmpty
                ? nil : outcomes.reduce(0) { $0 + $1.secondsInSeizure } / count)
    }
}

/// The middle value, or the mean of the middle two; nil of nothing.
func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle])
}
