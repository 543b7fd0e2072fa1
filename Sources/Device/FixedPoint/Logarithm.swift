/// Fraction bits of a binary logarithm: Q5.26 holds the logarithm of any positive `Int32`.
public let logarithmFractionBits: Int32 = 26

/// log2 of each lane in Q5.26; lanes below 1 count as 1.
///
/// Between powers of two, log2(1 + t) = t + t (1 - t) q(t) with a cubic q (coefficients fitted for
/// the least maximum error), so the result is exact at powers of two. Error below 4e-5.
@inlinable @inline(__always)
public func log2(_ lanes: Lanes) -> Lanes {
    let value = lanes.laneMaximum(Lanes(repeating: 1))
    let leadingZeros = value.leadingZeroBitCount
    // The leading one is shifted out of the top: what is left is t as a fraction of 2^32.
    let fraction = SIMD8<UInt32>(truncatingIfNeeded: value &<< (leadingZeros &+ 1))
    let t26 = Lanes(truncatingIfNeeded: fraction &>> 6)
    let t15 = Lanes(truncatingIfNeeded: fraction &>> 17)
    let bow = (t15 &* (Lanes(repeating: 1 << 15) &- t15)) &>> 15
    var q = Lanes(repeating: -1479)
    q = ((q &* t15) &>> 15) &+ 4864
    q = ((q &* t15) &>> 15) &- 8755
    q = ((q &* t15) &>> 15) &+ 14481
    let exponent = Lanes(repeating: 31) &- leadingZeros
    return (exponent &<< 26) &+ t26 &+ ((bow &* q) &>> 4)
}

/// 2 to the power of each lane, from Q5.26 to a whole number rounded down; lanes from 31 up give
/// `Int32.max`, lanes below 0 give 0. Relative error below 3e-5 before rounding.
@inlinable @inline(__always)
public func exp2(_ lanes: Lanes) -> Lanes {
    let exponent = lanes &>> 26
    let t26 = lanes & ((1 << 26) - 1)
    let t15 = t26 &>> 11
    let bow = (t15 &* (Lanes(repeating: 1 << 15) &- t15)) &>> 15
    var q = Lanes(repeating: -444)
    q = ((q &* t15) &>> 15) &- 2149
    q = ((q &* t15) &>> 15) &- 10059
    let mantissa = (t26 &<< 4) &+ (bow &* q) &+ (1 << 30)
    let drop = (Lanes(repeating: 30) &- exponent).laneMaximum(Lanes(repeating: 0))
        .laneMinimum(Lanes(repeating: 31))
    return (mantissa &>> drop).replacing(
        with: Lanes(repeating: Int32.max), where: exponent .> Lanes(repeating: 30))
}

/// log2 of a whole number in Q5.26; numbers below 1 count as 1.
@inlinable @inline(__always)
public func log2(_ value: Int32) -> Int32 {
    log2(Lanes(repeating: value))[0]
}
