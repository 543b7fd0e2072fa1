import Hardware
import Stimulation

/// The pulse generator behind its registers: plays a therapy edge by edge of its clock of 1 µs, and
/// looks at its command registers at the edges of the sample clock.
struct Generator {
    private var therapy = InlineArray<2, BurstProgram>(repeating: silence)
    private var burstCount = 0
    private var pauseMicroseconds: Int64 = 0
    private var burstIndex = 0
    private var pulseIndex: Int32 = 0
    private var nextStart: Int64 = 0
    private(set) var isDelivering = false
    private var isStopping = false
    private var pulse = noPulse
    private var hasPulse = false
    private var pulses: UInt32 = 0
    private var pulsesCut: UInt32 = 0
    private var netPicocoulombs: Int64 = 0

    /// Whether a pulse's first edge was and its last was not.
    var isInPulse: Bool { hasPulse }

    /// An edge of the sample clock at `now` µs.
    mutating func edge(at now: Int64, _ log: inout RecordLog) {
        advance(to: now, &log)
        if PulseGenerator.stop.value != 0 {
            stop(at: now)
        } else if PulseGenerator.start.value != 0 {
            takeOver(at: now)
        }
        PulseGenerator.start.value = 0
        PulseGenerator.stop.value = 0
        publish()
    }

    /// What the output stage does when its supply falls, the processor is reset or the watchdog
    /// bites: what `stop` does, at once, and all registers return to their reset values.
    mutating func reset(at now: Int64, _ log: inout RecordLog) {
        advance(to: now, &log)
        stop(at: now)
        advance(to: now &+ StimulationLimits.pulseMicrosecondsMax, &log)
        PulseGenerator.status.value = 0
        publish()
    }

    private func publish() {
        PulseGenerator.pulses.value = pulses
        PulseGenerator.pulsesCut.value = pulsesCut
        PulseGenerator.netPicocoulombs.value = netPicocoulombs
        let refused = PulseGenerator.status.value & GeneratorStatus.refused
        PulseGenerator.status.value =
            refused | (isDelivering ? GeneratorStatus.isDelivering : 0)
    }

    private mutating func takeOver(at now: Int64) {
        let count = PulseGenerator.burstCount.value
        let first = PulseGenerator.burst(0).read()
        let second = PulseGenerator.burst(1).read()
        let start = PulseGenerator.startMicroseconds.value
        let pause = PulseGenerator.pauseMicroseconds.value
        guard !isDelivering, start >= now, count == 1 || count == 2, isAllowed(first),
            count == 1 || (isAllowed(second) && pause <= 10_000_000)
        else {
            PulseGenerator.status.value |= GeneratorStatus.refused
            return
        }
        therapy = [first, second]
        burstCount = Int(count)
        pauseMicroseconds = Int64(pause)
        burstIndex = 0
        pulseIndex = 0
        nextStart = start
        isDelivering = true
        isStopping = false
    }

    /// The limits of the output stage itself: the hard limits of stimulation, as wired.
    private func isAllowed(_ burst: BurstProgram) -> Bool {
        (1...12_000).contains(burst.amplitudeMicroamperes)
            && (40...1_000).contains(burst.pulseWidthMicroseconds)
            && (0...2_000).contains(burst.interphaseGapMicroseconds)
            && (3_004...1_000_000).contains(burst.pulsePeriodMicroseconds)
            && burst.pulseMicroseconds <= Int64(burst.pulsePeriodMicroseconds)
            && burst.pulseCount > 0 && burst.burstMicroseconds <= 5_000_000
            && !burst.cathodes.isEmpty && !burst.anodes.isEmpty
            && burst.cathodes.isDisjoint(with: burst.anodes)
    }

    private mutating func stop(at now: Int64) {
        guard isDelivering else { return }
        isStopping = true
        guard hasPulse else {
            isDelivering = false
            return
        }
        let delivered = now - pulse.startMicroseconds
        guard delivered < Int64(pulse.firstPhaseMicroseconds) else { return }
        pulse.firstPhaseMicroseconds = Int32(truncatingIfNeeded: delivered)
        pulse.secondPhaseMicroseconds = pulse.firstPhaseMicroseconds
        pulse.wasCut = true
    }

    /// Plays what lies before `now`.
    private mutating func advance(to now: Int64, _ log: inout RecordLog) {
        while isDelivering {
            if !hasPulse {
                guard nextStart < now else { return }
                begin()
            }
            guard pulse.endMicroseconds <= now else { return }
            finish(&log)
        }
    }

    private mutating func begin() {
        let burst = therapy[burstIndex]
        pulse = Pulse(
            startMicroseconds: nextStart, amplitudeMicroamperes: burst.amplitudeMicroamperes,
            firstPhaseMicroseconds: burst.pulseWidthMicroseconds,
            interphaseGapMicroseconds: burst.interphaseGapMicroseconds,
            secondPhaseMicroseconds: burst.pulseWidthMicroseconds, cathodes: burst.cathodes,
            anodes: burst.anodes, burstIndex: Int32(truncatingIfNeeded: burstIndex),
            pulseIndex: pulseIndex)
        hasPulse = true
    }

    private mutating func finish(_ log: inout RecordLog) {
        hasPulse = false
        pulses &+= 1
        if pulse.wasCut { pulsesCut &+= 1 }
        netPicocoulombs &+= pulse.imbalancePicocoulombs
        log.append(pulse)
        let burst = therapy[burstIndex]
        nextStart &+= Int64(burst.pulsePeriodMicroseconds)
        pulseIndex &+= 1
        if pulseIndex == burst.pulseCount {
            pulseIndex = 0
            burstIndex += 1
            nextStart &+= pauseMicroseconds
        }
        isDelivering = !isStopping && burstIndex < burstCount
    }
}

private var silence: BurstProgram {
    BurstProgram(
        amplitudeMicroamperes: 0, pulseWidthMicroseconds: 0, pulsePeriodMicroseconds: 0,
        pulseCount: 0, cathodes: .none, anodes: .none)
}

private var noPulse: Pulse {
    Pulse(
        startMicroseconds: 0, amplitudeMicroamperes: 0, firstPhaseMicroseconds: 0,
        interphaseGapMicroseconds: 0, secondPhaseMicroseconds: 0, cathodes: .none, anodes: .none)
}
