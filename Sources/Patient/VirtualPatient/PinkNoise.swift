import Foundation

/// Gaussian noise with a 1/f power spectrum for several channels, part of it shared by all.
///
/// White noise through a sum of first-order low-passes whose corners lie evenly on a logarithmic scale,
/// each weighted by corner^(-1/2): between the corners the amplitude falls as f^(-1/2).
struct PinkNoise: Sendable {
    private static let cornersHertz = [0.5, 1.66, 5.5, 18, 60, 200]
    private let decays: [Double]
    private let inputs: [Double]
    private let own: Double
    private let shared: Double
    /// [low-pass][channel], the shared source last.
    private var states: [Double]
    private var white: [Double]
    private var sums: [Double]

    /// `level` is the RMS of each channel.
    init(channelCount: Int, framesPerSecond: Double, level: Double, sharedFraction: Double) {
        let decays = Self.cornersHertz.map { exp(-2 * .pi * $0 / framesPerSecond) }
        let weights = Self.cornersHertz.indices.map {
            (1 - decays[$0]) / Self.cornersHertz[$0].squareRoot()
        }
        var variance = 0.0
        for i in decays.indices {
            for j in decays.indices {
                variance += weights[i] * weights[j] / (1 - decays[i] * decays[j])
            }
        }
        self.decays = decays
        self.inputs = weights.map { $0 * level / variance.squareRoot() }
        self.own = (1 - sharedFraction).squareRoot()
        self.shared = sharedFraction.squareRoot()
        self.states = Array(repeating: 0, count: decays.count * (channelCount + 1))
        self.white = Array(repeating: 0, count: channelCount + 1)
        self.sums = white
    }

    /// Adds one sample to each channel of `frame`.
    mutating func add(to frame: inout [Double], random: inout RandomSource) {
        let count = white.count
        for source in 0..<count {
            white[source] = random.gaussian()
            sums[source] = 0
        }
        for pole in decays.indices {
            let decay = decays[pole]
            let input = inputs[pole]
            let start = pole * count
            for source in 0..<count {
                let state = decay * states[start + source] + input * white[source]
                states[start + source] = state
                sums[source] += state
            }
        }
        let common = shared * sums[count - 1]
        for channel in frame.indices { frame[channel] += own * sums[channel] + common }
    }
}
