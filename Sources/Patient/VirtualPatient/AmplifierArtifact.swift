/// The stimulation artifact at each contact: while a pulse lasts, the potential that its current makes
/// there; then an exponential recovery.
struct AmplifierArtifact: Equatable, Sendable {
    private let parameters: AmplifierParameters
    private let microsecondsPerFrame: Double
    private let decayPerFrame: Double
    private var residuals: [Four]
    private var isRinging = false
    private var pulse: StimulusPulse?
    private var potentials: [Four] = []

    init(channelCount: Int, framesPerSecond: Double, parameters: AmplifierParameters) {
        self.parameters = parameters
        self.microsecondsPerFrame = 1_000_000 / framesPerSecond
        self.decayPerFrame = Elementary.exp(
            -1_000 / (parameters.recoveryMilliseconds * framesPerSecond))
        self.residuals = Array(repeating: .zero, count: Four.vectorCount(channelCount))
    }

    /// A pulse of `potentials` µV at the contacts has begun.
    mutating func begin(_ pulse: StimulusPulse, potentials: [Four]) {
        let rail = Four(repeating: parameters.saturationMicrovolts)
        for block in residuals.indices {
            let left = residuals[block] + parameters.residualFraction * potentials[block]
            residuals[block] = left.clamped(lowerBound: -rail, upperBound: rail)
        }
        isRinging = true
        self.pulse = pulse
        self.potentials = potentials
    }

    /// Adds what `frame`, of this index, shows of it.
    mutating func add(to frame: inout [Four], index: Int64) {
        guard isRinging else { return }
        if let pulse {
            let since =
                Double(index) * microsecondsPerFrame - Double(pulse.startMicroseconds)
            if since >= Double(pulse.durationMicroseconds) {
                self.pulse = nil
            } else {
                let sign = pulse.sign(after: since)
                for block in frame.indices { frame[block] += sign * potentials[block] }
            }
        }
        var largest = 0.0
        for block in residuals.indices {
            frame[block] += residuals[block]
            residuals[block] *= decayPerFrame
            largest = max(largest, residuals[block].largestMagnitude)
        }
        // Far below an LSB: the frames are again what they would have been.
        if largest < 1e-4, pulse == nil {
            isRinging = false
            for block in residuals.indices { residuals[block] = .zero }
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
