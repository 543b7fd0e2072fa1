/// The burst under way, by the limiter's own count: a programme that breaks in memory may name more
/// pulses or bursts than there are.
@frozen
@usableFromInline
struct LimiterBurst: Sendable {
    @usableFromInline var startMicroseconds: Int64 = 0
    /// Bursts of the therapy so far.
    @usableFromInline var count: Int32 = 0

    @inlinable
    init() {}

    @inlinable
    @inline(__always)
    func allows(_ pulse: Pulse) -> Bool {
        if PulseLimiter.beginsTherapy(pulse) { return true }
        typealias Bounds = PulseLimiter.Bounds
        let age = pulse.startMicroseconds &- startMicroseconds
        guard pulse.pulseIndex == 0 else { return age < Bounds.burst }
        return count < Bounds.burstsPerTherapy && age <= Bounds.burst &+ Bounds.pause
    }

    @inlinable
    @inline(__always)
    mutating func enter(_ pulse: Pulse) {
        guard pulse.pulseIndex == 0 else { return }
        count = PulseLimiter.beginsTherapy(pulse) ? 1 : count &+ 1
        startMicroseconds = pulse.startMicroseconds
    }
}

/// What pulses add that were released to an actuator and have not been issued yet.
@frozen
@usableFromInline
struct PulsesReleased: Sendable {
    @usableFromInline var picocoulombs: Int64 = 0
    @usableFromInline var activeMicroseconds: Int64 = 0
    @usableFromInline var earliestStartMicroseconds: Int64 = 0
    @usableFromInline var therapies: Int32 = 0
    @usableFromInline var burst = LimiterBurst()
    /// One of them began a burst, so that it is no longer the limiter's that counts.
    @usableFromInline var hasBurst = false
    /// Of the latest.
    @usableFromInline var shape = PulseShape()

    @inlinable
    init() {}

    @inlinable
    @inline(__always)
    mutating func count(_ pulse: Pulse, after issued: LimiterBurst) {
        shape = PulseShape(pulse)
        if pulse.pulseIndex == 0 {
            if !hasBurst { burst = issued }
            hasBurst = true
            burst.enter(pulse)
        }
        picocoulombs &+= pulse.firstPhasePicocoulombs
        activeMicroseconds &+= pulse.durationMicroseconds
        earliestStartMicroseconds = PulseLimiter.earliestStart(after: pulse)
        if PulseLimiter.beginsTherapy(pulse) { therapies &+= 1 }
    }
}

/// What one pulse has in common with others of its burst: all but its time. Before one was let pass it
/// is that of no pulse.
@frozen
@usableFromInline
struct PulseShape: Sendable {
    @usableFromInline var amplitudeMicroamperes: Int32 = 0
    @usableFromInline var firstPhaseMicroseconds: Int32 = 0
    @usableFromInline var interphaseGapMicroseconds: Int32 = 0
    @usableFromInline var secondPhaseMicroseconds: Int32 = 0
    @usableFromInline var cathodes = ContactSet.none
    @usableFromInline var anodes = ContactSet.none

    @inlinable
    init() {}

    @inlinable
    @inline(__always)
    init(_ pulse: Pulse) {
        amplitudeMicroamperes = pulse.amplitudeMicroamperes
        firstPhaseMicroseconds = pulse.firstPhaseMicroseconds
        interphaseGapMicroseconds = pulse.interphaseGapMicroseconds
        secondPhaseMicroseconds = pulse.secondPhaseMicroseconds
        cathodes = pulse.cathodes
        anodes = pulse.anodes
    }

    @inlinable
    @inline(__always)
    func isOf(_ pulse: Pulse) -> Bool {
        amplitudeMicroamperes > 0 && amplitudeMicroamperes == pulse.amplitudeMicroamperes
            && firstPhaseMicroseconds == pulse.firstPhaseMicroseconds
            && interphaseGapMicroseconds == pulse.interphaseGapMicroseconds
            && secondPhaseMicroseconds == pulse.secondPhaseMicroseconds
            && cathodes == pulse.cathodes && anodes == pulse.anodes
    }
}
