/// Notices frames that vanish without a word, as servers let them: the device's count steps back
/// against its clock, and stays there. A count that is only late catches up; one that falls back
/// further and further is of a slow device (`RateWatch`). Neither has lost anything.
struct LossWatch: Sendable {
    private let nanosecondsPerFrame: Double
    private let tolerance: Double
    /// How much the lateness may differ between the two windows after a step.
    private let flatness: Double
    static let windowNanoseconds: Int64 = 250_000_000

    private var windowEnd: Int64 = 0
    private var current = Double.infinity
    /// Least lateness of the latest whole windows, the latest last; infinite for none.
    private var windows = InlineArray<6, Double>(repeating: .infinity)

    init(nanosecondsPerFrame: Double, toleranceNanoseconds: Double) {
        self.nanosecondsPerFrame = nanosecondsPerFrame
        tolerance = max(toleranceNanoseconds, 2 * nanosecondsPerFrame)
        flatness = max(2_000_000, nanosecondsPerFrame)
    }

    /// Takes how late the device's count was at an instant, in nanoseconds; the frames lost, once
    /// that is certain: two windows, a quarter of a second each, after the step. O(1).
    ///
    /// - Parameter slope: nanoseconds of lateness that the device's drift adds in one.
    mutating func take(lateness: Double, nanoseconds: Int64, slope: Double) -> Int64? {
        if current == .infinity { windowEnd = nanoseconds + Self.windowNanoseconds }
        current = min(current, lateness)
        guard nanoseconds >= windowEnd else { return nil }
        for place in 0..<5 { windows[place] = windows[place + 1] }
        windows[5] = current
        current = .infinity
        guard windows[3].isFinite, windows[4] - windows[3] > tolerance,
            abs(windows[5] - windows[4]) < flatness
        else { return nil }
        let drift = slope * Double(Self.windowNanoseconds)
        var before = Double.infinity
        for place in 0..<4 { before = min(before, windows[place] + Double(4 - place) * drift) }
        let after = min(windows[4], windows[5] - drift)
        return Int64(((after - before) / nanosecondsPerFrame).rounded())
    }

    /// Whether a count so late may have lost frames, which is not certain yet. Of such a count the
    /// device's clock must not learn: what seems late is then only counted short. O(1).
    func isSuspect(lateness: Double) -> Bool {
        let least = min(windows[4], windows[5])
        return least.isFinite && lateness - least > tolerance
    }

    mutating func restart() {
        current = .infinity
        windows = InlineArray(repeating: .infinity)
    }
}
