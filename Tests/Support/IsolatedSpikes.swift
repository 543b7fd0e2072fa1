import Foundation

/// Spikes that are no seizure: single, at random times, in several shapes.
public struct IsolatedSpikes {
    /// What a spike looks like.
    public enum Shape: CaseIterable, Sendable {
        /// One hump.
        case sharp
        /// Down, up and down again.
        case biphasic
        /// A spike on a slow wave of the other sign.
        case spikeAndWave
    }

    public var shape: Shape
    public var perMinute: Double
    public var amplitude: Double
    public var seed: UInt64

    public init(shape: Shape, perMinute: Double, amplitude: Double, seed: UInt64) {
        self.shape = shape
        self.perMinute = perMinute
        self.amplitude = amplitude
        self.seed = seed
    }

    /// The spikes alone, at independent times (a Poisson process) with 0.3 s between two at least, each
    /// 20 to 70 ms wide and of either sign.
    public func signal(seconds: Double, rateHertz: Double) -> [Double] {
        var random = SplitMix64(seed: seed)
        func uniform() -> Double { Double.random(in: 0..<1, using: &random) }
        var samples = [Double](repeating: 0, count: Int(seconds * rateHertz))
        var time = 1.0
        while true {
            time += max(0.3, -log(1 - uniform()) * 60 / perMinute)
            guard time < seconds else { return samples }
            let width = 0.02 + 0.05 * uniform()
            let sign = uniform() < 0.5 ? -amplitude : amplitude
            let first = max(0, Int((time - 0.3) * rateHertz))
            let last = min(samples.count, Int((time + 0.5) * rateHertz))
            for frame in first..<last {
                samples[frame] += sign * value((Double(frame) / rateHertz - time) / width, width)
            }
        }
    }

    /// At so many widths from the spike's peak, which is 1.
    private func value(_ position: Double, _ width: Double) -> Double {
        let hump = exp(-4 * position * position)
        switch shape {
        case .sharp: return hump
        case .biphasic: return (1 - 8 * position * position) * hump
        case .spikeAndWave:
            let wave = (position * width - 0.15) / 0.12
            return hump - 0.5 * exp(-4 * wave * wave)
        }
    }
}
