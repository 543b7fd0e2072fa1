/// What a learned detector is trained on, how long its score must persist, and what of it may adapt on
/// the device.
public struct LearnedSettings: Encodable, Sendable {
    /// Inputs beside line length and the bands, of a model that is to be trained; one that is there has
    /// its own.
    public var features: [LearnedFeature] = []
    /// Above the threshold for so long: a detection. 0 to 60; one hop at least.
    public var onsetSeconds = 0.0
    /// Whether the baseline follows slow change; else it stands still after its first seconds.
    public var adaptBaseline = false
    /// Whether the threshold follows the background's score, so that as much of it comes near an
    /// alarm as in training.
    public var adaptThreshold = false
    /// How far the threshold may go below and above the trained one, in units of the score.
    public var thresholdBelow = 0.0
    /// How far above, in units of the score; 0 to 10.
    public var thresholdAbove = 0.0

    mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        features = try fields.words("features", features)
        onsetSeconds = try fields.number("onsetSeconds", onsetSeconds, in: 0...60)
        adaptBaseline = try fields.flag("adaptBaseline", adaptBaseline)
        adaptThreshold = try fields.flag("adaptThreshold", adaptThreshold)
        thresholdBelow = try fields.number("thresholdBelow", thresholdBelow, in: 0...10)
        thresholdAbove = try fields.number("thresholdAbove", thresholdAbove, in: 0...10)
    }
}
