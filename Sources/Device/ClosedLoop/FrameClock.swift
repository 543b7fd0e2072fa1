/// Frame indices to device-clock microseconds and back, exactly, for a rational sampling rate.
public struct FrameClock: BitwiseCopyable, Sendable {
    /// Frames per second = numerator / denominator.
    public let rateNumerator: Int64
    /// 1 to `denominatorMax`.
    public let rateDenominator: Int64

    /// Largest terms with which no product leaves 64 bits for frames and times below 2^62.
    public static var numeratorMax: Int64 { 1 << 31 }
    /// The denominator's limit; see `numeratorMax`.
    public static var denominatorMax: Int64 { 2_147 }

    /// - Precondition: both terms are positive and within their maxima.
    public init(rateNumerator: Int64, rateDenominator: Int64) {
        precondition(
            rateNumerator > 0 && rateNumerator <= FrameClock.numeratorMax
                && rateDenominator > 0 && rateDenominator <= FrameClock.denominatorMax,
            "sampling rate out of range")
        self.rateNumerator = rateNumerator
        self.rateDenominator = rateDenominator
    }

    private var microsecondsPerNumeratorFrames: Int64 { rateDenominator &* 1_000_000 }

    /// The instant of a frame: floor of its index / rate, in microseconds.
    @_noLocks
    public func tick(ofFrame frame: Int64) -> Int64 {
        let whole = frame / rateNumerator
        let rest = frame % rateNumerator
        return whole &* microsecondsPerNumeratorFrames
            &+ rest &* microsecondsPerNumeratorFrames / rateNumerator
    }

    /// The first frame at or after an instant.
    @_noLocks
    public func firstFrame(atOrAfter tick: Int64) -> Int64 {
        let whole = tick / microsecondsPerNumeratorFrames
        let rest = tick % microsecondsPerNumeratorFrames
        return whole &* rateNumerator
            &+ (rest &* rateNumerator &+ microsecondsPerNumeratorFrames &- 1)
            / microsecondsPerNumeratorFrames
    }
}
