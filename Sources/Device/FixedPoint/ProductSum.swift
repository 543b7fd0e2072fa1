/// A sum of 32 x 32 bit products in eight lanes of 64 bits.
///
/// The even and the odd lanes are summed apart, since vector units multiply every second lane.
/// Sums wrap at 64 bits: the caller shows that the final sum fits (`Biquad.swift` does).
@usableFromInline
struct ProductSum: BitwiseCopyable, Sendable {
    @usableFromInline var even: SIMD4<Int64>
    @usableFromInline var odd: SIMD4<Int64>

    /// Starts from `start`, whose lanes must not be negative.
    @inlinable @inline(__always)
    init(nonNegative start: Lanes) {
        let pairs = unsafe unsafeBitCast(start, to: SIMD4<UInt64>.self)
        even = SIMD4<Int64>(truncatingIfNeeded: pairs & SIMD4(repeating: 0xffff_ffff))
        odd = SIMD4<Int64>(truncatingIfNeeded: pairs &>> 32)
    }

    @inlinable @inline(__always)
    mutating func add(_ lanes: Lanes, times factor: Int32) {
        let factor = SIMD4<Int64>(repeating: Int64(factor))
        even = even &+ Self.evenLanes(lanes) &* factor
        odd = odd &+ Self.oddLanes(lanes) &* factor
    }

    @inlinable @inline(__always)
    mutating func subtract(_ lanes: Lanes, times factor: Int32) {
        let factor = SIMD4<Int64>(repeating: Int64(factor))
        even = even &- Self.evenLanes(lanes) &* factor
        odd = odd &- Self.oddLanes(lanes) &* factor
    }

    /// The sum shifted right by 30 bits and cut to 32: the floor of sum / 2^30, if that fits.
    @inlinable @inline(__always)
    var floorOfQ30: Lanes {
        let low = SIMD4<UInt64>(truncatingIfNeeded: even) &>> 30
        let high = SIMD4<UInt64>(truncatingIfNeeded: odd) &<< 2
        let lowMask = SIMD4<UInt64>(repeating: 0x0000_0000_ffff_ffff)
        let highMask = SIMD4<UInt64>(repeating: 0xffff_ffff_0000_0000)
        return unsafe unsafeBitCast((low & lowMask) | (high & highMask), to: Lanes.self)
    }

    /// What `floorOfQ30` leaves: the sum's low 30 bits, 0 to 2^30 - 1.
    @inlinable @inline(__always)
    var remainderOfQ30: Lanes {
        let mask = SIMD4<UInt64>(repeating: (1 << 30) - 1)
        let low = SIMD4<UInt64>(truncatingIfNeeded: even) & mask
        let high = (SIMD4<UInt64>(truncatingIfNeeded: odd) & mask) &<< 32
        return unsafe unsafeBitCast(low | high, to: Lanes.self)
    }

    /// Takes `floorOfQ30` out of the sum, so that the next one can begin with what it leaves.
    @inlinable @inline(__always)
    mutating func keepRemainderOfQ30() {
        let mask = SIMD4<Int64>(repeating: (1 << 30) - 1)
        even = even & mask
        odd = odd & mask
    }

    @inlinable @inline(__always)
    static func evenLanes(_ lanes: Lanes) -> SIMD4<Int64> {
        (unsafe unsafeBitCast(lanes, to: SIMD4<Int64>.self) &<< 32) &>> 32
    }

    @inlinable @inline(__always)
    static func oddLanes(_ lanes: Lanes) -> SIMD4<Int64> {
        unsafe unsafeBitCast(lanes, to: SIMD4<Int64>.self) &>> 32
    }
}

extension SIMD8<Int32> {
    /// Each lane times `fraction` / 2^30, rounded down. Exact but for that rounding.
    @inlinable @inline(__always)
    public func scaled(byQ30 fraction: Int32) -> Lanes {
        guard lanesRunTogether else {
            if lanesRunInHalves {
                return Lanes(
                    lowHalf: lowHalf.scaled(byQ30: fraction),
                    highHalf: highHalf.scaled(byQ30: fraction))
            }
            var scaled = self
            for lane in 0..<laneCount {
                scaled[lane] = Int32(
                    truncatingIfNeeded: (Int64(self[lane]) &* Int64(fraction)) &>> 30)
            }
            return scaled
        }
        var sum = ProductSum(nonNegative: Lanes(repeating: 0))
        sum.add(self, times: fraction)
        return sum.floorOfQ30
    }
}
