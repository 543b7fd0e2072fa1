/// A patient: everything that makes one differ from another. Ranges are checked by `VirtualPatient.init`.
public struct PatientParameters: Equatable, Sendable {
    /// Model units in a second (ours). Measured at 100: a seizure's spectrum peaks near 3 Hz, with a
    /// broad shoulder to some 25 Hz; half its power lies below 9 to 12 Hz and 95% below 39 Hz.
    public var unitsPerSecond = 100.0
    /// Steps of the integration in a second; with 100 units a second, TVB's usual dt of 0.05.
    public var stepsPerSecond = 2_000

    /// The node; its x0 is set for each node by what follows. `r` is over four times slower than
    /// published, so that seizures last tens of seconds at 100 units a second (measured: 4 to 42 s).
    public var epileptor: Epileptor
    /// 2 to 64, each within 1,000 mm of the origin along every axis.
    public var nodes = StandardLayout.nodes
    /// Seizures an hour, 2 to 42. Sets the zone's x0 in place of `zoneX0`, by a table measured on this
    /// patient (`SeizureRate`). Nil: `zoneX0` holds, which gives some 26 an hour.
    public var seizuresPerHour: Double?
    /// Excitability of each tissue. All lie below the isolated node's threshold near -2.06, so that
    /// seizures are escapes by noise from a stable rest (bistability).
    public var zoneX0 = -2.11
    /// Of the propagation zone.
    public var propagationX0 = -2.24
    /// Of healthy tissue.
    public var healthyX0 = -2.60
    /// Permittivity coupling K, the largest sum over a row of K C_ij.
    public var coupling = 4.0
    /// C_ij falls as exp(-distance / this), mm.
    public var couplingLengthMillimetres = 10.0
    /// Intensity D of the noise on x1, per model unit.
    public var noise1 = 0.02
    /// Intensity D of the noise on x2 and y2, per model unit.
    public var noise2 = 0.0002
    /// How far above its isolated rest each node's z starts: a patient some time after a seizure.
    public var initialPermittivityRise = 0.1

    /// Contacts, mm; nil takes `StandardLayout.contacts`.
    public var contacts: [Position]?
    /// How current and potential spread from node to contact and back.
    public var conduction = ConductionLaw()
    /// µV at a contact per unit of x2 - x1 of a node at the floor distance.
    public var microvoltsPerUnit = 400.0
    /// What stands between contact and sample.
    public var amplifier = AmplifierParameters()
    /// What a recording carries besides the seizure network.
    public var extras = SignalExtras()
    /// How tissue answers a pulse.
    public var stimulation = StimulationResponse()
    /// How a node's seizure begins, as contacts hear it.
    public var onset = OnsetRhythm()
    /// Hours and days at which seizures come more often.
    public var cycles = ExcitabilityCycles()
    /// What a seizure leaves.
    public var aftermath = SeizureAftermath()
    /// What stimulation changes for good, or for weeks.
    public var plasticity = StimulationPlasticity()
    /// When a node is in a seizure.
    public var criterion = SeizureCriterion()

    /// What imaging says, carried to the nodes' tissue.
    public var imaging = Imaging()
    /// What the genotype says, carried to every x0.
    public var genotype = Genotype()

    /// The default patient: some 26 seizures an hour.
    public init() {
        epileptor = Epileptor()
        epileptor.r = 0.00008
    }
}
