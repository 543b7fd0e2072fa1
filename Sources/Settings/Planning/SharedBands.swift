import Detection

/// Which of a travelling model's inputs a sampling rate has. The bands are named by their corner
/// frequencies: a rate that is too low for the highest leaves them out, and the device counts from the
/// first that it has. What a rate has not says nothing: 0, its own baseline.
public struct SharedBands: Sendable {
    /// The highest bands, which the rate leaves out.
    public let absentCount: Int
    private let hasFastActivity: Bool

    /// Those of a rate in Hz.
    public init(rateHertz: Double) {
        hasFastActivity = LearnedFeature.fastActivity.isMeasured(atHertz: rateHertz)
        absentCount =
            LearnedInput.count - 1 - LearnedDesign.bandShifts(rateHertz: rateHertz).count
    }

    /// The device's input that is the model's `input`, 0 to 7; nil where the rate has none such. Line
    /// length is the first of both, and rhythm and fast activity have the same places.
    public func deviceInput(of input: Int) -> Int? {
        guard input > 0 else { return 0 }
        if input >= LearnedInput.count {
            return hasFastActivity || input < Int(LearnedInput.fastActivity.rawValue) ? input : nil
        }
        return input > absentCount ? input - absentCount : nil
    }
}
