import FixedPoint

/// What is measured of each channel, over a sliding short-term window.
///
/// The three tools of responsive stimulators in patients (Sun and Morrell 2014, "The RNS System:
/// responsive cortical stimulation for the treatment of refractory partial epilepsy", Expert Rev.
/// Med. Devices 11:563): each is compared with its own long-term trend or with a fixed level.
public enum Feature: UInt8, Sendable, BitwiseCopyable {
    /// Mean magnitude of the difference between neighbouring samples, counts.
    case lineLength = 0
    /// Mean magnitude of the samples, counts.
    case area = 1
    /// Half-waves of sufficient amplitude and fitting duration, per second.
    case halfWaves = 2

    /// How many features there are: raw values are 0..<3.
    public static let count = 3

    /// In English, for a person.
    public var name: StaticString {
        switch self {
        case .lineLength: "line length"
        case .area: "area"
        case .halfWaves: "half-waves"
        }
    }
}

/// Some of the features.
public struct FeatureSet: BitwiseCopyable, Sendable {
    private var bits: UInt8 = 0

    /// All three.
    public static var all: FeatureSet {
        var all = FeatureSet()
        all.insert(.lineLength)
        all.insert(.area)
        all.insert(.halfWaves)
        return all
    }

    /// None of them.
    public init() {}

    /// Adds a feature. Constant time.
    public mutating func insert(_ feature: Feature) { bits |= 1 &<< feature.rawValue }

    /// Whether it holds the feature of that raw value.
    @inline(__always)
    func contains(_ index: Int) -> Bool { bits &>> UInt8(truncatingIfNeeded: index) & 1 != 0 }

    /// Whether the feature is in the set. Constant time.
    @inline(__always)
    public func contains(_ feature: Feature) -> Bool { bits & (1 &<< feature.rawValue) != 0 }
}

/// One value per feature, of eight channels each.
public typealias FeatureLanes = InlineArray<3, Lanes>
