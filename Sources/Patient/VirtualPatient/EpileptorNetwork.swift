/// Epileptors coupled through their slow variables, as in the Virtual Epileptic Patient (Jirsa et al.
/// 2017, NeuroImage 145:377): dz_i takes -K Σ_j C_ij (x1_j - x1_i), so that a seizing neighbour lowers
/// z and brings the node nearer its own seizure. Noise is additive on x1 (`noise1`), x2 and y2
/// (`noise2`); a step adds √(2 D dt) times a standard normal.
struct EpileptorNetwork: Sendable {
    private(set) var states: [EpileptorState]
    /// Steps taken.
    private(set) var stepIndex: Int64 = 0
    let dt: Double
    private let nodes: [Epileptor]
    /// K C_ij, which is symmetric, and the sum of each row.
    private let weights: [Double]
    private let weightSums: [Double]
    private let amplitude1: Double
    private let amplitude2: Double
    private var pull: [Double]
    private var random: RandomSource

    /// A state beyond this cannot come from the equations, whose x1 stays within about ±3.
    static let stateMagnitudeMax = 100.0

    init(
        nodes: [Epileptor], weights: [Double], dt: Double, noise1: Double, noise2: Double,
        permittivityRise: Double, random: RandomSource
    ) {
        let count = nodes.count
        precondition(weights.count == count * count, "one weight per pair of nodes")
        self.nodes = nodes
        self.weights = weights
        self.weightSums = (0..<count).map { row in
            weights[(row * count)..<((row + 1) * count)].reduce(0, +)
        }
        self.dt = dt
        self.amplitude1 = (2 * noise1 * dt).squareRoot()
        self.amplitude2 = (2 * noise2 * dt).squareRoot()
        self.pull = Array(repeating: 0, count: count)
        self.random = random
        self.states = nodes.map { $0.restingState(permittivityRise: permittivityRise) }
    }

    /// Adds to the fast variables of node `index`.
    mutating func kick(_ index: Int, x1: Double, x2: Double) {
        states[index].x1 += x1
        states[index].x2 += x2
    }

    /// Advances every node by `dt`. Returns the first node whose state left the range, or nil.
    mutating func step() -> Int? {
        let count = nodes.count
        for row in 0..<count { pull[row] = 0 }
        // Column by column, so that the compiler can add to many nodes at once without reordering
        // any one's sum; the weights are symmetric.
        for column in 0..<count {
            let x1 = states[column].x1
            let start = column * count
            for row in 0..<count { pull[row] += weights[start + row] * x1 }
        }
        var lost: Int?
        for index in 0..<count {
            let old = states[index]
            let coupling = weightSums[index] * old.x1 - pull[index]
            let noise = EpileptorState(
                x1: amplitude1 * random.gaussian(), y1: 0, z: 0, x2: amplitude2 * random.gaussian(),
                y2: amplitude2 * random.gaussian(), g: 0)
            let new = nodes[index].heun(old, dt: dt, coupling: coupling, noise: noise)
            states[index] = new
            if !new.isWithin(Self.stateMagnitudeMax), lost == nil { lost = index }
        }
        stepIndex += 1
        return lost
    }
}
