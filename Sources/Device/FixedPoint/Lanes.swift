/// Eight channels side by side: one value of each, in its own lane.
///
/// Every kernel of the core works on eight neighbouring channels at once. A processor with vector
/// instructions runs them together; one without runs them in turn, with the same result.
public typealias Lanes = SIMD8<Int32>

/// One frame's counts of eight neighbouring channels, as the front end delivers them.
public typealias CountLanes = SIMD8<Int16>

/// Whether this processor has vector instructions, as those of 64 bits do. Without them a kernel
/// whose state is large is faster when it takes one lane after the other: the same arithmetic in
/// another order.
@inlinable @inline(__always)
public var lanesRunTogether: Bool { Int.bitWidth == 64 }

/// Channels in one group of lanes.
@inlinable @inline(__always)
public var laneCount: Int { 8 }

extension SIMD8<Int32> {
    /// The lanes of `mask` as numbers: -1 where true, 0 where false.
    @inlinable @inline(__always)
    public init(mask: SIMDMask<SIMD8<Int32>>) {
        self = unsafe unsafeBitCast(mask, to: Lanes.self)
    }

    /// The lanes where `mask` is true, 0 where it is false.
    @inlinable @inline(__always)
    public func kept(where mask: SIMDMask<SIMD8<Int32>>) -> Lanes {
        self & Lanes(mask: mask)
    }

    /// Absolute value; `Int32.min` stays as it is.
    @inlinable @inline(__always)
    public var laneMagnitude: Lanes {
        let sign = self &>> 31
        return (self ^ sign) &- sign
    }

    /// The larger number of each lane.
    @inlinable @inline(__always)
    public func laneMaximum(_ other: Lanes) -> Lanes {
        replacing(with: other, where: other .> self)
    }

    /// The smaller number of each lane.
    @inlinable @inline(__always)
    public func laneMinimum(_ other: Lanes) -> Lanes {
        replacing(with: other, where: other .< self)
    }
}

/// Groups of lanes that `channelCount` channels take up; the last may be partly unused.
@inlinable @inline(__always)
public func laneGroups(channelCount: Int) -> Int {
    (channelCount &+ laneCount &- 1) / laneCount
}
