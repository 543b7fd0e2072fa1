import FixedPoint

/// What is measured of each channel, over a sliding short-term window.
///
/// The first three are the tools of responsive stimulators in patients (Sun and Morrell 2014, "The RNS System:
/// responsive cortical stimulation for the treatment of refractory partial epilepsy", Expert Rev.
/// Med. Devices 11:563): each is compared with its own long-term trend or with a fixed level.
public enum Feature: UInt8, Sendable, BitwiseCopyable {
    /// Mean magnitude of the difference between neighbouring samples, counts.
    case lineLength = 0
    /// Mean magnitude of the samples, counts.
    case area = 1
    /// Half-waves of sufficient amplitude and fitting duration, per second.
    case halfWaves = 2
    /// Share of the power that repeats itself every 80 to 400 ms, in 2^-16: what a rhythm has, and a
    /// single spike, muscle and slow movement do not.
    case rhythm = 3
    /// Mean magnitude of what lies between some 20 and 30 Hz, counts; its level is discounted by what
    /// slower activity (movement) and faster (muscle) have risen.
    case fastActivity = 4

    /// How many features there are: raw values are 0..<count.
    public static var count: Int { PerFeature<Int32>.count }

    /// In English, for a person.
    public var name: StaticString {
        switch self {
        case .lineLength: "line length"
        case .area: "area"
        case .halfWaves: "half-waves"
        case .rhythm: "rhythm"
        case .fastActivity: "fast activity"
        }
    }
}

/// One value for each feature, by its raw value.
public typealias PerFeature<Value> = InlineArray<5, Value>

/// One value per feature, of eight channels each.
public typealias FeatureLanes = PerFeature<Lanes>

extension InlineArray where Element: BitwiseCopyable {
    /// The feature's value. Constant time.
    @inline(__always)
    public subscript(feature: Feature) -> Element {
        get { self[Int(feature.rawValue)] }
        set { self[Int(feature.rawValue)] = newValue }
    }
}

/// Some of the features.
public struct FeatureSet: BitwiseCopyable, Sendable {
    /// Bit n is set where the feature of raw value n is in the set.
    public private(set) var bits: UInt8 = 0

    /// All there are.
    public static var all: FeatureSet {
        var all = FeatureSet()
        for index in 0..<UInt8(Feature.count) { all.bits |= 1 &<< index }
        return all
    }

    /// None of them.
    public init() {}

    /// Those whose bits are set; what no feature has stays, for a plan's validation to refuse.
    public init(bits: UInt8) { self.bits = bits }

    /// Whether there is none. Constant time.
    public var isEmpty: Bool { bits == 0 }

    /// Adds a feature. Constant time.
    public mutating func insert(_ feature: Feature) { bits |= 1 &<< feature.rawValue }

    /// Whether it holds the feature of that raw value.
    @inline(__always)
    func contains(_ index: Int) -> Bool { bits &>> UInt8(truncatingIfNeeded: index) & 1 != 0 }

    /// Whether the feature is in the set. Constant time.
    @inline(__always)
    public func contains(_ feature: Feature) -> Bool { bits & (1 &<< feature.rawValue) != 0 }
}
