import CHelium

/// Four channels side by side: half a group.
public typealias HalfLanes = SIMD4<Int32>

/// Whether this processor's vectors hold four numbers of 32 bits. Its compiler takes a group's eight
/// lanes apart one by one; a kernel that works on one half after the other is the same arithmetic in
/// another order.
@inlinable @inline(__always)
public var lanesRunInHalves: Bool { HELIUM_IS_THERE != 0 }

/// A group's eight lanes, or four of them: what a kernel that is written once for both may do with
/// them.
public protocol LaneVector: SIMD, LaneSlice where Scalar == Int32 {}

extension LaneVector {
    /// Zeros above the uppermost bit that is set.
    @inlinable @inline(__always)
    public var laneLeadingZeros: Self { leadingZeroBitCount }
}

extension SIMD8<Int32>: LaneVector {
    /// -1 where a lane is greater than the other's, else 0.
    @inlinable @inline(__always)
    public func isGreater(than other: Lanes) -> Lanes { Lanes(mask: self .> other) }

    /// The lanes, those of `other` where `mask` is -1.
    @inlinable @inline(__always)
    public func replaced(by other: Lanes, where mask: Lanes) -> Lanes {
        replacing(with: other, where: mask .< .zero)
    }
}

extension SIMD4<Int32>: LaneVector {
    /// -1 where a lane is greater than the other's, else 0.
    @inlinable @inline(__always)
    public func isGreater(than other: HalfLanes) -> HalfLanes {
        unsafe unsafeBitCast(self .> other, to: HalfLanes.self)
    }

    /// The lanes, those of `other` where `mask` is -1; a mask must be -1 or 0 in each lane.
    @inlinable @inline(__always)
    public func replaced(by other: HalfLanes, where mask: HalfLanes) -> HalfLanes {
        // Bit by bit: a mask that had been lanes is taken apart before a choice by mask.
        self ^ ((self ^ other) & mask)
    }
}

extension SIMD8<Int16> {
    /// The smaller count of each lane. One vector instruction where the processor has one.
    @inlinable @inline(__always)
    public func laneMinimum(_ other: CountLanes) -> CountLanes {
        lanesRunInHalves
            ? helium_minimum(self, other) : replacing(with: other, where: other .< self)
    }

    /// The larger count of each lane. One vector instruction where the processor has one.
    @inlinable @inline(__always)
    public func laneMaximum(_ other: CountLanes) -> CountLanes {
        lanesRunInHalves
            ? helium_maximum(self, other) : replacing(with: other, where: other .> self)
    }
}
