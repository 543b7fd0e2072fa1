import Detection

/// What a learned detector may take as an input beside line length and the bands.
public enum LearnedFeature: String, Codable, CaseIterable, Sendable {
    case rhythm, fastActivity

    /// As the device measures it.
    var feature: Feature {
        switch self {
        case .rhythm: .rhythm
        case .fastActivity: .fastActivity
        }
    }

    /// Whether it can be measured: fast activity needs a sampling rate that holds muscle too.
    package func isMeasured(atHertz rate: Double) -> Bool {
        self == .rhythm || rate >= DetectionPlanner.fastActivityHertzMin
    }
}

extension [LearnedFeature] {
    /// Those that can be measured at a rate, as the device has them.
    func measured(atHertz rate: Double) -> FeatureSet {
        var features = FeatureSet()
        for item in self where item.isMeasured(atHertz: rate) { features.insert(item.feature) }
        return features
    }

    /// Inputs of a channel, 6 or 8, as a model's rows and weights have them.
    package var inputCount: Int { isEmpty ? LearnedInput.count : LearnedInput.countMax }
}

extension Settings {
    /// Takes away the inputs of a model to be trained that a rate does not let measure, and returns a note
    /// of each.
    package mutating func removeInputs(unmeasuredAtHertz rate: Double) -> [String] {
        let unmeasured = detector.learned.features.filter { !$0.isMeasured(atHertz: rate) }
        detector.learned.features.removeAll { unmeasured.contains($0) }
        return unmeasured.map { feature in
            "detector.learned.features: \(feature.rawValue) needs "
                + "\(format(DetectionPlanner.fastActivityHertzMin)) Hz, and the rate is "
                + "\(format(rate)) Hz; it is left out of the model"
        }
    }
}
