/// The 95 % interval of a proportion by Wilson's score method (Wilson 1927, J. Am. Stat. Assoc.
/// 22:209), which keeps its coverage near 0 and 1 and with few trials (Brown, Cai and DasGupta 2001,
/// Stat. Sci. 16:101).
package struct WilsonInterval: Equatable, Sendable {
    /// Bounds, 0 to 1.
    package let low: Double
    package let high: Double

    /// The 97.5th percentile of the standard normal.
    private static let z = 1.959963984540054

    /// Nil without a trial.
    package init?(successes: Int, trials: Int) {
        precondition((0...trials).contains(successes), "successes are among the trials")
        guard trials > 0 else { return nil }
        let n = Double(trials)
        let p = Double(successes) / n
        let square = Self.z * Self.z
        let centre = (p + square / (2 * n)) / (1 + square / n)
        let half =
            Self.z / (1 + square / n)
            * (p * (1 - p) / n + square / (4 * n * n)).squareRoot()
        // At the ends the bound is the proportion itself; rounding must not say otherwise.
        low = successes == 0 ? 0 : centre - half
        high = successes == trials ? 1 : centre + half
    }
}
