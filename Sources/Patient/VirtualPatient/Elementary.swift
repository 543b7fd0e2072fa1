/// The elementary functions that a patient's samples hang on, from operations that round the same on
/// every processor: a mathematical library's may not.
///
/// Polynomials are Taylor's, long enough that what is left out lies below a rounding; errors stay
/// within a few units of the last place (`ElementaryTests`).
enum Elementary {
    static let ln2 = 0.693147180559945309

    /// Natural logarithm of finite numbers of at least 0x1p-1022.
    ///
    /// x is 2^k f with f from √½ to √2, and log f = 2 artanh((f - 1) / (f + 1)).
    @inline(__always)
    static func log(_ x: Four) -> Four {
        let bits = x.bits
        // The exponent, biased, of x √2.
        let exponent = (bits &+ (0x3FF0_0000_0000_0000 - 0x3FE6_A09E_667F_3BCD)) &>> 52
        let mantissa = bits &- ((exponent &- 1_023) &<< 52)
        let f = Four(bits: mantissa)
        // Below 2^52 an integer is the low bits of 2^52 and itself.
        let raised = Four(bits: exponent | 0x4330_0000_0000_0000)
        let k = raised - (0x1p52 + 1_023)
        let s = (f - 1) / (f + 1)
        let w = s * s
        var sum = Four(repeating: 1.0 / 19)
        sum = w * sum + 1.0 / 17
        sum = w * sum + 1.0 / 15
        sum = w * sum + 1.0 / 13
        sum = w * sum + 1.0 / 11
        sum = w * sum + 1.0 / 9
        sum = w * sum + 1.0 / 7
        sum = w * sum + 1.0 / 5
        sum = w * sum + 1.0 / 3
        return ln2 * k + (2 * s + 2 * s * (w * sum))
    }

    static func log(_ x: Double) -> Double { log(Four(repeating: x)).x }

    /// Sine of `x` quarter turns, -0.5 to 0.5.
    @inline(__always)
    static func sineOfQuarters<Number: LaneNumber>(_ x: Number) -> Number {
        let angle = (0.5 * Double.pi) * x
        let w = angle * angle
        var sum = w * Number(repeating: -1 / 1_307_674_368_000) + 1.0 / 6_227_020_800
        sum = w * sum - 1.0 / 39_916_800
        sum = w * sum + 1.0 / 362_880
        sum = w * sum - 1.0 / 5_040
        sum = w * sum + 1.0 / 120
        sum = w * sum - 1.0 / 6
        return angle + angle * (w * sum)
    }

    /// Cosine of `x` quarter turns, -0.5 to 0.5.
    @inline(__always)
    static func cosineOfQuarters<Number: LaneNumber>(_ x: Number) -> Number {
        let angle = (0.5 * Double.pi) * x
        let w = angle * angle
        var sum = w * Number(repeating: 1 / 20_922_789_888_000) - 1.0 / 87_178_291_200
        sum = w * sum + 1.0 / 479_001_600
        sum = w * sum - 1.0 / 3_628_800
        sum = w * sum + 1.0 / 40_320
        sum = w * sum - 1.0 / 720
        sum = w * sum + 1.0 / 24
        sum = w * sum - 0.5
        return w * sum + 1
    }

    /// Sine of an angle in turns.
    static func sine(turns: Double) -> Double {
        let part = turns - turns.rounded()
        let quarter = (4 * part).rounded()
        let rest = 4 * part - quarter
        switch quarter {
        case 0: return sineOfQuarters(rest)
        case 1: return cosineOfQuarters(rest)
        case -1: return -cosineOfQuarters(rest)
        default: return -sineOfQuarters(rest)
        }
    }

    /// e^x, for x of at most 709. What would be below 1e-307 is 0.
    static func exp(_ x: Double) -> Double {
        guard x >= -707 else { return 0 }
        let (scale, small) = exponential(x)
        return scale + scale * small
    }

    /// Hyperbolic tangent.
    static func tanh(_ x: Double) -> Double {
        guard abs(x) < 20 else { return x < 0 ? -1 : 1 }
        let (scale, small) = exponential(-2 * abs(x))
        let less = scale * small + (scale - 1)
        let value = -less / (2 + less)
        return x < 0 ? -value : value
    }

    /// e^x as 2^k (1 + small): x is k ln 2 + r with r within half of ln 2, and small is e^r - 1.
    private static func exponential(_ x: Double) -> (scale: Double, small: Double) {
        let k = (x / ln2).rounded()
        // ln 2 in two parts, the first so short that its product with k is exact.
        let r = (x - k * 0x1.62e42fefp-1) - k * 0x1.473de6af278edp-34
        var sum = 0.0
        for divisor in stride(from: 13.0, through: 2, by: -1) { sum = r * (1 + sum) / divisor }
        return (Double(sign: .plus, exponent: Int(k), significand: 1), r * (1 + sum))
    }
}
