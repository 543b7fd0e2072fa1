/// Whether this processor takes a group's lanes one after the other: it has no vectors.
@inlinable @inline(__always)
public var lanesRunInTurn: Bool { !lanesRunTogether && !lanesRunInHalves }

/// One lane of a group.
public struct SingleLane: LaneSlice {
    /// Its number.
    public let value: Int32

    /// The number itself.
    @inlinable @inline(__always)
    public init(repeating value: Int32) { self.value = value }

    /// Sum, wrapping.
    @inlinable @inline(__always)
    public static func &+ (first: SingleLane, second: SingleLane) -> SingleLane {
        SingleLane(repeating: first.value &+ second.value)
    }

    /// Difference, wrapping.
    @inlinable @inline(__always)
    public static func &- (first: SingleLane, second: SingleLane) -> SingleLane {
        SingleLane(repeating: first.value &- second.value)
    }

    /// Product, wrapping.
    @inlinable @inline(__always)
    public static func &* (first: SingleLane, second: SingleLane) -> SingleLane {
        SingleLane(repeating: first.value &* second.value)
    }

    /// Shifted left by the other's number of bits.
    @inlinable @inline(__always)
    public static func &<< (first: SingleLane, second: SingleLane) -> SingleLane {
        SingleLane(repeating: first.value &<< second.value)
    }

    /// Shifted right likewise, keeping the sign.
    @inlinable @inline(__always)
    public static func &>> (first: SingleLane, second: SingleLane) -> SingleLane {
        SingleLane(repeating: first.value &>> second.value)
    }

    /// Bits that both have.
    @inlinable @inline(__always)
    public static func & (first: SingleLane, second: SingleLane) -> SingleLane {
        SingleLane(repeating: first.value & second.value)
    }

    /// Bits that either has.
    @inlinable @inline(__always)
    public static func | (first: SingleLane, second: SingleLane) -> SingleLane {
        SingleLane(repeating: first.value | second.value)
    }

    /// Bits that one of them has.
    @inlinable @inline(__always)
    public static func ^ (first: SingleLane, second: SingleLane) -> SingleLane {
        SingleLane(repeating: first.value ^ second.value)
    }

    /// -1 where it is greater than the other, else 0.
    @inlinable @inline(__always)
    public func isGreater(than other: SingleLane) -> SingleLane {
        SingleLane(repeating: value > other.value ? -1 : 0)
    }

    /// The number, or `other` where `mask` is -1.
    @inlinable @inline(__always)
    public func replaced(by other: SingleLane, where mask: SingleLane) -> SingleLane {
        mask.value < 0 ? other : self
    }

    /// Absolute value; `Int32.min` stays as it is.
    @inlinable @inline(__always)
    public var laneMagnitude: SingleLane {
        let sign = value &>> 31
        return SingleLane(repeating: (value ^ sign) &- sign)
    }

    /// The larger number.
    @inlinable @inline(__always)
    public func laneMaximum(_ other: SingleLane) -> SingleLane {
        other.value > value ? other : self
    }

    /// The smaller number.
    @inlinable @inline(__always)
    public func laneMinimum(_ other: SingleLane) -> SingleLane {
        other.value < value ? other : self
    }

    /// Zeros above the uppermost bit that is set.
    @inlinable @inline(__always)
    public var laneLeadingZeros: SingleLane {
        SingleLane(repeating: Int32(truncatingIfNeeded: value.leadingZeroBitCount))
    }

    /// Times `fraction` / 2^30, rounded down. Exact but for that rounding.
    @inlinable @inline(__always)
    public func scaled(byQ30 fraction: Int32) -> SingleLane {
        let halves = value.multipliedFullWidth(by: fraction)
        return SingleLane(
            repeating: halves.high &<< 2 | Int32(bitPattern: halves.low &>> 30))
    }
}
