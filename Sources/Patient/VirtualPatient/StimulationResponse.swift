/// How tissue answers a pulse. A modelling assumption of Quench, not measured: nobody has measured it.
///
/// A pulse is balanced, so a linear membrane would keep nothing of it. What stays is taken to grow with
/// the field of the first phase times its width (the impulse, mV·ms/mm), whatever its direction, and to
/// saturate: kick = kickMax tanh(kickPerFieldImpulse · impulse / kickMax). It is taken off x1 at
/// once, that is, the net effect of a fast train is taken to be suppressive; a negative
/// `kickPerFieldImpulse` makes it excite. Nothing here asks whether there is a seizure.
///
/// The default puts the change from no effect to full effect between 2 and 4 mA for bursts of 200 Hz
/// and 160 µs a phase on the contacts of the zone: where programmes lie, not where anyone measured it.
public struct StimulationResponse: Equatable, Sendable {
    /// Units of x1 per mV·ms/mm of field impulse.
    public var kickPerFieldImpulse = 0.06
    /// The largest kick of one pulse, units of x1.
    public var kickMax = 1.5
    /// Kick to x2, as a fraction of that to x1.
    public var x2Fraction = 0.0

    /// The default patient's answer.
    public init() {}

    /// Kick to x1 of a pulse of `fieldImpulse` mV·ms/mm, not negative.
    func kick(fieldImpulse: Double) -> Double {
        -kickMax * Elementary.tanh(kickPerFieldImpulse * fieldImpulse / kickMax)
    }
}
