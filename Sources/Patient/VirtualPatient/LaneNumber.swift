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
    /// `negative` where this is below 0, else (NaN too) `other`.
    func whereNegative(_ negative: Self, else other: Self) -> Self
}

extension Double: LaneNumber {
    @inline(__always)
    init(repeating value: Double) { self = value }

    @inline(__always)
    func whereNegative(_ negative: Double, else other: Double) -> Double {
        self < 0 ? negative : other
    }
}

/// Four nodes, four channels or four draws.
typealias Four = SIMD4<Double>

extension Four: LaneNumber {
    @inline(__always)
    func whereNegative(_ negative: Four, else other: Four) -> Four {
        other.replacing(with: negative, where: self .< 0)
    }

    var largestMagnitude: Double { Swift.max(self.max(), -self.min()) }

    /// Vectors that hold `count` numbers.
    static func vectorCount(_ count: Int) -> Int { (count + 3) / 4 }
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
