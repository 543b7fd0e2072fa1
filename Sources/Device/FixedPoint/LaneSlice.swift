import CHelium

/// Lanes of one group that a processor works on at a time: all eight, four, or a single one. A kernel
/// written for any of them is the same arithmetic in another order, and keeps in registers what
/// belongs to so many. Masks are lanes: -1 where true, 0 where false.
public protocol LaneSlice: BitwiseCopyable {
    /// The number in every lane.
    init(repeating value: Int32)
    static func &+ (first: Self, second: Self) -> Self
    static func &- (first: Self, second: Self) -> Self
    static func &* (first: Self, second: Self) -> Self
    static func &<< (first: Self, second: Self) -> Self
    static func &>> (first: Self, second: Self) -> Self
    static func & (first: Self, second: Self) -> Self
    static func | (first: Self, second: Self) -> Self
    static func ^ (first: Self, second: Self) -> Self
    /// -1 where a lane is greater than the other's, else 0.
    func isGreater(than other: Self) -> Self
    /// The lanes, those of `other` where `mask` is -1.
    func replaced(by other: Self, where mask: Self) -> Self
    /// Absolute value; `Int32.min` stays as it is.
    var laneMagnitude: Self { get }
    /// The larger number of each lane.
    func laneMaximum(_ other: Self) -> Self
    /// The smaller number of each lane.
    func laneMinimum(_ other: Self) -> Self
    /// Zeros above the uppermost bit that is set.
    var laneLeadingZeros: Self { get }
    /// Each lane times `fraction` / 2^30, rounded down. Exact but for that rounding.
    func scaled(byQ30 fraction: Int32) -> Self
}

extension LaneSlice {
    /// The lanes, negated where `sign` is -1 and kept where it is 0.
    @inlinable @inline(__always)
    public func negated(where sign: Self) -> Self { (self ^ sign) &- sign }
}

extension SIMD8<Int32>: LaneSlice {}

extension SIMD4<Int32>: LaneSlice {
    /// Absolute value; `Int32.min` stays as it is.
    @inlinable @inline(__always)
    public var laneMagnitude: HalfLanes { negated(where: self &>> HalfLanes(repeating: 31)) }

    /// The larger number of each lane.
    @inlinable @inline(__always)
    public func laneMaximum(_ other: HalfLanes) -> HalfLanes {
        replaced(by: other, where: other.isGreater(than: self))
    }

    /// The smaller number of each lane.
    @inlinable @inline(__always)
    public func laneMinimum(_ other: HalfLanes) -> HalfLanes {
        replaced(by: other, where: isGreater(than: other))
    }

    /// Each lane times `fraction` / 2^30, rounded down. Exact but for that rounding.
    @inlinable @inline(__always)
    public func scaled(byQ30 fraction: Int32) -> HalfLanes {
        let factor = HalfLanes(repeating: fraction)
        return (helium_multiply_high(self, factor) &<< 2) &+ HalfBiquadState.top(self &* factor)
    }
}

/// A slice's words among those of whole groups of eight lanes.
@unsafe
public struct SliceWords<Slice: LaneSlice> {
    @usableFromInline let first: UnsafeMutableRawPointer

    /// - Parameters:
    ///   - words: that outlive this, as many as are used.
    ///   - lane: the slice's first.
    @inlinable @inline(__always)
    public init(_ words: UnsafeMutablePointer<Lanes>, from lane: Int) {
        unsafe first = UnsafeMutableRawPointer(words) + lane &* MemoryLayout<Int32>.size
    }

    /// Word `index` of the slice.
    @inlinable @inline(__always)
    public subscript(index: Int) -> Slice {
        get {
            unsafe (first + index &* MemoryLayout<Lanes>.size)
                .assumingMemoryBound(to: Slice.self).pointee
        }
        nonmutating set {
            unsafe (first + index &* MemoryLayout<Lanes>.size)
                .assumingMemoryBound(to: Slice.self).pointee = newValue
        }
    }
}

/// Where numbers of whole groups lie: in `words`, which hold nothing else and must stay where they are as
/// long as the place is used.
@unsafe
@inlinable @inline(__always)
public func laneWords<Words: BitwiseCopyable>(of words: inout Words) -> UnsafeMutablePointer<Lanes>
{
    unsafe withUnsafeMutablePointer(to: &words) {
        unsafe UnsafeMutableRawPointer($0).assumingMemoryBound(to: Lanes.self)
    }
}

/// What is done to one slice of a group after the other, written once for slices of any width.
public protocol SliceKernel {
    /// Works on one slice.
    ///
    /// - Parameter lane: the slice's first.
    func run<Slice: LaneSlice>(_: Slice.Type, from lane: Int)
}

extension SliceKernel {
    /// Works on all eight lanes, on as many at a time as this processor does.
    @inlinable @inline(__always)
    public func runOnGroup() {
        if lanesRunTogether {
            run(Lanes.self, from: 0)
        } else if lanesRunInHalves {
            for half in 0..<2 { run(HalfLanes.self, from: 4 &* half) }
        } else {
            for lane in 0..<laneCount { run(SingleLane.self, from: lane) }
        }
    }
}
