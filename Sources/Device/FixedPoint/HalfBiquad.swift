import CHelium

/// A section's coefficients in four lanes each.
public struct HalfBiquadSection: Sendable {
    @usableFromInline let gain: HalfLanes
    @usableFromInline let a1: HalfLanes
    @usableFromInline let a2: HalfLanes
    @usableFromInline let zero1: HalfLanes

    /// Copies each coefficient into four lanes.
    @inlinable @inline(__always)
    public init(_ section: BiquadSection) {
        gain = HalfLanes(repeating: section.gain)
        a1 = HalfLanes(repeating: section.a1)
        a2 = HalfLanes(repeating: section.a2)
        zero1 = HalfLanes(repeating: section.zero1)
    }
}

/// What one section remembers of four channels: half of `BiquadState`, for processors whose vectors
/// hold four numbers and no products of 64 bits. The tests hold its arithmetic equal to that of
/// `BiquadState`, bit by bit.
public struct HalfBiquadState: Sendable {
    @usableFromInline var input1: HalfLanes
    @usableFromInline var input2: HalfLanes
    @usableFromInline var output1: HalfLanes
    @usableFromInline var output2: HalfLanes
    @usableFromInline var remainder: HalfLanes

    /// Reads the first four lanes of `state`, or the last.
    ///
    /// - Parameter half: 0 or 1.
    @inlinable @inline(__always)
    public init(_ state: UnsafePointer<BiquadState>, half: Int) {
        let quads = unsafe UnsafeRawPointer(state).assumingMemoryBound(to: HalfLanes.self)
        unsafe input1 = quads[half]
        unsafe input2 = quads[2 &+ half]
        unsafe output1 = quads[4 &+ half]
        unsafe output2 = quads[6 &+ half]
        let words = unsafe UnsafeRawPointer(state).assumingMemoryBound(to: Int32.self)
        let first = half &* 4
        remainder = HalfLanes()
        for lane in 0..<4 {
            unsafe remainder[lane] = words[LaneBiquadState.remainderPlace(first &+ lane)]
        }
    }

    /// Writes them back.
    @inlinable @inline(__always)
    public func store(to state: UnsafeMutablePointer<BiquadState>, half: Int) {
        let quads = unsafe UnsafeMutableRawPointer(state).assumingMemoryBound(to: HalfLanes.self)
        unsafe quads[half] = input1
        unsafe quads[2 &+ half] = input2
        unsafe quads[4 &+ half] = output1
        unsafe quads[6 &+ half] = output2
        let words = unsafe UnsafeMutableRawPointer(state).assumingMemoryBound(to: Int32.self)
        let first = half &* 4
        for lane in 0..<4 {
            unsafe words[LaneBiquadState.remainderPlace(first &+ lane)] = remainder[lane]
        }
    }

    /// The next output for the next input, as `BiquadState.step`.
    ///
    /// A product p is 2^30 floor(p / 2^30) + (p mod 2^30), and so is a sum of them: the floors come
    /// from both halves of the products, what is left stays within 32 bits, as a sum of four numbers
    /// of 30 bits, two of them negative.
    @inlinable @inline(__always)
    public mutating func step(
        _ sample: HalfLanes, _ section: HalfBiquadSection, oppositeZeros: Bool
    ) -> HalfLanes {
        let value =
            oppositeZeros
            ? sample &- input2
            : sample &+ input2 &+ (input1 &+ input1).negated(where: section.zero1)
        // One product after the other, since eight vectors are all that the processor has.
        let mask = HalfLanes(repeating: (1 << 30) - 1)
        var low = value &* section.gain
        var high = helium_multiply_high(value, section.gain)
        var left = remainder &+ (low & mask)
        var top = Self.top(low)
        low = output1 &* section.a1
        high = high &- helium_multiply_high(output1, section.a1)
        left = left &- (low & mask)
        top = top &- Self.top(low)
        low = output2 &* section.a2
        high = high &- helium_multiply_high(output2, section.a2)
        left = left &- (low & mask)
        top = top &- Self.top(low)
        let output = (high &<< 2) &+ top &+ (left &>> 30)
        input2 = input1
        input1 = sample
        output2 = output1
        output1 = output
        remainder = left & mask
        return output
    }

    /// The upper two bits, 0 to 3.
    @inlinable @inline(__always)
    static func top(_ low: HalfLanes) -> HalfLanes {
        HalfLanes(truncatingIfNeeded: SIMD4<UInt32>(truncatingIfNeeded: low) &>> 30)
    }
}
