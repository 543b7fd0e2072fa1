/// Gaussian noise with a 1/f power spectrum for several channels, part of it shared by all.
///
/// White noise through a sum of first-order low-passes whose corners lie evenly on a logarithmic scale,
/// each weighted by corner^(-1/2): between the corners the amplitude falls as f^(-1/2).
struct PinkNoise: Equatable, Sendable {
    private static let cornersHertz = [0.5, 1.66, 5.5, 18, 60, 200]
    private let decays: [Double]
    private let inputs: [Double]
    private let own: Double
    private let shared: Double
    /// [four channels][low-pass]
    private var states: [Four]
    private var sharedStates: [Double]

    /// `level` is the RMS of each channel.
    init(channelCount: Int, framesPerSecond: Double, level: Double, sharedFraction: Double) {
        let decays = Self.cornersHertz.map { Elementary.exp(-2 * .pi * $0 / framesPerSecond) }
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
        self.states = Array(
            repeating: .zero, count: decays.count * Four.vectorCount(channelCount))
        self.sharedStates = Array(repeating: 0, count: decays.count)
    }

    /// Adds one sample to each channel of `frame`.
    @inline(__always)
    mutating func add(to frame: inout [Four], noise: borrowing NoiseSource) {
        var common = 0.0
        for pole in decays.indices {
            let state = decays[pole] * sharedStates[pole] + inputs[pole] * noise.sharedBackground
            sharedStates[pole] = state
            common += state
        }
        common *= shared
        for block in frame.indices {
            let white = noise.background(block)
            let start = block * decays.count
            var sum = Four.zero
            for pole in decays.indices {
                let state = decays[pole] * states[start + pole] + inputs[pole] * white
                states[start + pole] = state
                sum += state
            }
            frame[block] += own * sum + common
        }
    }
}
