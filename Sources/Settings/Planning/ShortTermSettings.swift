import Detection

/// Length of each feature's sliding window, s: 0.02 to 10 and at most 512 hops.
public struct ShortTermSettings: Encodable, Sendable {
    private var seconds = PerFeature<Double>(repeating: 0)

    /// The window of one feature.
    public subscript(feature: DetectorSettings.FeatureName) -> Double {
        get { seconds[Feature(feature)] }
        set { seconds[Feature(feature)] = newValue }
    }

    mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        for name in DetectorSettings.FeatureName.allCases {
            self[name] = try fields.number(name.rawValue, self[name], in: 0.02...10)
        }
    }

    /// One field a feature, by its name.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: FieldName.self)
        for name in DetectorSettings.FeatureName.allCases {
            try fields.encode(self[name], forKey: FieldName(stringValue: name.rawValue))
        }
    }

    private struct FieldName: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
