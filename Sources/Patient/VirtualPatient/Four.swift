import CLanes

/// Four nodes, four channels or four draws.
typealias Four = SIMD4<Double>

extension SIMD4 where Scalar == Double {
    @inline(__always)
    static func + (left: Four, right: Four) -> Four { lanes_add(left, right) }

    @inline(__always)
    static func - (left: Four, right: Four) -> Four { lanes_subtract(left, right) }

    @inline(__always)
    static func * (left: Four, right: Four) -> Four { lanes_multiply(left, right) }

    @inline(__always)
    static func / (left: Four, right: Four) -> Four { lanes_divide(left, right) }

    @inline(__always)
    static func + (left: Four, right: Double) -> Four { left + Four(repeating: right) }

    @inline(__always)
    static func - (left: Four, right: Double) -> Four { left - Four(repeating: right) }

    @inline(__always)
    static func - (left: Double, right: Four) -> Four { Four(repeating: left) - right }

    @inline(__always)
    static func * (left: Double, right: Four) -> Four { Four(repeating: left) * right }

    @inline(__always)
    static func * (left: Four, right: Double) -> Four { left * Four(repeating: right) }

    @inline(__always)
    static func += (left: inout Four, right: Four) { left = left + right }

    @inline(__always)
    static func -= (left: inout Four, right: Four) { left = left - right }

    @inline(__always)
    static func *= (left: inout Four, right: Double) { left = left * right }

    @inline(__always)
    var absolute: Four { lanes_magnitude(self) }

    @inline(__always)
    var squareRoot: Four { lanes_square_root(self) }

    @inline(__always)
    var bits: SIMD4<UInt64> { unsafe unsafeBitCast(self, to: SIMD4<UInt64>.self) }

    @inline(__always)
    init(bits: SIMD4<UInt64>) { self = unsafe unsafeBitCast(bits, to: Four.self) }

    /// `negative` where this has a sign, else `other`; -0 has one.
    @inline(__always)
    func whereNegative(_ negative: Four, else other: Four) -> Four {
        let mask = 0 &- (bits &>> 63)
        return Four(bits: (negative.bits & mask) | (other.bits & ~mask))
    }

    var largestMagnitude: Double { Swift.max(self.max(), -self.min()) }

    /// Vectors that hold `count` numbers.
    static func vectorCount(_ count: Int) -> Int { (count + 3) / 4 }
}

extension SIMD4<UInt64> {
    /// Whether the highest bit of any lane is set: for numbers, whether one has a sign.
    var hasSign: Bool {
        @inline(__always) get { (x | y | z | w) >> 63 == 1 }
    }
}

extension [Four] {
    /// `values` in order, four to a vector, and `padding` after the last.
    init(packing values: [Double], padding: Double = 0) {
        self = (0..<Four.vectorCount(values.count)).map { block in
            var vector = Four(repeating: padding)
            for lane in 0..<Swift.min(4, values.count - 4 * block) {
                vector[lane] = values[4 * block + lane]
            }
            return vector
        }
    }

    /// The number at `index` of those that were packed.
    @inline(__always)
    subscript(number index: Int) -> Double {
        get { self[index >> 2][index & 3] }
        set { self[index >> 2][index & 3] = newValue }
    }
}
