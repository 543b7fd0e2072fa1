/// A positive exact fraction: frames per second, or how many times faster than real time.
public struct Ratio: Sendable, Equatable {
    /// As given: the fraction is not reduced.
    public let numerator: Int64
    /// As given.
    public let denominator: Int64

    /// - Precondition: both are positive.
    public init(_ numerator: Int64, _ denominator: Int64 = 1) {
        precondition(
            numerator > 0 && denominator > 0, "a ratio's numerator and denominator must be positive"
        )
        self.numerator = numerator
        self.denominator = denominator
    }
}
