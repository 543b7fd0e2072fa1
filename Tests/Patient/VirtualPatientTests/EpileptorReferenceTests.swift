import Testing

@testable import VirtualPatient

struct EpileptorReferenceRow {
    let step: Int
    let state: EpileptorState

    init(
        _ step: Int, _ x1: Double, _ y1: Double, _ z: Double, _ x2: Double, _ y2: Double,
        _ g: Double
    ) {
        self.step = step
        self.state = EpileptorState(x1: x1, y1: y1, z: z, x2: x2, y2: y2, g: g)
    }
}

enum Scheme: CaseIterable {
    case heunSeizes
    case heunQuiet
    case eulerSeizes

    var rows: [EpileptorReferenceRow] {
        switch self {
        case .heunSeizes: EpileptorReference.heunSeizes
        case .heunQuiet: EpileptorReference.heunQuiet
        case .eulerSeizes: EpileptorReference.eulerSeizes
        }
    }
}

@Suite("The Epileptor agrees with The Virtual Brain's")
struct EpileptorReferenceTests {
    static let start = EpileptorState(x1: -1.5, y1: -10, z: 3.5, x2: -1, y2: 0, g: 0)

    @Test(
        "within 1e-6 over 4,000 units, where it seizes and where it is quiet",
        arguments: Scheme.allCases)
    func agrees(scheme: Scheme) {
        var node = Epileptor()
        node.x0 = scheme == .heunQuiet ? -2.2 : -1.6
        var state = Self.start
        var step = 0
        var largest = 0.0
        #expect(scheme.rows.last?.step == 80_000)
        for row in scheme.rows {
            while step < row.step {
                state =
                    scheme == .eulerSeizes
                    ? node.euler(state, dt: 0.05) : node.heun(state, dt: 0.05)
                step += 1
            }
            largest = max(largest, state.distance(to: row.state))
        }
        #expect(largest < 1e-6)
    }

    @Test("the slow variable's seventh power holds below 0")
    func seventhPower() {
        let node = Epileptor()
        let state = EpileptorState(x1: 0, y1: 0, z: -1, x2: 0, y2: 0, g: 0)
        let drive = 4 * 1.6 + 1 + 0.1
        #expect(abs(node.derivative(of: state).z - node.r * drive) < 1e-12)
    }

    @Test("noise enters predictor and corrector")
    func noiseInBothStages() {
        let node = Epileptor()
        let noise = EpileptorState(x1: 0.01, y1: 0, z: 0, x2: 0.02, y2: 0.03, g: 0)
        let start = Self.start
        let here = node.derivative(of: start)
        let there = node.derivative(of: start.adding(here, times: 0.05) + noise)
        let expected = start.x1 + 0.025 * (here.x1 + there.x1) + 0.01
        let heun = node.heun(start, dt: 0.05, noise: noise)
        #expect(abs(heun.x1 - expected) < 1e-12)
        let euler = node.euler(start, dt: 0.05, noise: noise)
        #expect(abs(euler.x2 - (start.x2 + 0.05 * here.x2 + 0.02)) < 1e-12)
    }
}

extension EpileptorState {
    func distance(to other: EpileptorState) -> Double {
        let differences = adding(other, times: -1)
        return [
            differences.x1, differences.y1, differences.z, differences.x2, differences.y2,
            differences.g,
        ].map(abs).max() ?? 0
    }
}
