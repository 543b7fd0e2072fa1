import Hardware
import Stimulation

/// The pulse generator behind its registers: plays pulses edge by edge of its clock of 1 µs, and looks
/// at its command registers at the edges of the sample clock.
struct Generator {
    /// Taken over, the next to play at `head`.
    private var queue = InlineArray<32, Pulse>(repeating: noPulse)
    private var head = 0
    private var count = 0
    /// Pulses of the FIFO that were looked at.
    private var taken: UInt32 = 0
    /// No pulse may begin before it: the output stage's own rate.
    private var earliestStart: Int64 = 0
    private var pulse = noPulse
    private var hasPulse = false
    private var pulses: UInt32 = 0
    private var pulsesCut: UInt32 = 0
    private var netPicocoulombs: Int64 = 0

    /// Whether a pulse waits or plays.
    var isDelivering: Bool { hasPulse || count > 0 }

    /// Whether a pulse's first edge was and its last was not.
    var isInPulse: Bool { hasPulse }

    /// An edge of the sample clock at `now` µs.
    mutating func edge(at now: Int64, _ log: inout RecordLog) {
        advance(to: now, &log)
        if PulseGenerator.stop.value != 0 {
            stop(at: now)
            taken = PulseGenerator.loaded.value
            PulseGenerator.status.value &= ~GeneratorStatus.late
        }
        PulseGenerator.stop.value = 0
        while taken != PulseGenerator.loaded.value {
            takeOver(PulseGenerator.place(taken).read(), at: now)
            taken &+= 1
        }
        publish()
    }

    /// What the output stage does when its supply falls, the processor is reset or the watchdog
    /// bites: what `stop` does, at once, and all registers return to their reset values.
    mutating func reset(at now: Int64, _ log: inout RecordLog) {
        advance(to: now, &log)
        stop(at: now)
        advance(to: now &+ StimulationLimits.pulseMicrosecondsMax, &log)
        taken = 0
        PulseGenerator.status.value = 0
        publish()
    }

    private func publish() {
        PulseGenerator.pulses.value = pulses
        PulseGenerator.pulsesCut.value = pulsesCut
        PulseGenerator.netPicocoulombs.value = netPicocoulombs
        let kept = PulseGenerator.status.value & ~GeneratorStatus.isDelivering
        PulseGenerator.status.value = kept | (isDelivering ? GeneratorStatus.isDelivering : 0)
    }

    private mutating func takeOver(_ pulse: Pulse, at now: Int64) {
        guard pulse.startMicroseconds >= now else {
            PulseGenerator.status.value |= GeneratorStatus.late
            return
        }
        guard count < queue.count, pulse.startMicroseconds >= earliestStart, isAllowed(pulse)
        else {
            PulseGenerator.status.value |= GeneratorStatus.refused
            return
        }
        queue[(head + count) % queue.count] = pulse
        count += 1
        earliestStart = max(pulse.startMicroseconds &+ 3_004, pulse.endMicroseconds)
    }

    /// The limits of the output stage itself: the hard limits of stimulation, as wired.
    private func isAllowed(_ pulse: Pulse) -> Bool {
        (1...12_000).contains(pulse.amplitudeMicroamperes)
            && (40...1_000).contains(pulse.firstPhaseMicroseconds)
            && pulse.secondPhaseMicroseconds == pulse.firstPhaseMicroseconds
            && (0...2_000).contains(pulse.interphaseGapMicroseconds)
            && !pulse.cathodes.isEmpty && !pulse.anodes.isEmpty
            && pulse.cathodes.isDisjoint(with: pulse.anodes)
    }

    private mutating func stop(at now: Int64) {
        count = 0
        guard hasPulse else { return }
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
                guard queue[head].startMicroseconds < now else { return }
                pulse = queue[head]
                hasPulse = true
                head = (head + 1) % queue.count
                count -= 1
            }
            guard pulse.endMicroseconds <= now else { return }
            finish(&log)
        }
    }

    private mutating func finish(_ log: inout RecordLog) {
        hasPulse = false
        pulses &+= 1
        if pulse.wasCut { pulsesCut &+= 1 }
        netPicocoulombs &+= pulse.imbalancePicocoulombs
        log.append(pulse)
    }
}

private var noPulse: Pulse {
    Pulse(
        startMicroseconds: 0, amplitudeMicroamperes: 0, firstPhaseMicroseconds: 0,
        interphaseGapMicroseconds: 0, secondPhaseMicroseconds: 0, cathodes: .none, anodes: .none)
}
