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
    public var input: Lanes
    /// x[n-1] + s1 x[n-2].
    public var afterZero1: Lanes
    public var output1: Lanes
    public var output2: Lanes
    public var remainder: Lanes

    /// All zero.
    @inlinable @inline(__always)
    public init() {
        input = Lanes()
        afterZero1 = Lanes()
        output1 = Lanes()
        output2 = Lanes()
        remainder = Lanes()
    }

    /// The state that an endless constant `input` leaves in a section with a zero at 0 Hz: output 0.
    /// For a section without one, `input` must be 0.
    @inlinable @inline(__always)
    public init(settledAt input: Lanes, in section: BiquadSection) {
        self.init()
        self.input = input
        afterZero1 = input &+ input.negated(where: Lanes(repeating: section.zero1))
    }

    /// The next output for the next input. Q(f) in and out; about 30 vector instructions.
    @inlinable @inline(__always)
    public mutating func step(_ sample: Lanes, _ section: BiquadSection) -> Lanes {
        let afterZero1 = sample &+ input.negated(where: Lanes(repeating: section.zero1))
        let value = afterZero1 &+ self.afterZero1.negated(where: Lanes(repeating: section.zero2))
        var sum = ProductSum(nonNegative: remainder)
        sum.add(value, times: section.gain)
        sum.subtract(output1, times: section.a1)
        sum.subtract(output2, times: section.a2)
        input = sample
        self.afterZero1 = afterZero1
        output2 = output1
        output1 = sum.floorOfQ30
        remainder = sum.remainderOfQ30
        return output1
    }
}
