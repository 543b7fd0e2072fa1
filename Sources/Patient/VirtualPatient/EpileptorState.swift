/// The six variables of one Epileptor, named as in the paper; also a rate of change or a noise of them.
public typealias EpileptorState = EpileptorVariables<Double>

/// The six variables of one Epileptor, or of several side by side where `Number` is a vector.
public struct EpileptorVariables<Number: Equatable & Sendable>: Equatable, Sendable {
    /// Fast discharges: the membrane-like variable of population 1.
    public var x1: Number
    /// Fast discharges: the recovery of population 1.
    public var y1: Number
    /// Slow permittivity, which carries the node into and out of seizures.
    public var z: Number
    /// Spike-and-wave events: the membrane-like variable of population 2.
    public var x2: Number
    /// Spike-and-wave events: the recovery of population 2.
    public var y2: Number
    /// Low-pass filter of x1 that excites population 2 (TVB's `g`).
    public var g: Number

    /// The variables as given; nothing is checked.
    @inline(__always)
    public init(x1: Number, y1: Number, z: Number, x2: Number, y2: Number, g: Number) {
        self.x1 = x1
        self.y1 = y1
        self.z = z
        self.x2 = x2
        self.y2 = y2
        self.g = g
    }
}

extension EpileptorVariables where Number == Double {
    /// All 0; as a noise, none.
    public static var zero: EpileptorState {
        EpileptorState(x1: 0, y1: 0, z: 0, x2: 0, y2: 0, g: 0)
    }

    /// The local field potential the paper measures, x2 - x1, in model units.
    public var fieldPotential: Double { x2 - x1 }
}

extension EpileptorVariables where Number: LaneNumber {
    /// `self + factor * other`, variable by variable.
    @inline(__always)
    func adding(_ other: Self, times factor: Number) -> Self {
        Self(
            x1: x1 + factor * other.x1, y1: y1 + factor * other.y1, z: z + factor * other.z,
            x2: x2 + factor * other.x2, y2: y2 + factor * other.y2, g: g + factor * other.g)
    }

    @inline(__always)
    static func + (left: Self, right: Self) -> Self {
        Self(
            x1: left.x1 + right.x1, y1: left.y1 + right.y1, z: left.z + right.z,
            x2: left.x2 + right.x2, y2: left.y2 + right.y2, g: left.g + right.g)
    }
}
