/// Says when each frame is due, and waits for it.
///
/// Every deadline is computed from its frame's index by exact integer arithmetic and rounded once,
/// so that no error adds up however long the run: frame n is due
/// `ceil(n * 1e9 / (framesPerSecond * speed))` nanoseconds after the start, never before its true
/// instant and less than 1 ns after it.
package struct Pacer: Sendable {
    /// When frame 0 is due, in nanoseconds of `MonotonicClock`.
    package let startNanoseconds: Int64

    /// Nanoseconds per frame as a fraction in lowest terms.
    private let numerator: UInt128
    private let denominator: UInt128

    /// - Parameters:
    ///   - startNanoseconds: when frame 0 is due, in nanoseconds of `MonotonicClock`.
    ///   - framesPerSecond: the recording's own rate.
    ///   - speed: how many times faster than real time the frames pass.
    /// - Precondition: `startNanoseconds` is not negative, and the fraction of nanoseconds per frame,
    ///   in lowest terms, fits in words of 64 bits.
    package init(startNanoseconds: Int64, framesPerSecond: Ratio, speed: Ratio = Ratio(1)) {
        precondition(startNanoseconds >= 0, "a pacer's start must not be negative")
        self.startNanoseconds = startNanoseconds
        let nanosecondsPerSecond: UInt128 = 1_000_000_000
        let below = UInt128(framesPerSecond.numerator) * UInt128(speed.numerator)
        let above = UInt128(framesPerSecond.denominator) * UInt128(speed.denominator)
        // Reduced in two steps, so that the product with 1e9 is formed last and checked.
        let common = Self.greatestCommonDivisor(above, below)
        let scale = Self.greatestCommonDivisor(nanosecondsPerSecond, below / common)
        let (product, overflow) = (above / common)
            .multipliedReportingOverflow(by: nanosecondsPerSecond / scale)
        numerator = product
        denominator = below / common / scale
        precondition(
            !overflow && numerator <= UInt128(UInt64.max) && denominator <= UInt128(UInt64.max),
            "a pacer's rate and speed must reduce to words of 64 bits")
    }

    /// When frame `index` is due, in nanoseconds of `MonotonicClock`. Never decreases with `index`.
    ///
    /// - Precondition: `index` is not negative, and the deadline is within 292 years of the start of
    ///   the clock.
    package func deadline(ofFrame index: Int64) -> Int64 {
        precondition(index >= 0, "a frame's index must not be negative")
        // At most (2^63 - 1) * (2^64 - 1) + 2^64 - 2: it cannot overflow.
        let nanoseconds = (UInt128(index) * numerator + denominator - 1) / denominator
        let deadline = nanoseconds + UInt128(startNanoseconds)
        precondition(deadline <= UInt128(Int64.max), "a deadline must fit in 64 bits")
        return Int64(deadline)
    }

    /// Sleeps until frame `index` is due and returns how late it woke, in nanoseconds.
    @discardableResult
    package func sleep(untilFrame index: Int64) -> Int64 {
        MonotonicClock.sleep(until: deadline(ofFrame: index))
    }

    private static func greatestCommonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
        var (larger, smaller) = (a, b)
        while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
        return larger
    }
}
