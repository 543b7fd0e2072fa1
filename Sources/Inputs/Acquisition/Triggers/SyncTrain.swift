import Foundation

/// Aligns a recording with another system by a train of pulses that the other sends at a period of
/// its own clock.
///
/// A line through the times of the pulses against their numbers, by least squares. A pulse's time is
/// that of the first sample beyond its edge, so it is late by up to a sample: half of one is taken
/// off. What is left may be the same for all of them, so it does not average out; the intervals hold
/// it in full, besides the scatter.
package struct SyncTrain: Sendable {
    package struct Alignment: Sendable, Equatable {
        /// Time in the recording of the train's first pulse, s, with its 95 % interval.
        package var offsetSeconds: Double
        package var offsetUncertaintySeconds: Double
        /// How much faster the recording's clock runs than the other system's, with its interval.
        package var driftPartsPerMillion: Double
        package var driftUncertaintyPartsPerMillion: Double
    }

    private let periodSeconds: Double
    private let rateHertz: Double
    /// Of the pulse taken last.
    private var latest: (number: Double, frame: Int64)?
    private var firstFrame: Int64 = 0
    package private(set) var pulses = 0
    /// Pulses that did not come, by the count of periods.
    package private(set) var pulsesMissing = 0
    /// Edges that are no pulse of the train: further than a quarter of a period from any.
    package private(set) var edgesBetween = 0
    // Of the numbers and of the lateness against the nominal period, in seconds: means, and sums of
    // squares and products about them (Welford, Technometrics 4, 1962).
    private var meanNumber = 0.0
    private var meanLateness = 0.0
    private var numberSquares = 0.0
    private var latenessSquares = 0.0
    private var products = 0.0

    package init(periodSeconds: Double, rateHertz: Int) {
        self.periodSeconds = periodSeconds
        self.rateHertz = Double(rateHertz)
    }

    /// Takes an edge, by the frame of the device that has it. O(1).
    package mutating func take(deviceFrame: Int64) {
        guard let latest else {
            firstFrame = deviceFrame
            return add(number: 0, deviceFrame)
        }
        let periods = Double(deviceFrame - latest.frame) / rateHertz / periodSeconds
        let passed = periods.rounded()
        guard passed >= 1, abs(periods - passed) <= 0.25 else {
            edgesBetween += 1
            return
        }
        pulsesMissing += Int(passed) - 1
        add(number: latest.number + passed, deviceFrame)
    }

    private mutating func add(number: Double, _ frame: Int64) {
        latest = (number, frame)
        pulses += 1
        let lateness = Double(frame - firstFrame) / rateHertz - number * periodSeconds
        let numberStep = number - meanNumber
        let latenessStep = lateness - meanLateness
        meanNumber += numberStep / Double(pulses)
        meanLateness += latenessStep / Double(pulses)
        numberSquares += numberStep * (number - meanNumber)
        latenessSquares += latenessStep * (lateness - meanLateness)
        products += numberStep * (lateness - meanLateness)
    }

    /// Nil before there are ten pulses.
    package var alignment: Alignment? {
        guard pulses >= 10, numberSquares > 0 else { return nil }
        let count = Double(pulses)
        let slope = products / numberSquares
        let residual = max(0, latenessSquares - slope * products) / (count - 2)
        let halfSample = 0.5 / rateHertz
        let t = Self.quantile(pulses - 2)
        // Errors of half a sample in the worst order, whatever the train's holes: the sum of a
        // product is at most the product of the roots of the sums of squares (Cauchy and Schwarz).
        let slopeError =
            t * (residual / numberSquares).squareRoot()
            + halfSample * (count / numberSquares).squareRoot()
        let leverage = 1 / count + meanNumber * meanNumber / numberSquares
        let levelError =
            t * (residual * leverage).squareRoot() + halfSample * (count * leverage).squareRoot()
        let level = meanLateness - slope * meanNumber
        return Alignment(
            offsetSeconds: Double(firstFrame) / rateHertz + level - halfSample,
            offsetUncertaintySeconds: levelError,
            driftPartsPerMillion: slope / periodSeconds * 1e6,
            driftUncertaintyPartsPerMillion: slopeError / periodSeconds * 1e6)
    }

    /// The 97.5th percentile of Student's t, within 0.2 % from eight degrees of freedom on (Abramowitz
    /// and Stegun, 26.7.5).
    static func quantile(_ degrees: Int) -> Double {
        let z = 1.959_963_985
        let n = Double(degrees)
        let first = (z * z * z + z) / 4
        let second = (5 * pow(z, 5) + 16 * z * z * z + 3 * z) / 96
        let third = (3 * pow(z, 7) + 19 * pow(z, 5) + 17 * z * z * z - 15 * z) / 384
        return z + first / n + second / (n * n) + third / (n * n * n)
    }
}
