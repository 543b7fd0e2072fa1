/// Samples per second as an exact fraction in lowest terms: 16384/41 stays 16384/41.
public struct SamplingRate: Sendable, Hashable, CustomStringConvertible {
    /// Positive; in lowest terms with `denominator`.
    public let numerator: Int64
    /// Positive.
    public let denominator: Int64

    /// Nil unless both are positive.
    public init?(numerator: Int64, denominator: Int64 = 1) {
        guard numerator > 0, denominator > 0 else { return nil }
        var (larger, smaller) = (numerator, denominator)
        while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
        self.numerator = numerator / larger
        self.denominator = denominator / larger
    }

    /// In Hz, rounded where it is no exact `Double`.
    public var samplesPerSecond: Double { Double(numerator) / Double(denominator) }

    /// "512 Hz", or "16384/41 Hz" where it is not whole.
    public var description: String {
        denominator == 1 ? "\(numerator) Hz" : "\(numerator)/\(denominator) Hz"
    }

    /// The frame nearest to a time; `seconds` is within `Limits.secondsMax`.
    func frameIndex(atSeconds seconds: Double) -> Int64 {
        Int64((seconds * Double(numerator) / Double(denominator)).rounded())
    }

    /// The time of a frame.
    func seconds(ofFrame frame: Int64) -> Double {
        Double(frame) * Double(denominator) / Double(numerator)
    }
}
