/// Fraction bits of a binary logarithm: Q5.26 holds the logarithm of any positive `Int32`.
public let logarithmFractionBits: Int32 = 26

/// log2 of each lane in Q5.26; lanes below 1 count as 1.
///
/// Between powers of two, log2(1 + t) = t + t (1 - t) q(t) with a cubic q (coefficients fitted for
/// the least maximum error), so the result is exact at powers of two. Error below 4e-5.
@inlinable @inline(__always)
public func log2<Slice: LaneSlice>(_ lanes: Slice) -> Slice {
    let fifteen = Slice(repeating: 15)
    let value = lanes.laneMaximum(Slice(repeating: 1))
    let leadingZeros = value.laneLeadingZeros
    // The leading one is shifted out of the top: what is left is t as a fraction of 2^32.
    let fraction = value &<< (leadingZeros &+ Slice(repeating: 1))
    let t26 = (fraction &>> Slice(repeating: 6)) & Slice(repeating: 1 << 26 - 1)
    let t15 = t26 &>> Slice(repeating: 11)
    let bow = (t15 &* (Slice(repeating: 1 << 15) &- t15)) &>> fifteen
    var q = Slice(repeating: -1479)
    q = ((q &* t15) &>> fifteen) &+ Slice(repeating: 4864)
    q = ((q &* t15) &>> fifteen) &- Slice(repeating: 8755)
    q = ((q &* t15) &>> fifteen) &+ Slice(repeating: 14481)
    let exponent = Slice(repeating: 31) &- leadingZeros
    return (exponent &<< Slice(repeating: 26)) &+ t26 &+ ((bow &* q) &>> Slice(repeating: 4))
}

/// 2 to the power of each lane, from Q5.26 to a whole number rounded down; lanes from 31 up give
/// `Int32.max`, lanes below 0 give 0. Relative error below 3e-5 before rounding.
@inlinable @inline(__always)
public func exp2<Slice: LaneSlice>(_ lanes: Slice) -> Slice {
    let fifteen = Slice(repeating: 15)
    let exponent = lanes &>> Slice(repeating: 26)
    let t26 = lanes & Slice(repeating: 1 << 26 - 1)
    let t15 = t26 &>> Slice(repeating: 11)
    let bow = (t15 &* (Slice(repeating: 1 << 15) &- t15)) &>> fifteen
    var q = Slice(repeating: -444)
    q = ((q &* t15) &>> fifteen) &- Slice(repeating: 2149)
    q = ((q &* t15) &>> fifteen) &- Slice(repeating: 10059)
    let mantissa = (t26 &<< Slice(repeating: 4)) &+ (bow &* q) &+ Slice(repeating: 1 << 30)
    let thirty = Slice(repeating: 30)
    let drop = (thirty &- exponent).laneMaximum(Slice(repeating: 0))
        .laneMinimum(Slice(repeating: 31))
    return (mantissa &>> drop).replaced(
        by: Slice(repeating: Int32.max), where: exponent.isGreater(than: thirty))
}

/// log2 of a whole number in Q5.26; numbers below 1 count as 1.
@inlinable @inline(__always)
public func log2(_ value: Int32) -> Int32 {
    log2(SingleLane(repeating: value)).value
}
