/// One second-order section whose zeros lie at 0 Hz or at half the sampling rate, as those of every
/// Butterworth high-pass, low-pass and band-pass do:
///
///     v[n] = (1 + s1 z^-1)(1 + s2 z^-1) x[n],   s1, s2 in {+1, -1}
///     y[n] = gain v[n] - a1 y[n-1] - a2 y[n-2]
///
/// The zeros cost no multiplication and block a constant exactly. Coefficients are Q1.30. Samples
/// are Q(f), with f fraction bits chosen when the filter is planned so that no node can leave 32
/// bits for any input of 16 bits (the worst case is the sum of the magnitudes of the impulse
/// response up to that node), which is why nothing here saturates. Products and their sum take 64
/// bits. What rounding drops is added to the next sum (first-order error feedback), so rounding
/// noise has a zero at 0 Hz, where a low cut-off would otherwise amplify it.
public struct BiquadSection: BitwiseCopyable, Sendable {
    /// Q1.30, in (-2, 2).
    public var gain: Int32
    /// Q1.30, in (-2, 2).
    public var a1: Int32
    /// Q1.30, in (-1, 1].
    public var a2: Int32
    /// Sign of the first zero's term: 0 for +1 (zero at half the rate), -1 for -1 (zero at 0 Hz).
    public var zero1: Int32
    /// Sign of the second zero's term, likewise.
    public var zero2: Int32

    /// Whether one zero lies at 0 Hz and one at half the rate, as in a band-pass: they are
    /// 1 - z^-2 together.
    @inlinable @inline(__always)
    public var hasOppositeZeros: Bool { zero1 != zero2 }

    /// A section of these coefficients. Their ranges are the designer's duty; nothing is checked.
    public init(gain: Int32, a1: Int32, a2: Int32, zero1: Int32, zero2: Int32) {
        self.gain = gain
        self.a1 = a1
        self.a2 = a2
        self.zero1 = zero1
        self.zero2 = zero2
    }
}

/// What one section remembers of eight channels.
public struct BiquadState: BitwiseCopyable, Sendable {
    /// x[n-1].
    public var input1: Lanes
    /// x[n-2].
    public var input2: Lanes
    /// y[n-1].
    public var output1: Lanes
    /// y[n-2].
    public var output2: Lanes
    /// What rounding dropped, as the next sum begins with it: packing it into lanes and out again
    /// would take a tenth of the filter's time.
    @usableFromInline var remainders: ProductSum

    /// What rounding dropped, 0 to 2^30 - 1.
    @inlinable
    public var remainder: Lanes { remainders.remainderOfQ30 }

    /// All zero.
    @inlinable @inline(__always)
    public init() {
        input1 = Lanes()
        input2 = Lanes()
        output1 = Lanes()
        output2 = Lanes()
        remainders = ProductSum(nonNegative: Lanes())
    }

    /// The state that an endless constant `input` leaves in a section with a zero at 0 Hz: output 0.
    /// For a section without one, `input` must be 0.
    @inlinable @inline(__always)
    public init(settledAt input: Lanes) {
        self.init()
        input1 = input
        input2 = input
    }

    /// The next output for the next input. Q(f) in and out; about 20 vector instructions.
    ///
    /// - Parameter oppositeZeros: the section's `hasOppositeZeros`; a loop over many samples asks
    ///   for it once.
    @inlinable @inline(__always)
    public mutating func step(
        _ sample: Lanes, _ section: BiquadSection, oppositeZeros: Bool
    ) -> Lanes {
        // A part of the second sum may wrap; the sum fits.
        let value =
            oppositeZeros
            ? sample &- input2
            : sample &+ input2 &+ (input1 &<< 1).negated(where: Lanes(repeating: section.zero1))
        var sum = remainders
        sum.add(value, times: section.gain)
        sum.subtract(output1, times: section.a1)
        sum.subtract(output2, times: section.a2)
        input2 = input1
        input1 = sample
        output2 = output1
        output1 = sum.floorOfQ30
        sum.keepRemainderOfQ30()
        remainders = sum
        return output1
    }
}
