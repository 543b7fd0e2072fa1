/// One biphasic pulse as it was delivered: a cathodic phase, a gap, and the phase that takes the
/// charge back.
@frozen
public struct Pulse: BitwiseCopyable, Equatable, Sendable {
    /// First edge, in µs of the device clock.
    public var startMicroseconds: Int64
    /// Current of either phase in µA, as a magnitude.
    public var amplitudeMicroamperes: Int32
    /// Width of the first, cathodic phase in µs.
    public var firstPhaseMicroseconds: Int32
    /// Pause between the phases in µs.
    public var interphaseGapMicroseconds: Int32
    /// Width of the second, anodic phase in µs.
    public var secondPhaseMicroseconds: Int32
    /// Electrodes that are negative in the first phase; they share the current equally.
    public var cathodes: ContactSet
    /// Electrodes that return the current, equally shared.
    public var anodes: ContactSet
    /// Place of the therapy in its episode, from 0.
    public var therapyIndex: Int32
    /// Place of the burst in its therapy, from 0.
    public var burstIndex: Int32
    /// Place of the pulse in its burst, from 0.
    public var pulseIndex: Int32
    /// Voltage of the output stage in mV, rounded up; see `ElectrodeModel`.
    public var voltageMillivolts: Int32
    /// Whether the first phase was ended early; the second is then as short.
    public var wasCut: Bool

    /// A pulse of these figures; nothing is checked. `PulseLimiter.admit` judges it.
    @inlinable
    public init(
        startMicroseconds: Int64, amplitudeMicroamperes: Int32, firstPhaseMicroseconds: Int32,
        interphaseGapMicroseconds: Int32, secondPhaseMicroseconds: Int32, cathodes: ContactSet,
        anodes: ContactSet, therapyIndex: Int32 = 0, burstIndex: Int32 = 0, pulseIndex: Int32 = 0,
        voltageMillivolts: Int32 = 0, wasCut: Bool = false
    ) {
        self.startMicroseconds = startMicroseconds
        self.amplitudeMicroamperes = amplitudeMicroamperes
        self.firstPhaseMicroseconds = firstPhaseMicroseconds
        self.interphaseGapMicroseconds = interphaseGapMicroseconds
        self.secondPhaseMicroseconds = secondPhaseMicroseconds
        self.cathodes = cathodes
        self.anodes = anodes
        self.therapyIndex = therapyIndex
        self.burstIndex = burstIndex
        self.pulseIndex = pulseIndex
        self.voltageMillivolts = voltageMillivolts
        self.wasCut = wasCut
    }

    /// Both phases and the gap, in µs.
    @inlinable public var durationMicroseconds: Int64 {
        Int64(firstPhaseMicroseconds) &+ Int64(interphaseGapMicroseconds)
            &+ Int64(secondPhaseMicroseconds)
    }

    /// The instant after the second phase, in µs of the device clock.
    @inlinable public var endMicroseconds: Int64 { startMicroseconds &+ durationMicroseconds }

    /// Charge of the first phase in pC: current times width.
    @inlinable public var firstPhasePicocoulombs: Int64 {
        Int64(amplitudeMicroamperes) &* Int64(firstPhaseMicroseconds)
    }

    /// Charge of the second phase in pC, as a magnitude.
    @inlinable public var secondPhasePicocoulombs: Int64 {
        Int64(amplitudeMicroamperes) &* Int64(secondPhaseMicroseconds)
    }

    /// Charge left behind, in pC: first phase less second.
    @inlinable public var imbalancePicocoulombs: Int64 {
        firstPhasePicocoulombs &- secondPhasePicocoulombs
    }

    /// Words in `word(_:)`.
    @inlinable public static var wordCount: Int { 7 }

    /// The pulse as `wordCount` fixed-width words that hold every field, for hashing: the same on
    /// every machine. An index outside 0..<7 gives 0.
    @inlinable
    public func word(_ index: Int) -> UInt64 {
        switch index {
        case 0: UInt64(bitPattern: startMicroseconds)
        case 1: Pulse.pair(amplitudeMicroamperes, firstPhaseMicroseconds)
        case 2: Pulse.pair(interphaseGapMicroseconds, secondPhaseMicroseconds)
        case 3: UInt64(cathodes.rawValue) << 32 | UInt64(anodes.rawValue)
        case 4: Pulse.pair(therapyIndex, burstIndex)
        case 5: Pulse.pair(pulseIndex, voltageMillivolts)
        case 6: wasCut ? 1 : 0
        default: 0
        }
    }

    @inlinable
    static func pair(_ high: Int32, _ low: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: high)) << 32 | UInt64(UInt32(bitPattern: low))
    }
}
