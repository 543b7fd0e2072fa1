/// How a figure differs from patient to patient. A draw is the same on every processor.
package enum ParameterDistribution: Equatable, Sendable {
    /// Evenly within a range.
    case uniform(ClosedRange<Double>)
    /// Evenly in the logarithm, within a range above 0.
    case logUniform(ClosedRange<Double>)
    /// Normal, drawn again until it lies within the range, which holds the mean.
    case normal(mean: Double, deviation: Double, within: ClosedRange<Double>)

    /// What can be drawn.
    package var range: ClosedRange<Double> {
        switch self {
        case .uniform(let range), .logUniform(let range), .normal(_, _, let range): range
        }
    }

    /// One draw; the same for the same seed and stream.
    package func value(seed: UInt64, stream: UInt64) -> Double {
        var random = RandomSource(seed: seed, stream: stream)
        let value: Double
        switch self {
        case .uniform(let range): value = random.uniform(in: range)
        case .logUniform(let range):
            let logarithms = Elementary.log(range.lowerBound)...Elementary.log(range.upperBound)
            value = Elementary.exp(random.uniform(in: logarithms))
        case .normal(let mean, let deviation, let range):
            while true {
                let value = mean + deviation * Self.normal(&random)
                if range.contains(value) { return value }
            }
        }
        // A rounding may lead out.
        return min(max(value, range.lowerBound), range.upperBound)
    }

    /// Of mean 0 and deviation 1 (Box and Muller 1958).
    private static func normal(_ random: inout RandomSource) -> Double {
        let radius = (-2 * Elementary.log(1 - random.uniform())).squareRoot()
        return radius * Elementary.sine(turns: random.uniform())
    }
}
