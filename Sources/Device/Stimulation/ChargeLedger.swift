/// What the electrodes have had. Sums over the run; charges in pC.
@frozen
public struct ChargeLedger: Equatable, Sendable {
    /// Therapies started; one that was stopped before its first pulse counts too.
    public var therapies: Int64 = 0
    /// Bursts of which at least one pulse was delivered.
    public var bursts: Int64 = 0
    /// Pulses delivered, cut ones included.
    public var pulsesIssued: Int64 = 0
    /// Pulses the limiter refused; none of their current flowed.
    public var pulsesRefused: Int64 = 0
    /// Pulses whose first phase was ended early; they are among those issued.
    public var pulsesCut: Int64 = 0
    /// Charge of all first phases.
    public var firstPhasePicocoulombs: Int64 = 0
    /// Charge of all second phases, which takes the first ones' back.
    public var secondPhasePicocoulombs: Int64 = 0
    /// The largest charge of one phase, over all electrodes of a side.
    public var phasePicocoulombsMax: Int64 = 0
    /// The largest density on any one electrode in one phase, rounded up.
    public var densityNanocoulombsPerSquareCentimetreMax: Int64 = 0
    /// The largest current of a delivered pulse.
    public var amplitudeMicroamperesMax: Int32 = 0
    /// The largest voltage of the output stage at a delivered pulse, rounded up.
    public var voltageMillivoltsMax: Int32 = 0
    /// The largest imbalance of any one pulse, as a magnitude.
    public var imbalancePicocoulombsMax: Int64 = 0
    /// First-phase charge of the last 24 h as the limiter counts it: rounded towards too much, by
    /// at most 15 minutes' pulses and the parts cut off. As of the last pulse.
    public var chargeOfLastDayPicocoulombs: Int64 = 0
    /// The largest that `chargeOfLastDayPicocoulombs` has been.
    public var chargeOfLastDayPicocoulombsMax: Int64 = 0

    /// Nothing was given.
    @inlinable
    public init() {}

    /// Charge left behind over the run, in pC: 0 when everything was taken back.
    @inlinable public var netPicocoulombs: Int64 {
        firstPhasePicocoulombs &- secondPhasePicocoulombs
    }

    /// Enters a delivered pulse. Constant time.
    @inlinable
    mutating func enter(_ pulse: Pulse, electrodes: borrowing ElectrodeModel) {
        pulsesIssued &+= 1
        if pulse.pulseIndex == 0 { bursts &+= 1 }
        if pulse.wasCut { pulsesCut &+= 1 }
        firstPhasePicocoulombs &+= pulse.firstPhasePicocoulombs
        secondPhasePicocoulombs &+= pulse.secondPhasePicocoulombs
        let phase = max(pulse.firstPhasePicocoulombs, pulse.secondPhasePicocoulombs)
        phasePicocoulombsMax = max(phasePicocoulombsMax, phase)
        let density = max(
            electrodes.densityNanocoulombsPerSquareCentimetre(
                chargePicocoulombs: phase, contacts: pulse.cathodes),
            electrodes.densityNanocoulombsPerSquareCentimetre(
                chargePicocoulombs: phase, contacts: pulse.anodes))
        densityNanocoulombsPerSquareCentimetreMax = max(
            densityNanocoulombsPerSquareCentimetreMax, density)
        amplitudeMicroamperesMax = max(amplitudeMicroamperesMax, pulse.amplitudeMicroamperes)
        voltageMillivoltsMax = max(voltageMillivoltsMax, pulse.voltageMillivolts)
        let imbalance = pulse.imbalancePicocoulombs
        imbalancePicocoulombsMax = max(
            imbalancePicocoulombsMax, imbalance < 0 ? 0 &- imbalance : imbalance)
    }
}
