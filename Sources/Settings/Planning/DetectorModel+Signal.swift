import ClosedLoop

extension DetectorModel {
    /// The channels and the rate that it was trained with; the rate as the fraction with the smallest
    /// denominator that is within 10^-12 of it, by continued fractions, or the nearest that the loop's
    /// clock can count by.
    public var signal: SignalDescription {
        var (before, last) = ((numerator: 0, denominator: 1), (numerator: 1, denominator: 0))
        var rest = rateHertz
        while true {
            let whole = Int(rest.rounded(.down))
            let next = (
                numerator: whole * last.numerator + before.numerator,
                denominator: whole * last.denominator + before.denominator
            )
            guard next.denominator <= FrameClock.denominatorMax else { break }
            (before, last) = (last, next)
            let rate = Double(next.numerator) / Double(next.denominator)
            if abs(rate - rateHertz) < 1e-12 * rateHertz { break }
            rest = 1 / (rest - Double(whole))
        }
        return SignalDescription(
            channelNames: channels, rateNumerator: last.numerator,
            rateDenominator: last.denominator)
    }
}
