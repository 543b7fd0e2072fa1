import Foundation

/// The stimulation artifact at each contact: while a pulse lasts, the potential that its current makes
/// there; then an exponential recovery.
struct AmplifierArtifact: Sendable {
    private let parameters: AmplifierParameters
    private let microsecondsPerFrame: Double
    private let decayPerFrame: Double
    private var residuals: [Double]
    private var isRinging = false
    private var pulse: StimulusPulse?
    private var potentials: [Double] = []

    init(channelCount: Int, framesPerSecond: Double, parameters: AmplifierParameters) {
        self.parameters = parameters
        self.microsecondsPerFrame = 1_000_000 / framesPerSecond
        self.decayPerFrame = exp(-1_000 / (parameters.recoveryMilliseconds * framesPerSecond))
        self.residuals = Array(repeating: 0, count: channelCount)
    }

    /// A pulse of `potentials` µV at the contacts has begun.
    mutating func begin(_ pulse: StimulusPulse, potentials: [Double]) {
        let rail = parameters.saturationMicrovolts
        for channel in residuals.indices {
            let left = residuals[channel] + parameters.residualFraction * potentials[channel]
            residuals[channel] = min(max(left, -rail), rail)
        }
        isRinging = true
        self.pulse = pulse
        self.potentials = potentials
    }

    /// Adds what `frame`, of this index, shows of it.
    mutating func add(to frame: inout [Double], index: Int64) {
        guard isRinging else { return }
        if let pulse {
            let since =
                Double(index) * microsecondsPerFrame - Double(pulse.startMicroseconds)
            if since >= Double(pulse.durationMicroseconds) {
                self.pulse = nil
            } else {
                let sign = pulse.sign(after: since)
                for channel in frame.indices { frame[channel] += sign * potentials[channel] }
            }
        }
        var largest = 0.0
        for channel in residuals.indices {
            frame[channel] += residuals[channel]
            residuals[channel] *= decayPerFrame
            largest = max(largest, abs(residuals[channel]))
        }
        // Far below an LSB: the frames are again what they would have been.
        if largest < 1e-4, pulse == nil {
            isRinging = false
            for channel in residuals.indices { residuals[channel] = 0 }
        }
    }
}

extension StimulusPulse {
    /// 1 in the first phase, -1 in the second, 0 between.
    fileprivate func sign(after microseconds: Double) -> Double {
        if microseconds < Double(firstPhaseMicroseconds) { return 1 }
        let second = Double(firstPhaseMicroseconds) + Double(interphaseGapMicroseconds)
        return microseconds < second ? 0 : -1
    }
}
