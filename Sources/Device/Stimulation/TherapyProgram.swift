/// A burst: `pulseCount` equal biphasic pulses, one every `pulsePeriodMicroseconds`.
@frozen
public struct BurstProgram: Equatable, Sendable {
    /// Current of either phase, in µA.
    public var amplitudeMicroamperes: Int32
    /// Width of one phase, in µs; both phases are alike.
    public var pulseWidthMicroseconds: Int32
    /// Pause between the phases, in µs.
    public var interphaseGapMicroseconds: Int32
    /// First edge to first edge, in µs.
    public var pulsePeriodMicroseconds: Int32
    /// 1 or more; with their periods at most 5 s.
    public var pulseCount: Int32
    /// Electrodes that are negative in the first phase.
    public var cathodes: ContactSet
    /// Electrodes that return the current.
    public var anodes: ContactSet

    /// A burst of these figures; `StimulationPlan.init` refuses those beyond the hard limits.
    @inlinable
    public init(
        amplitudeMicroamperes: Int32, pulseWidthMicroseconds: Int32,
        interphaseGapMicroseconds: Int32 = 0, pulsePeriodMicroseconds: Int32, pulseCount: Int32,
        cathodes: ContactSet, anodes: ContactSet
    ) {
        self.amplitudeMicroamperes = amplitudeMicroamperes
        self.pulseWidthMicroseconds = pulseWidthMicroseconds
        self.interphaseGapMicroseconds = interphaseGapMicroseconds
        self.pulsePeriodMicroseconds = pulsePeriodMicroseconds
        self.pulseCount = pulseCount
        self.cathodes = cathodes
        self.anodes = anodes
    }

    /// Fills the unused places of fixed-size lists; no validator accepts it as a burst.
    @inlinable static var empty: BurstProgram {
        BurstProgram(
            amplitudeMicroamperes: 0, pulseWidthMicroseconds: 0, pulsePeriodMicroseconds: 0,
            pulseCount: 0, cathodes: .none, anodes: .none)
    }

    /// The shortest whole period in µs whose rate does not exceed `millihertz`; nil unless the rate
    /// is positive.
    public static func periodMicroseconds(forMillihertz millihertz: Int64) -> Int64? {
        guard millihertz > 0 else { return nil }
        return (1_000_000_000 - 1) / millihertz + 1
    }

    /// Time from the first edge of a pulse to the end of its second phase, in µs.
    @inlinable public var pulseMicroseconds: Int64 {
        2 &* Int64(pulseWidthMicroseconds) &+ Int64(interphaseGapMicroseconds)
    }

    /// Length of the burst in µs. A pulse owns its whole period, so this is count × period.
    @inlinable public var burstMicroseconds: Int64 {
        Int64(pulseCount) &* Int64(pulsePeriodMicroseconds)
    }

    /// Charge of one phase, in pC.
    @inlinable public var chargePerPhasePicocoulombs: Int64 {
        Int64(amplitudeMicroamperes) &* Int64(pulseWidthMicroseconds)
    }
}

/// A therapy: one or two bursts with a pause between.
@frozen
public struct TherapyProgram: Sendable {
    /// 1 or 2; 0 only in the unused places of a list.
    public let burstCount: Int
    /// From the end of the first burst's last period to the second burst, in µs.
    public let pauseMicroseconds: Int32
    @usableFromInline let bursts: InlineArray<2, BurstProgram>

    /// A therapy of one burst.
    public init(_ burst: BurstProgram) {
        burstCount = 1
        pauseMicroseconds = 0
        bursts = [burst, .empty]
    }

    /// A therapy of two bursts; a plan refuses a pause outside 0 to 10 s.
    public init(
        _ first: BurstProgram, pauseMicroseconds: Int32, then second: BurstProgram
    ) {
        burstCount = 2
        self.pauseMicroseconds = pauseMicroseconds
        bursts = [first, second]
    }

    init(empty: Void) {
        burstCount = 0
        pauseMicroseconds = 0
        bursts = [.empty, .empty]
    }

    /// Burst 0 or 1. Another index gives the nearer one.
    @inlinable
    public func burst(_ index: Int) -> BurstProgram { bursts[index <= 0 ? 0 : 1] }

    /// Length of the train in µs: bursts and pause.
    @inlinable public var trainMicroseconds: Int64 {
        burstCount < 2
            ? bursts[0].burstMicroseconds
            : bursts[0].burstMicroseconds &+ Int64(pauseMicroseconds)
                &+ bursts[1].burstMicroseconds
    }

    /// First-phase charge of the whole train, in pC.
    @inlinable public var chargePicocoulombs: Int64 {
        let first = bursts[0].chargePerPhasePicocoulombs &* Int64(bursts[0].pulseCount)
        let second = bursts[1].chargePerPhasePicocoulombs &* Int64(bursts[1].pulseCount)
        return burstCount < 2 ? first : first &+ second
    }

    /// Time the train's pulses fill, in µs: phases and gaps, without the pauses between pulses.
    @inlinable public var activeMicroseconds: Int64 {
        let first = bursts[0].pulseMicroseconds &* Int64(bursts[0].pulseCount)
        let second = bursts[1].pulseMicroseconds &* Int64(bursts[1].pulseCount)
        return burstCount < 2 ? first : first &+ second
    }
}

/// Up to five therapies in the order in which an episode gets them.
@frozen
public struct TherapyList: Sendable {
    /// Therapies in the list, 0 to 5.
    public private(set) var count: Int
    @usableFromInline var therapies: InlineArray<5, TherapyProgram>

    /// An empty list: detect only.
    public init() {
        count = 0
        therapies = InlineArray(repeating: TherapyProgram(empty: ()))
    }

    /// False, and nothing changed, where five therapies are there already.
    @discardableResult
    public mutating func append(_ therapy: TherapyProgram) -> Bool {
        guard count < StimulationLimits.therapiesPerEpisodeMax else { return false }
        therapies[count] = therapy
        count += 1
        return true
    }

    /// The therapy at `index`; an index outside 0..<5 gives the nearest.
    @inlinable
    public func therapy(_ index: Int) -> TherapyProgram { therapies[Self.place(index)] }

    /// A burst of it, without a copy of the rest; indices as there.
    @inlinable
    @inline(__always)
    func burst(_ burst: Int, ofTherapy index: Int) -> BurstProgram {
        therapies[Self.place(index)].bursts[burst <= 0 ? 0 : 1]
    }

    @inlinable
    @inline(__always)
    static func place(_ index: Int) -> Int { index < 0 ? 0 : (index > 4 ? 4 : index) }
}
