/// The Epileptor's equations with the parameters of one node, or of several side by side.
struct EpileptorEquations<Number: LaneNumber>: Equatable, Sendable {
    typealias State = EpileptorVariables<Number>

    var x0: Number
    let y0: Number
    let iRest1: Number
    let iRest2: Number
    let r: Number
    let tau2: Number
    let gamma: Number

    /// Rate of change of `state` per model unit; see `Epileptor`.
    @inline(__always)
    func derivative(of state: State, coupling: Number) -> State {
        let x1 = state.x1
        let z = state.z
        let x2 = state.x2
        // In each branch the other's part is 0 and adds nothing, to the bit.
        let (below, above) = x1.parts
        let fold = z - 4
        let f1 = (3 - below) * below * below + (0.6 * (fold * fold) - x2) * above
        let (negative, _) = z.parts
        let square = negative * negative
        let seventh = square * square * square * negative
        let (_, excess) = (x2 + 0.25).parts
        return State(
            x1: state.y1 - z + iRest1 + f1,
            y1: y0 - 5 * (x1 * x1) - state.y1,
            z: r * (4 * (x1 - x0) - z + coupling - 0.1 * seventh),
            x2: x2 - state.y2 - x2 * x2 * x2 + iRest2 + 2 * state.g - 0.3 * (z - 3.5),
            y2: (6 * excess - state.y2) / tau2,
            g: gamma * (0.1 * x1 - state.g))
    }

    /// One step of Heun's method; see `Epileptor`.
    @inline(__always)
    func heun(_ state: State, dt: Number, coupling: Number, noise: State) -> State {
        let here = derivative(of: state, coupling: coupling)
        let there = derivative(of: state.adding(here, times: dt) + noise, coupling: coupling)
        return state.adding(here + there, times: 0.5 * dt) + noise
    }
}

extension EpileptorEquations where Number == Double {
    init(_ node: Epileptor) {
        self.init(
            x0: node.x0, y0: node.y0, iRest1: node.iRest1, iRest2: node.iRest2, r: node.r,
            tau2: node.tau2, gamma: node.gamma)
    }
}

extension EpileptorEquations where Number == Four {
    /// One to four nodes; the last fills what lanes are left.
    init(_ nodes: ArraySlice<Epileptor>) {
        func pack(_ value: (Epileptor) -> Double) -> Four {
            var vector = Four(repeating: nodes.last.map(value) ?? 0)
            for (lane, node) in nodes.enumerated() { vector[lane] = value(node) }
            return vector
        }
        self.init(
            x0: pack(\.x0), y0: pack(\.y0), iRest1: pack(\.iRest1), iRest2: pack(\.iRest2),
            r: pack(\.r), tau2: pack(\.tau2), gamma: pack(\.gamma))
    }
}
