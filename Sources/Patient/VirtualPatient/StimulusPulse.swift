/// One charge-balanced biphasic pulse as the stimulator delivered it.
public struct StimulusPulse: Equatable, Sendable {
    /// First edge, in µs of the stream, whose frame 0 is at 0.
    public var startMicroseconds: Int64
    /// Current of either phase, µA, as a magnitude.
    public var amplitudeMicroamperes: Int32
    /// Width of the first, cathodic phase, µs.
    public var firstPhaseMicroseconds: Int32
    /// Pause between the phases, µs.
    public var interphaseGapMicroseconds: Int32
    /// Width of the second, anodic phase, µs.
    public var secondPhaseMicroseconds: Int32
    /// Contacts that are cathodes in the first phase: bit i is contact i. They share the current.
    public var cathodes: UInt64
    /// Contacts that are anodes in the first phase. None: the current returns by the case, far away.
    public var anodes: UInt64
    /// The case is one of the cathodes, or of the anodes; it takes its share and makes no field here.
    public var caseIsCathode: Bool
    /// Whether the case is one of the anodes, likewise.
    public var caseIsAnode: Bool

    /// A pulse as given; `VirtualPatient.deliver` checks it.
    public init(
        startMicroseconds: Int64, amplitudeMicroamperes: Int32, firstPhaseMicroseconds: Int32,
        interphaseGapMicroseconds: Int32 = 0, secondPhaseMicroseconds: Int32, cathodes: UInt64,
        anodes: UInt64, caseIsCathode: Bool = false, caseIsAnode: Bool = false
    ) {
        self.startMicroseconds = startMicroseconds
        self.amplitudeMicroamperes = amplitudeMicroamperes
        self.firstPhaseMicroseconds = firstPhaseMicroseconds
        self.interphaseGapMicroseconds = interphaseGapMicroseconds
        self.secondPhaseMicroseconds = secondPhaseMicroseconds
        self.cathodes = cathodes
        self.anodes = anodes
        self.caseIsCathode = caseIsCathode
        self.caseIsAnode = caseIsAnode
    }

    var durationMicroseconds: Int64 {
        Int64(firstPhaseMicroseconds) + Int64(interphaseGapMicroseconds)
            + Int64(secondPhaseMicroseconds)
    }
}
