/// Notices frames that vanish without a word, as servers let them: the device's count stays behind
/// its clock for good. A count that is only late catches up, and then nothing is lost.
struct LossWatch: Sendable {
    private let nanosecondsPerFrame: Double
    private let tolerance: Double
    private static let windowNanoseconds: Int64 = 500_000_000

    private var windowEnd: Int64 = 0
    private var least = Int64.max

    init(nanosecondsPerFrame: Double, toleranceNanoseconds: Double) {
        self.nanosecondsPerFrame = nanosecondsPerFrame
        tolerance = max(toleranceNanoseconds, 2 * nanosecondsPerFrame)
    }

    /// Takes how late the device's count was at an instant; the frames lost, once that is certain:
    /// when no count of half a second was in time.
    mutating func take(lateness: Int64, nanoseconds: Int64) -> Int64? {
        if least == .max { windowEnd = nanoseconds + Self.windowNanoseconds }
        least = min(least, lateness)
        guard nanoseconds >= windowEnd else { return nil }
        let found = Double(least)
        least = .max
        guard found > tolerance else { return nil }
        return Int64((found / nanosecondsPerFrame).rounded())
    }

    mutating func restart() { least = .max }
}
