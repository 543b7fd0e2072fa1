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

extension Four: LaneNumber {}
