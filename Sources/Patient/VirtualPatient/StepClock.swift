/// Where frames lie among the steps of the integration, in exact integers.
struct StepClock: Equatable, Sendable {
    let stepsPerSecond: Int64
    let rateNumerator: Int64
    let rateDenominator: Int64
    /// The step at or before the present frame, and how far beyond it the frame lies, in
    /// 1/`rateNumerator` of a step.
    private(set) var step: Int64 = 0
    private(set) var remainder: Int64 = 0

    init(stepsPerSecond: Int, rateNumerator: Int, rateDenominator: Int) {
        self.stepsPerSecond = Int64(stepsPerSecond)
        self.rateNumerator = Int64(rateNumerator)
        self.rateDenominator = Int64(rateDenominator)
    }

    var framesPerSecond: Double { Double(rateNumerator) / Double(rateDenominator) }

    /// How far the frame lies from `step` to the next, 0 ..< 1.
    var fraction: Double { Double(remainder) / Double(rateNumerator) }

    mutating func nextFrame() {
        remainder += stepsPerSecond * rateDenominator
        step += remainder / rateNumerator
        remainder %= rateNumerator
    }

    /// Index of the first frame at or after `step`.
    func frame(atOrAfter step: Int64) -> Int64 {
        // step / stepsPerSecond is whole seconds and a rest, so that the products stay small.
        let divisor = stepsPerSecond * rateDenominator
        let (whole, rest) = step.quotientAndRemainder(dividingBy: divisor)
        return whole * rateNumerator + (rest * rateNumerator + divisor - 1) / divisor
    }

    /// First step at or after `microseconds`, not before 0.
    func step(atOrAfter microseconds: Int64) -> Int64 {
        guard microseconds > 0 else { return 0 }
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return seconds * stepsPerSecond + (rest * stepsPerSecond + 999_999) / 1_000_000
    }

    /// First frame at or after `microseconds`, not before 0.
    func frame(atOrAfterMicroseconds microseconds: Int64) -> Int64 {
        guard microseconds > 0 else { return 0 }
        let divisor = 1_000_000 * rateDenominator
        let (whole, rest) = microseconds.quotientAndRemainder(dividingBy: divisor)
        return whole * rateNumerator + (rest * rateNumerator + divisor - 1) / divisor
    }
}
