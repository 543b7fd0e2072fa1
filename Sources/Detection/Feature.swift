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

    public static let count = 3

    public var name: StaticString {
        switch self {
        case .lineLength: "line length"
        case .area: "area"
        case .halfWaves: "half-waves"
        }
    }
}

/// One value per feature, of eight channels each.
public typealias FeatureLanes = InlineArray<3, Lanes>
