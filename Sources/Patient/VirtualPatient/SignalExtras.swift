/// What a recording carries besides the seizure network. A level of 0 switches one off. Levels are
/// ours, chosen to look like an ordinary recording; none of them changes the model's seizures.
public struct SignalExtras: Equatable, Sendable {
    /// Background with a 1/f power spectrum between 0.5 and 200 Hz, µV RMS.
    public var pinkMicrovolts = 25.0
    /// Part of the background's power that all contacts share, 0 to 1.
    public var pinkSharedFraction = 0.3
    /// Mains: amplitude of the fundamental, µV; its third harmonic has a quarter of it.
    public var mainsMicrovolts = 2.0
    /// 1 to 1,000.
    public var mainsHertz = 50.0
    /// White noise of electrode and amplifier, µV RMS.
    public var electrodeMicrovolts = 2.0
    /// Slow wandering of each contact, µV RMS before the amplifier's high-pass, time constant 20 s.
    public var driftMicrovolts = 40.0
    /// Movement artifacts: all contacts for 1 to 4 s, below some 4 Hz; size in µV and how often.
    public var movementMicrovolts = 200.0
    /// On average, 0 to 3,600; pauses between them are exponentially distributed.
    public var movementsPerHour = 6.0
    /// Contact pops: a step at one contact that decays within some 0.3 s; size in µV and how often.
    public var popMicrovolts = 500.0
    /// On average, 0 to 36,000, likewise.
    public var popsPerHour = 6.0
    /// Interictal spikes: a spike of 70 ms and a slow wave around one node of the zone; peak in µV at the
    /// nearest contact and how often.
    public var spikeMicrovolts = 300.0
    /// On average, 0 to 7,200, likewise.
    public var spikesPerHour = 60.0

    /// The default patient's, all of them present.
    public init() {}

    /// Nothing but the network.
    public static var none: SignalExtras {
        var extras = SignalExtras()
        extras.pinkMicrovolts = 0
        extras.mainsMicrovolts = 0
        extras.electrodeMicrovolts = 0
        extras.driftMicrovolts = 0
        extras.movementMicrovolts = 0
        extras.popMicrovolts = 0
        extras.spikeMicrovolts = 0
        return extras
    }
}
