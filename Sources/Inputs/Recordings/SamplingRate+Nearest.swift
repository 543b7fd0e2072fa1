/// The rate that a header states in decimals, as a fraction that the loop's clock can hold.
struct StatedRate {
    let rate: SamplingRate
    /// As the header has it.
    let statedHertz: Double
    /// How much more than stated `rate` is, in parts per million; 0 where it is exact.
    let deviationPPM: Double

    /// Throws where no recording is that fast; `path` is the file that states it.
    func requirePossible(in path: String) throws(RecordingError) {
        guard statedHertz <= Limits.samplesPerSecondMax else {
            throw RecordingError(
                path, field: "sampling rate",
                .badValue(
                    found: "\(statedHertz)",
                    expected: "a rate of at most \(Limits.samplesPerSecondMax) Hz"))
        }
    }

    /// `samples` in an interval: 1,000,000 in 833.3333333333334 microseconds are 1,200 Hz.
    ///
    /// Nil where either is not above 0. From 50 Hz on the nearest fraction of
    /// `Limits.rateNumeratorMax` over `Limits.rateDenominatorMax` is at most 4.7 ppm away. A slower
    /// signal, which no loop runs on, keeps its exact terms where that is more than 10 ppm.
    init?(samples: Int64, in interval: DecimalNumber) {
        guard samples > 0, interval.mantissa > 0 else { return nil }
        let numerator = Int128(samples) * Int128(DecimalNumber.power(interval.scale))
        let denominator = Int128(interval.mantissa)
        let nearest = NearestFraction(numerator, denominator)
        let excess = nearest.numerator * denominator - numerator * nearest.denominator
        let deviation = 1e6 * Double(excess) / Double(numerator) / Double(nearest.denominator)
        statedHertz = Double(numerator) / Double(denominator)
        if abs(deviation) > Self.slowDeviationMax, let exact = Self.exact(numerator, denominator) {
            rate = exact
            deviationPPM = 0
            return
        }
        guard
            let held = SamplingRate(
                numerator: Int64(nearest.numerator), denominator: Int64(nearest.denominator))
        else { return nil }
        rate = held
        deviationPPM = deviation
    }

    /// A frequency that a header has in binary: the shortest decimal number that is it.
    init?(hertz: Double) {
        guard let number = DecimalNumber(parsing: "\(hertz)".utf8) else { return nil }
        self.init(
            samples: number.mantissa,
            in: DecimalNumber(mantissa: DecimalNumber.power(number.scale), scale: 0))
    }

    /// What to say where time would be off by more than a tenth of a millionth.
    var warning: String? {
        guard abs(deviationPPM) > 0.1 else { return nil }
        let size = (abs(deviationPPM) * 100).rounded() / 100
        return
            "the sampling rate of \(statedHertz) Hz is read as \(rate), the nearest that the clock "
            + "can hold: \(size) ppm \(deviationPPM > 0 ? "more" : "less")"
    }

    private static let slowDeviationMax = 10.0

    private static func exact(_ numerator: Int128, _ denominator: Int128) -> SamplingRate? {
        var (divisor, rest) = (numerator, denominator)
        while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
        guard let top = Int64(exactly: numerator / divisor) else { return nil }
        return SamplingRate(numerator: top, denominator: Int64(denominator / divisor))
    }
}

/// The fraction nearest to another among those with terms within `Limits`.
///
/// The convergents of the continued fraction, and between the last two that fit the semiconvergent
/// (A. Khinchin, Continued Fractions, 1964, sections 6 and 7). At most 40 steps for 64-bit terms.
struct NearestFraction {
    private(set) var numerator: Int128 = 1
    private(set) var denominator: Int128 = 0

    /// Of positive terms below 2^97, so that no product leaves 128 bits.
    init(_ top: Int128, _ bottom: Int128) {
        precondition(top > 0 && bottom > 0 && top < 1 << 97 && bottom < 1 << 97)
        let topMax = Int128(Limits.rateNumeratorMax)
        let bottomMax = Int128(Limits.rateDenominatorMax)
        var (earlierTop, earlierBottom): (Int128, Int128) = (0, 1)
        var (dividend, divisor) = (top, bottom)
        while divisor != 0 {
            let wanted = dividend / divisor
            let topRoom = numerator > 0 ? (topMax - earlierTop) / numerator : wanted
            let bottomRoom = denominator > 0 ? (bottomMax - earlierBottom) / denominator : wanted
            let steps = min(wanted, topRoom, bottomRoom)
            let next = (earlierTop + steps * numerator, earlierBottom + steps * denominator)
            guard steps == wanted else {
                if steps > 0 || denominator == 0, isNearer(next, top, bottom) {
                    (numerator, denominator) = next
                }
                return
            }
            (earlierTop, earlierBottom) = (numerator, denominator)
            (numerator, denominator) = next
            (dividend, divisor) = (divisor, dividend % divisor)
        }
    }

    /// Whether another fraction lies nearer to `top / bottom` than this one.
    private func isNearer(
        _ other: (top: Int128, bottom: Int128), _ top: Int128, _ bottom: Int128
    ) -> Bool {
        guard denominator > 0 else { return true }
        let theirs = (top * other.bottom - bottom * other.top).magnitude
        let ours = (top * denominator - bottom * numerator).magnitude
        return theirs.multipliedFullWidth(by: denominator.magnitude)
            < ours.multipliedFullWidth(by: other.bottom.magnitude)
    }
}
