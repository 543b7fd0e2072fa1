import Planning

/// What the workloads run by, whatever the defaults become: a figure keeps its meaning over versions.
extension Settings {
    /// Line length, area and half-waves over two seconds, two patterns.
    public static let threeFeatures = featureSettings(["lineLength", "area", "halfWaves"])

    /// The same two patterns, with everything measured that can be.
    public static let everyFeature = featureSettings(
        DetectorSettings.FeatureName.allCases.map(\.rawValue))

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
