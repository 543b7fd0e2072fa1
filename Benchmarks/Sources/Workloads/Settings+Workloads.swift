import Planning

/// What the workloads run by, whatever the defaults become: a figure keeps its meaning over versions.
extension Settings {
    /// Line length, area and half-waves over two seconds, two patterns.
    public static let threeFeatures = featureSettings(["lineLength", "area", "halfWaves"])

    /// The same two patterns, with everything measured that can be.
    public static let everyFeature = featureSettings(
        DetectorSettings.FeatureName.allCases.map(\.rawValue))

    /// The defaults at a decision every 16 frames, their windows cut to what fits.
    static var shortHops: Settings {
        var settings = Settings.standard
        let hop = 16.0 / Double(LoopWorkload.rateHertz) * 1_000
        settings.detector.hopMilliseconds = hop
        for feature in DetectorSettings.FeatureName.allCases {
            let seconds = settings.detector.shortTermSeconds[feature]
            settings.detector.shortTermSeconds[feature] = min(seconds, hop / 1_000 * 512)
        }
        return settings
    }

    private static func featureSettings(_ features: [String]) -> Settings {
        let yaml = """
            detector:
              bandPassHertz: [4, 100]
              features: [\(features.joined(separator: ", "))]
              shortTermSeconds: {lineLength: 2, area: 2, halfWaves: 2}
              longTermSeconds: 120
              onsetSeconds: 0.3
              patterns:
                - {feature: lineLength, thresholdPercent: 200}
                - {feature: area, thresholdPercent: 250}
            """
        do {
            return try Settings(yaml: yaml, over: .standard, file: "workloads")
        } catch {
            preconditionFailure("the workloads' settings: \(error)")
        }
    }
}
