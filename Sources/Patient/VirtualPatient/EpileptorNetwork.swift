/// Epileptors coupled through their slow variables, as in the Virtual Epileptic Patient (Jirsa et al.
/// 2017, NeuroImage 145:377): dz_i takes -K Σ_j C_ij (x1_j - x1_i), so that a seizing neighbour lowers
/// z and brings the node nearer its own seizure. Noise is additive on x1 (`noise1`), x2 and y2
/// (`noise2`); a step adds √(2 D dt) times a standard normal.
///
/// Four nodes go side by side; nodes that fill the last vector stand still.
struct EpileptorNetwork: Equatable, Sendable {
    let nodeCount: Int
    /// Of four nodes each.
    private(set) var blocks: [EpileptorVariables<Four>]
    /// Steps taken.
    private(set) var stepIndex: Int64 = 0
    private var equations: [EpileptorEquations<Four>]
    private let x0s: [Four]
    /// The step; 0 for what fills.
    private let dts: [Four]
    /// K C_ij, which is symmetric: for four rows at a time every column; and the sum of each row.
    private let weights: [Four]
    private let weightSums: [Four]
    /// Of the noise of a step.
    private let amplitudes1: [Four]
    private let amplitudes2: [Four]
    private var pulls: [Four]

    /// A state beyond this cannot come from the equations, whose x1 stays within about ±3.
    static let stateMagnitudeMax = 100.0
    /// x1 of what fills: never in a seizure.
    static let fillingX1 = -4.0

    /// Vectors of noise that a step takes.
    static func noiseVectorCount(nodeCount: Int) -> Int { 3 * Four.vectorCount(nodeCount) }

    init(
        nodes: [Epileptor], weights: [Double], dt: Double, noise1: Double, noise2: Double,
        permittivityRise: Double
    ) {
        let count = nodes.count
        precondition(weights.count == count * count, "one weight per pair of nodes")
        let blockCount = Four.vectorCount(count)
        nodeCount = count
        equations = (0..<blockCount).map { block in
            EpileptorEquations(nodes[(4 * block)..<min(4 * block + 4, count)])
        }
        x0s = equations.map(\.x0)
        var columns: [Four] = []
        for block in 0..<blockCount {
            for column in 0..<(4 * blockCount) {
                var vector = Four.zero
                for row in 4 * block..<min(4 * block + 4, count) where column < count {
                    vector[row - 4 * block] = weights[row * count + column]
                }
                columns.append(vector)
            }
        }
        self.weights = columns
        self.weightSums = [Four](
            packing: (0..<count).map { row in
                weights[(row * count)..<((row + 1) * count)].reduce(0, +)
            })
        func forNodes(_ value: Double) -> [Four] {
            [Four](packing: Array(repeating: value, count: count))
        }
        dts = forNodes(dt)
        amplitudes1 = forNodes((2 * noise1 * dt).squareRoot())
        amplitudes2 = forNodes((2 * noise2 * dt).squareRoot())
        pulls = forNodes(0)
        let rest = nodes.map { $0.restingState(permittivityRise: permittivityRise) }
        func packed(_ value: (EpileptorState) -> Double, padding: Double = 0) -> [Four] {
            [Four](packing: rest.map(value), padding: padding)
        }
        let (x1, y1, z) = (packed(\.x1, padding: Self.fillingX1), packed(\.y1), packed(\.z))
        let (x2, y2, g) = (packed(\.x2), packed(\.y2), packed(\.g))
        blocks = (0..<blockCount).map {
            EpileptorVariables(x1: x1[$0], y1: y1[$0], z: z[$0], x2: x2[$0], y2: y2[$0], g: g[$0])
        }
    }

    /// Of each node.
    var states: [EpileptorState] {
        (0..<nodeCount).map { node in
            let block = blocks[node >> 2]
            let lane = node & 3
            return EpileptorState(
                x1: block.x1[lane], y1: block.y1[lane], z: block.z[lane], x2: block.x2[lane],
                y2: block.y2[lane], g: block.g[lane])
        }
    }

    /// Every node's x0 is the given one and this from now on.
    mutating func shiftX0(by shifts: [Double]) {
        for (block, shift) in [Four](packing: shifts).enumerated() {
            equations[block].x0 = x0s[block] + shift
        }
    }

    /// Adds to the fast variables of node `index`.
    mutating func kick(_ index: Int, x1: Double, x2: Double) {
        blocks[index >> 2].x1[index & 3] += x1
        blocks[index >> 2].x2[index & 3] += x2
    }

    /// Advances every node by a step. Returns the first node whose state left the range, or nil.
    @inline(__always)
    mutating func step(_ noise: borrowing NoiseSource) -> Int? {
        pull()
        let count = blocks.count
        var beyond = SIMD4<UInt64>()
        for index in 0..<count {
            let old = blocks[index]
            let coupling = weightSums[index] * old.x1 - pulls[index]
            let push = EpileptorVariables(
                x1: amplitudes1[index] * noise[index], y1: .zero, z: .zero,
                x2: amplitudes2[index] * noise[count + index],
                y2: amplitudes2[index] * noise[2 * count + index], g: .zero)
            let new = equations[index].heun(
                old, dt: dts[index], coupling: coupling, noise: push)
            blocks[index] = new
            beyond |= new.beyond(Self.stateMagnitudeMax)
        }
        stepIndex += 1
        return beyond.hasSign ? firstLost : nil
    }

    /// Sums over the columns in their order.
    @inline(__always)
    private mutating func pull() {
        let count = blocks.count
        for row in 0..<count {
            var sum = Four.zero
            var weight = 4 * row * count
            for column in 0..<count {
                let x1 = blocks[column].x1
                sum += weights[weight] * x1.x
                sum += weights[weight + 1] * x1.y
                sum += weights[weight + 2] * x1.z
                sum += weights[weight + 3] * x1.w
                weight += 4
            }
            pulls[row] = sum
        }
    }

    private var firstLost: Int? {
        (0..<nodeCount).first {
            blocks[$0 >> 2].beyond(Self.stateMagnitudeMax)[$0 & 3] >> 63 == 1
        }
    }
}

extension EpileptorVariables where Number == Four {
    /// Has a sign bit where a variable is not finite or larger than `limit` in magnitude.
    @inline(__always)
    func beyond(_ limit: Double) -> SIMD4<UInt64> {
        // Magnitudes are in the order of their bits, with what is not finite above all that is.
        func excess(_ value: Four, _ limit: Double) -> SIMD4<UInt64> {
            limit.bitPattern &- value.absolute.bits
        }
        // y1 follows -5 x1², hence its own scale.
        return excess(x1, limit) | excess(y1, 10 * limit) | excess(z, limit)
            | excess(x2, limit) | excess(y2, limit) | excess(g, limit)
    }

    /// The local field potential the paper measures, x2 - x1, in model units.
    var fieldPotentials: Four {
        @inline(__always) get { x2 - x1 }
    }
}
