/// The six variables of one Epileptor, named as in the paper; also a rate of change or a noise of them.
public struct EpileptorState: Equatable, Sendable {
    /// Fast discharges: the membrane-like variable of population 1.
    public var x1: Double
    /// Fast discharges: the recovery of population 1.
    public var y1: Double
    /// Slow permittivity, which carries the node into and out of seizures.
    public var z: Double
    /// Spike-and-wave events: the membrane-like variable of population 2.
    public var x2: Double
    /// Spike-and-wave events: the recovery of population 2.
    public var y2: Double
    /// Low-pass filter of x1 that excites population 2 (TVB's `g`).
    public var g: Double

    /// The variables as given; nothing is checked.
    public init(x1: Double, y1: Double, z: Double, x2: Double, y2: Double, g: Double) {
        self.x1 = x1
        self.y1 = y1
        self.z = z
        self.x2 = x2
        self.y2 = y2
        self.g = g
    }

    /// All 0; as a noise, none.
    public static var zero: EpileptorState {
        EpileptorState(x1: 0, y1: 0, z: 0, x2: 0, y2: 0, g: 0)
    }

    /// The local field potential the paper measures, x2 - x1, in model units.
    public var fieldPotential: Double { x2 - x1 }

    /// `self + factor * other`, variable by variable.
    @inline(__always)
    func adding(_ other: EpileptorState, times factor: Double) -> EpileptorState {
        EpileptorState(
            x1: x1 + factor * other.x1, y1: y1 + factor * other.y1, z: z + factor * other.z,
            x2: x2 + factor * other.x2, y2: y2 + factor * other.y2, g: g + factor * other.g)
    }

    @inline(__always)
    static func + (left: EpileptorState, right: EpileptorState) -> EpileptorState {
        left.adding(right, times: 1)
    }
}

extension EpileptorState {
    /// Whether every variable is finite and no larger than `limit` in magnitude.
    @inline(__always)
    func isWithin(_ limit: Double) -> Bool {
        // A comparison with NaN is false, so this finds it too. y1 follows -5 x1², hence its own scale.
        abs(x1) <= limit && abs(y1) <= 10 * limit && abs(z) <= limit && abs(x2) <= limit
            && abs(y2) <= limit && abs(g) <= limit
    }
}
