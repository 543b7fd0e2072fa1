/// One number, or several side by side that take the same operations one by one: what the equations
/// are written in, so that a vector's lanes are the scalar's bits.
///
/// Every operation is one of IEEE 754's that rounds once (+ - * /), or moves bits; none is fused or
/// reordered, so that results are the same on every processor.
protocol LaneNumber: Equatable, Sendable {
    init(repeating value: Double)
    static func + (left: Self, right: Self) -> Self
    static func - (left: Self, right: Self) -> Self
    static func * (left: Self, right: Self) -> Self
    static func / (left: Self, right: Self) -> Self
    static func + (left: Self, right: Double) -> Self
    static func - (left: Self, right: Double) -> Self
    static func - (left: Double, right: Self) -> Self
    static func * (left: Double, right: Self) -> Self
    /// Without its sign.
    var absolute: Self { get }
}

extension LaneNumber {
    /// What of it lies below 0 and what above, the other 0; their sum is the number.
    ///
    /// Not by a choice: the compiler would take a vector's lanes one by one.
    var parts: (below: Self, above: Self) {
        @inline(__always) get { (0.5 * (self - absolute), 0.5 * (self + absolute)) }
    }
}

extension Double: LaneNumber {
    @inline(__always)
    init(repeating value: Double) { self = value }

    var absolute: Double {
        @inline(__always) get { magnitude }
    }
}

/// Four nodes, four channels or four draws.
typealias Four = SIMD4<Double>

extension Four: LaneNumber {
    var absolute: Four {
        @inline(__always) get { Four(bits: bits & ~(1 << 63)) }
    }

    /// `negative` where this has a sign, else `other`; -0 has one.
    @inline(__always)
    func whereNegative(_ negative: Four, else other: Four) -> Four {
        let mask = 0 &- (bits &>> 63)
        return Four(bits: (negative.bits & mask) | (other.bits & ~mask))
    }

    @inline(__always) var bits: SIMD4<UInt64> {
        unsafe unsafeBitCast(self, to: SIMD4<UInt64>.self)
    }

    @inline(__always)
    init(bits: SIMD4<UInt64>) { self = unsafe unsafeBitCast(bits, to: Four.self) }

    var largestMagnitude: Double { Swift.max(self.max(), -self.min()) }

    /// Vectors that hold `count` numbers.
    static func vectorCount(_ count: Int) -> Int { (count + 3) / 4 }
}

extension SIMD4<UInt64> {
    /// Whether the highest bit of any lane is set: for numbers, whether one is below 0.
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
