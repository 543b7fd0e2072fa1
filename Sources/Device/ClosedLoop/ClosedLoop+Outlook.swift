import Stimulation

/// The pulses that come next, for an actuator or a patient who must have them in time.
public struct PulseOutlook: BitwiseCopyable, Sendable {
    /// Pulses in use, 0 to 16.
    public var count: Int32
    /// The first `count` in order of time; the rest mean nothing.
    public var pulses: InlineArray<16, Pulse>

    /// No pulse.
    public init() {
        count = 0
        pulses = InlineArray(repeating: noPulse)
    }
}

extension ClosedLoop {
    /// Pulses that begin from now on until `tick` unless the loop goes to its safe state first.
    @_noLocks
    public mutating func outlook(until tick: Int64) -> PulseOutlook {
        var outlook = PulseOutlook()
        let now = clock.tick(ofFrame: nextFrame)
        var release = release()
        while outlook.count < 16, let pulse = nextPulse(of: &release, before: tick) {
            guard pulse.startMicroseconds >= now else { continue }
            outlook.pulses[Int(outlook.count)] = pulse
            outlook.count &+= 1
        }
        return outlook
    }

    /// Pulses that begin before `tick` are with an actuator that does not give them back: a safe state
    /// neither cuts them nor leaves them out.
    @_noLocks
    public mutating func commit(pulsesBefore tick: Int64) {
        stimulator.commit(pulsesBefore: tick)
    }

    /// The train under way, for an actuator that takes its pulses one by one.
    @_noLocks
    public mutating func release() -> PulseRelease { stimulator.release() }

    /// The next pulse of `release` that begins before `tick`, once the limiter has let it pass; nil
    /// where there is none.
    @_noLocks
    public mutating func nextPulse(of release: inout PulseRelease, before tick: Int64) -> Pulse? {
        stimulator.nextPulse(of: &release, before: tick)
    }
}
