import Foundation
import Training

/// How much may be known of one patient from all that a centre tells: epsilon at a delta, kept as
/// zero-concentrated differential privacy, which adds up over releases (Bun and Steinke 2016,
/// "Concentrated differential privacy"). Neighbours are the centre with a patient's rows and without
/// them, the counts standing as they were told.
package struct PrivacyBudget: Codable, Equatable, Sendable {
    package var epsilon: Double
    package var delta: Double

    package init(epsilon: Double, delta: Double) { (self.epsilon, self.delta) = (epsilon, delta) }

    /// Of all releases together: epsilon = rho + 2 sqrt(rho ln(1 / delta)), solved for rho.
    package var rho: Double {
        let log = Foundation.log(1 / delta)
        let root = (log + epsilon).squareRoot() - log.squareRoot()
        return root * root
    }

    /// What a rho comes to at a delta.
    package static func epsilon(rho: Double, delta: Double) -> Double {
        rho + 2 * (rho * Foundation.log(1 / delta)).squareRoot()
    }

    /// Of `rho`, for the histograms; the rest is for the sums.
    static let histogramShare = 0.25

    /// Standard deviation of the noise on a patient's clipped sums, in parts of the patient's weight.
    ///
    /// - Parameter releaseCount: how often sums are told, the last ones for the report included.
    package func sumsDeviation(releaseCount: Int) -> Double {
        // Gradient and curvature are told together, each clipped to 1: sqrt(2) in all.
        let rho = rho * (1 - Self.histogramShare) / Double(releaseCount)
        return (2 / (2 * rho)).squareRoot()
    }

    /// Of the noise on each bin. A patient's four histograms, each of sum 1, are at most 2 long.
    package var histogramDeviation: Double { (4 / (2 * rho * Self.histogramShare)).squareRoot() }

    func check() throws(FederationError) {
        try need((0.001...1_000).contains(epsilon), "privacy.epsilon", "0.001 to 1000 are possible")
        try need((1e-15...0.1).contains(delta), "privacy.delta", "1e-15 to 0.1 are possible")
    }
}

/// What one patient weighs at most, of 1.
package func patientWeight(of all: TravellingSubjects) -> Double {
    0.5 / Double(all.withSeizures) + 0.5 / Double(all.withBackground)
}
