/// Lanes of one group that a processor works on at a time: all eight, four, or a single one. A kernel
/// written for any of them is the same arithmetic in another order, and keeps in registers what
/// belongs to so many.
public protocol LaneSlice: BitwiseCopyable {
    /// The number in every lane.
    init(repeating value: Int32)
    static func &+ (first: Self, second: Self) -> Self
    static func &- (first: Self, second: Self) -> Self
    static func &* (first: Self, second: Self) -> Self
    static func &<< (first: Self, second: Self) -> Self
    static func &>> (first: Self, second: Self) -> Self
    /// Absolute value; `Int32.min` stays as it is.
    var laneMagnitude: Self { get }
    /// The larger number of each lane.
    func laneMaximum(_ other: Self) -> Self
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
}

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
