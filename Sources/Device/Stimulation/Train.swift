/// The therapy being delivered, or the last one: where it stands, and the pulse that has begun.
@frozen
@usableFromInline
struct Train: Sendable {
    /// From the decision until the last pulse has been handed out.
    @usableFromInline var isActive = false
    /// A pulse has begun and has not been handed out.
    @usableFromInline var hasPulse = false
    /// A pulse of this train has begun.
    @usableFromInline var hasBegun = false
    @usableFromInline var therapyIndex: Int32 = 0
    @usableFromInline var burstIndex: Int32 = 0
    @usableFromInline var pulseIndex: Int32 = 0
    /// First edge of the next pulse to begin.
    @usableFromInline var nextStartMicroseconds: Int64 = 0
    /// First edge of the latest pulse that began.
    @usableFromInline var latestStartMicroseconds: Int64 = 0
    /// End of the last pulse's period: as planned while the train is active, then as it came.
    @usableFromInline var endMicroseconds: Int64 = 0
    /// No pulse begins at or after this instant.
    @usableFromInline var cutMicroseconds: Int64 = .max
    @usableFromInline var pulse: Pulse

    @usableFromInline
    init() {
        pulse = Pulse(
            startMicroseconds: 0, amplitudeMicroamperes: 0, firstPhaseMicroseconds: 0,
            interphaseGapMicroseconds: 0, secondPhaseMicroseconds: 0, cathodes: .none,
            anodes: .none)
    }

    /// Sets the train up to begin at `start`, in µs of the device clock.
    @inlinable
    mutating func begin(
        _ therapy: borrowing TherapyProgram, therapyIndex: Int32, at start: Int64
    ) {
        isActive = true
        hasPulse = false
        hasBegun = false
        self.therapyIndex = therapyIndex
        burstIndex = 0
        pulseIndex = 0
        nextStartMicroseconds = start
        endMicroseconds = start &+ therapy.trainMicroseconds
        cutMicroseconds = .max
    }

    /// The pulse that begins next, as it is programmed.
    @inlinable
    @inline(__always)
    func nextPulse(of burst: borrowing BurstProgram) -> Pulse {
        Pulse(
            startMicroseconds: nextStartMicroseconds,
            amplitudeMicroamperes: burst.amplitudeMicroamperes,
            firstPhaseMicroseconds: burst.pulseWidthMicroseconds,
            interphaseGapMicroseconds: burst.interphaseGapMicroseconds,
            secondPhaseMicroseconds: burst.pulseWidthMicroseconds, cathodes: burst.cathodes,
            anodes: burst.anodes, therapyIndex: therapyIndex, burstIndex: burstIndex,
            pulseIndex: pulseIndex)
    }

    /// Moves on to the next pulse of the burst. False where there is none: see `beginBurst`.
    @inlinable
    @inline(__always)
    mutating func advance(in burst: borrowing BurstProgram) -> Bool {
        pulseIndex &+= 1
        nextStartMicroseconds &+= Int64(burst.pulsePeriodMicroseconds)
        return pulseIndex < burst.pulseCount
    }

    /// Moves on to the therapy's next burst. False where there is none.
    @inlinable
    mutating func beginBurst(in therapy: borrowing TherapyProgram) -> Bool {
        pulseIndex = 0
        burstIndex &+= 1
        nextStartMicroseconds &+= Int64(therapy.pauseMicroseconds)
        return Int(burstIndex) < therapy.burstCount
    }

    /// Ends the first phase at `cut` if it is not over by then; the second is then made as long.
    @inlinable
    mutating func cutPulse(at cut: Int64) {
        let delivered = cut &- pulse.startMicroseconds
        guard delivered < Int64(pulse.firstPhaseMicroseconds) else { return }
        pulse.firstPhaseMicroseconds = Int32(truncatingIfNeeded: delivered)
        pulse.secondPhaseMicroseconds = pulse.firstPhaseMicroseconds
        pulse.wasCut = true
    }
}
