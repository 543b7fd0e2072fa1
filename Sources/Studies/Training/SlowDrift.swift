import Foundation

/// What hours do to a signal: a gain that doubles and halves again, as electrodes and tissue change,
/// and slow waves that come and go, as sleep does. For asking whether adaptation helps.
package struct SlowDrift: Sendable {
    /// The gain goes from 1 to 2 in a quarter of this, and from 2 to 1/2 in the half after.
    static let gainPeriodSeconds = 12.0 * 3_600
    /// A cycle of sleep and waking.
    static let wavePeriodSeconds = 3.0 * 3_600
    /// Slow waves at their largest, RMS.
    static let waveMicrovolts = 40.0
    /// They are noise through a low-pass at this frequency.
    static let waveHertz = 3.0

    private let rateHertz: Double
    private let keep: Float
    private var waves: [Float]
    private var random: UInt64

    init(channelCount: Int, rateHertz: Double, seed: UInt64) {
        self.rateHertz = rateHertz
        keep = Float(exp(-2 * .pi * Self.waveHertz / rateHertz))
        waves = Array(repeating: 0, count: channelCount)
        random = seed
    }

    static func gain(at seconds: Double) -> Double {
        exp2(sin(2 * .pi * seconds / gainPeriodSeconds))
    }

    static func waveMicrovolts(at seconds: Double) -> Double {
        waveMicrovolts * (1 - cos(2 * .pi * seconds / wavePeriodSeconds)) / 2
    }

    /// Changes a block of samples, µV, [channel][frame].
    ///
    /// - Parameter seconds: since the drift began.
    mutating func apply(to values: inout [Float], frameCount: Int, at seconds: Double) {
        let gain = Float(Self.gain(at: seconds))
        // Uniform noise has a variance of 1/12; the low-pass leaves (1 - keep^2) of it.
        let size =
            Float(Self.waveMicrovolts(at: seconds)) * (12 * (1 - keep * keep)).squareRoot()
        for channel in waves.indices {
            var wave = waves[channel]
            for frame in 0..<frameCount {
                wave = keep * wave + uniform()
                let place = channel * frameCount + frame
                values[place] = gain * (values[place] + size * wave)
            }
            waves[channel] = wave
        }
    }

    /// SplitMix64 (Steele, Lea, Flood 2014), -1/2 to 1/2.
    private mutating func uniform() -> Float {
        random &+= 0x9E37_79B9_7F4A_7C15
        var z = random
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Float((z ^ (z >> 31)) >> 40) / 16_777_216 - 0.5
    }
}
