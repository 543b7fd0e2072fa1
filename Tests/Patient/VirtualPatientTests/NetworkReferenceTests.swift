import Testing

@testable import VirtualPatient

@Suite("Four nodes side by side are each the scalar equations to the bit")
struct NetworkReferenceTests {
    @Test("a network of any size, with a node of its own excitability", arguments: [2, 4, 7, 12])
    func network(count: Int) {
        var nodes: [Epileptor] = []
        for index in 0..<count {
            var node = Epileptor()
            node.x0 = -1.6 - 0.1 * Double(index)
            node.tau2 = 10 + Double(index)
            node.r = 0.001
            nodes.append(node)
        }
        var weights = [Double](repeating: 0, count: count * count)
        for row in 0..<count {
            for column in 0..<row {
                weights[row * count + column] = 1 / Double(1 + row + column)
                weights[column * count + row] = weights[row * count + column]
            }
        }
        let (dt, noise1, noise2) = (0.05, 0.02, 0.000_2)
        var network = EpileptorNetwork(
            nodes: nodes, weights: weights, dt: dt, noise1: noise1, noise2: noise2,
            permittivityRise: 0)
        var noise = NoiseSource(
            seed: 5, stream: 0,
            vectorCount: EpileptorNetwork.noiseVectorCount(nodeCount: count))
        var states = network.states
        let filled = (count + 3) / 4
        var hasSeized = false
        for step in 0..<20_000 {
            noise.advance()
            #expect(network.step(noise) == nil)
            let x1s = states.map(\.x1)
            for node in 0..<count {
                var pull = 0.0
                for column in 0..<count { pull += weights[node * count + column] * x1s[column] }
                let row = weights[(node * count)..<((node + 1) * count)].reduce(0, +)
                func draw(_ kind: Int) -> Double { noise[kind * filled + node / 4][node % 4] }
                states[node] = nodes[node].heun(
                    states[node], dt: dt, coupling: row * x1s[node] - pull,
                    noise: EpileptorState(
                        x1: (2 * noise1 * dt).squareRoot() * draw(0), y1: 0, z: 0,
                        x2: (2 * noise2 * dt).squareRoot() * draw(1),
                        y2: (2 * noise2 * dt).squareRoot() * draw(2), g: 0))
            }
            if states[0].x1 > 0 { hasSeized = true }
            if network.states != states {
                Issue.record("differs at step \(step)")
                return
            }
        }
        #expect(hasSeized)
    }

    @Test("a vector's derivative is each lane's, in every branch")
    func branches() {
        var node = Epileptor()
        node.x0 = -2
        let four = EpileptorEquations<Four>([node])
        let one = EpileptorEquations<Double>(node)
        for x1 in [-1.5, -0.0, 0, 1.2] {
            for z in [-1.0, 0, 3.5] {
                for x2 in [-0.8, -0.25, 0.4] {
                    let scalar = EpileptorState(x1: x1, y1: -3, z: z, x2: x2, y2: 0.1, g: -0.1)
                    let vector = EpileptorVariables<Four>(
                        x1: .init(repeating: x1), y1: .init(repeating: -3),
                        z: .init(repeating: z), x2: .init(repeating: x2),
                        y2: .init(repeating: 0.1), g: .init(repeating: -0.1))
                    let expected = one.derivative(of: scalar, coupling: 0.3)
                    let found = four.derivative(of: vector, coupling: .init(repeating: 0.3))
                    for lane in 0..<4 {
                        #expect(found.x1[lane] == expected.x1 && found.z[lane] == expected.z)
                        #expect(found.x2[lane] == expected.x2 && found.y2[lane] == expected.y2)
                        #expect(found.y1[lane] == expected.y1 && found.g[lane] == expected.g)
                    }
                }
            }
        }
    }
}
