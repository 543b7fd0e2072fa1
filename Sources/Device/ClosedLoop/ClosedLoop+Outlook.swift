import Stimulation

/// The pulses that come next, for an actuator or a patient who must have them in time.
public struct PulseOutlook: BitwiseCopyable, Sendable {
    public var count: Int32
    public var pulses: InlineArray<16, Pulse>

    public init() {
        count = 0
        pulses = InlineArray(repeating: noPulse)
    }
}

extension ClosedLoop {
    /// Pulses that begin from now on until `tick` unless the loop goes to its safe state first.
    ///
    /// The stimulator hands a pulse out when it has ended; this looks ahead on a copy of it.
    @_noLocks
    public func outlook(until tick: Int64) -> PulseOutlook {
        var outlook = PulseOutlook()
        let now = clock.tick(ofFrame: nextFrame)
        guard stimulator.blankedUntilMicroseconds > now else { return outlook }
        var ahead = stimulator
        // A pulse that begins before `tick` has ended by then.
        let end = tick &+ StimulationLimits.pulseMicrosecondsMax
        while outlook.count < 16, let pulse = ahead.nextPulse(before: end) {
            guard pulse.startMicroseconds < tick else { break }
            guard pulse.startMicroseconds >= now else { continue }
            outlook.pulses[Int(outlook.count)] = pulse
            outlook.count &+= 1
        }
        return outlook
    }
}
