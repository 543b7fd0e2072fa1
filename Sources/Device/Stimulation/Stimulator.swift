/// The simulated stimulator: turns detections into therapies, issues their pulses on the device's
/// clock, keeps every limit, and accounts for the charge.
///
/// Use, at each instant `tick` (µs of the device clock) to which the loop advances:
/// 1. `nextPulse(before: tick)` until nil,
/// 2. `enterSafeState`, `leaveSafeState`, `episodeEnded` as need be,
/// 3. `respond(toDetection:at: tick)`.
///
/// Ticks must not decrease; an earlier tick counts as the latest one given, a negative one as 0,
/// one beyond `StimulationLimits.tickMax` as that. The result depends on the ticks of the calls in
/// 2 and 3 only, not on how often 1 is done between them.
///
/// Nothing here allocates, locks or traps. The loop's `@_noLocks` step proves it: the compiler
/// follows it into these functions, all of them inlinable. They do not carry the attribute
/// themselves because a debug build cannot follow it from one file of a module into another.
@frozen
public struct Stimulator: Sendable {
    /// What it gives, within what limits.
    public let plan: StimulationPlan
    @usableFromInline var limiter: PulseLimiter
    @usableFromInline var account = ChargeLedger()
    @usableFromInline var train = Train()

    /// The latest tick given.
    @usableFromInline var now: Int64 = 0
    @usableFromInline var therapiesInEpisode: Int32 = 0
    /// The episode of the latest train is over.
    @usableFromInline var isAfterEpisode = false
    /// What pulses leave on is away, so that no therapy starts.
    @usableFromInline var isOutputLost = false
    @usableFromInline var refusalsGiven: UInt32 = 0
    @usableFromInline var withheldFor: SafeStateReason = .none
    @usableFromInline var trippedBy: LimiterViolation = .none
    @usableFromInline var blankedFrom: Int64 = 0
    @usableFromInline var blankedUntil: Int64 = 0

    /// Therapies, counted as the ledger does, that are on record already and so may be started.
    public var therapiesAllowed = Int64.max

    /// Pulses that begin before this instant were handed over for good.
    @usableFromInline var committedUntil: Int64 = 0

    /// What the caps count.
    @usableFromInline var given: DoseMemory

    /// A stimulator that has given nothing, at tick 0; `restoreDoses` tells it of earlier runs.
    public init(plan: StimulationPlan) {
        self.plan = plan
        limiter = PulseLimiter(
            electrodes: plan.electrodes,
            chargePerDayPicocoulombsMax: plan.caps.chargePerDayPicocoulombs)
        given = DoseMemory()
    }

    /// What the electrodes have had so far.
    @inlinable public var ledger: ChargeLedger { account }

    /// What the limiter found, once it has found something; never reset.
    @inlinable public var violation: LimiterViolation { trippedBy }

    /// Why stimulation is withheld; `.none` outside the safe state.
    @inlinable public var safeStateReason: SafeStateReason { withheldFor }

    /// Therapies started in the episode so far.
    @inlinable public var therapyCountInEpisode: Int32 { therapiesInEpisode }

    /// First instant at which the recording must be ignored for the latest train: its first edge.
    /// Known from the response that started the train, so before that edge.
    @inlinable public var blankedFromMicroseconds: Int64 { blankedFrom }

    /// First instant at which the recording counts again after the latest train. Not after
    /// `blankedFromMicroseconds` where no pulse was issued. A train that is cut brings it forward.
    @inlinable public var blankedUntilMicroseconds: Int64 { blankedUntil }

    /// Whether the recording must be ignored at `tick`.
    @inlinable
    public func isBlanked(at tick: Int64) -> Bool { tick >= blankedFrom && tick < blankedUntil }

    /// What the stimulator is doing at the latest tick given.
    @inlinable public var state: StimulatorState {
        if trippedBy != .none { return .limiterTripped }
        if withheldFor != .none { return .safeState }
        if plan.therapies.count == 0 { return .disabled }
        if isDelivering { return .delivering }
        if isRefractory { return .refractory }
        return isRedetecting ? .redetecting : .ready
    }

    /// From the decision to the end of the last pulse's period.
    @inlinable public var isDelivering: Bool {
        train.isActive || (account.therapies > 0 && now < train.endMicroseconds)
    }

    /// The latest train was ended before its last pulse.
    @inlinable public var isTrainCut: Bool { train.cutMicroseconds != .max }

    @inlinable var isRefractory: Bool {
        isAfterEpisode
            && now < train.endMicroseconds &+ plan.timing.refractoryMicroseconds
    }

    @inlinable var isRedetecting: Bool {
        account.therapies > 0
            && now < train.endMicroseconds &+ plan.timing.redetectionMicroseconds
    }

    @inlinable
    mutating func advanceClock(to tick: Int64) {
        now = max(now, min(tick, StimulationLimits.tickMax))
    }
}
