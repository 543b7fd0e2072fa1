import Foundation

/// What a count in so many hours says of the rate behind it, if the events come independently.
package enum RateBound {
    /// The rate that is exceeded in 5 of 100 cases at most, per hour: the exact Poisson bound (Garwood
    /// 1936, Biometrika 28:437). Without an event it is the rule of three, -ln 0.05 = 2.996 over the
    /// hours.
    package static func upper(count: Int, hours: Double) -> Double {
        guard hours > 0 else { return .infinity }
        // The expected number of which `count` or fewer come with a probability of 0.05.
        var low = 0.0
        var high = Double(count) * 2 + 10
        for _ in 0..<200 {
            let middle = (low + high) / 2
            if probability(atMost: count, expected: middle) > 0.05 {
                low = middle
            } else {
                high = middle
            }
        }
        return high / hours
    }

    /// The hours without any event that it takes to show a rate, by the rule of three.
    package static func hoursNeeded(toShow rate: Double) -> Double { -log(0.05) / rate }

    private static func probability(atMost count: Int, expected: Double) -> Double {
        var logarithm = -expected
        var sum = exp(logarithm)
        guard count > 0 else { return sum }
        for events in 1...count {
            logarithm += log(expected) - log(Double(events))
            sum += exp(logarithm)
        }
        return sum
    }
}
