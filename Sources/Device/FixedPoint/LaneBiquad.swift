/// What one section remembers of one channel: a lane of `BiquadState`, for processors that run the
/// lanes in turn. The tests hold its arithmetic equal to that of `BiquadState`, bit by bit.
public struct LaneBiquadState: BitwiseCopyable, Sendable {
    @usableFromInline var input1: Int32
    @usableFromInline var input2: Int32
    @usableFromInline var output1: Int32
    @usableFromInline var output2: Int32
    @usableFromInline var remainder: Int32

    /// Reads a lane of `state`.
    @inlinable @inline(__always)
    public init(_ state: UnsafePointer<BiquadState>, lane: Int) {
        let words = unsafe UnsafeRawPointer(state).assumingMemoryBound(to: Int32.self)
        unsafe input1 = words[lane]
        unsafe input2 = words[laneCount &+ lane]
        unsafe output1 = words[2 &* laneCount &+ lane]
        unsafe output2 = words[3 &* laneCount &+ lane]
        unsafe remainder = words[Self.remainderPlace(lane)]
    }

    /// Writes it back.
    @inlinable @inline(__always)
    public func store(to state: UnsafeMutablePointer<BiquadState>, lane: Int) {
        let words = unsafe UnsafeMutableRawPointer(state).assumingMemoryBound(to: Int32.self)
        unsafe words[lane] = input1
        unsafe words[laneCount &+ lane] = input2
        unsafe words[2 &* laneCount &+ lane] = output1
        unsafe words[3 &* laneCount &+ lane] = output2
        unsafe words[Self.remainderPlace(lane)] = remainder
    }

    /// Remainders lie behind the four vectors as words of 64 bits, first those of the even lanes;
    /// their upper halves are 0.
    @inlinable @inline(__always)
    static func remainderPlace(_ lane: Int) -> Int {
        4 &* laneCount &+ (lane & 1) &* laneCount &+ (lane & ~1)
    }

    /// The next output for the next input, as `BiquadState.step`.
    @inlinable @inline(__always)
    public mutating func step(
        _ sample: Int32, _ section: BiquadSection, oppositeZeros: Bool
    ) -> Int32 {
        let twice = input1 &<< 1
        let value =
            oppositeZeros
            ? sample &- input2
            : sample &+ input2 &+ ((twice ^ section.zero1) &- section.zero1)
        let sum =
            Self.joined(UInt32(bitPattern: remainder), 0) &+ Self.product(value, section.gain)
            &- Self.product(output1, section.a1) &- Self.product(output2, section.a2)
        input2 = input1
        input1 = sample
        output2 = output1
        output1 = Int32(truncatingIfNeeded: sum &>> 30)
        remainder = Int32(truncatingIfNeeded: sum & ((1 << 30) - 1))
        return output1
    }

    /// The whole product, by one instruction: `Int64(_:)` of an `Int32` is a call where Embedded
    /// Swift builds for 32 bits.
    @inlinable @inline(__always)
    static func product(_ first: Int32, _ second: Int32) -> Int64 {
        let halves = first.multipliedFullWidth(by: second)
        return joined(halves.low, UInt32(bitPattern: halves.high))
    }

    @inlinable @inline(__always)
    static func joined(_ low: UInt32, _ high: UInt32) -> Int64 {
        unsafe unsafeBitCast(SIMD2(low, high), to: Int64.self)
    }
}
