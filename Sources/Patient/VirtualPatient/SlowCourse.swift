/// How the nodes' excitability moves over minutes to weeks: once a second of the model's time.
struct SlowCourse: Equatable, Sendable {
    private let cycles: ExcitabilityCycles
    private let aftermath: SeizureAftermath
    private let plasticity: StimulationPlasticity
    private let depressionDecay: Double
    private let clusterDecay: Double
    private let plasticityDecay: Double
    /// What seizures have left, units of x0, and how many of them.
    private var depression = 0.0
    private var cluster = 0.0
    private var seizureCount = 0
    /// What pulses have taken off each node's x0.
    private(set) var falls: [Double]
    private var seconds = 0.0

    init(_ parameters: PatientParameters, nodeCount: Int) {
        cycles = parameters.cycles
        aftermath = parameters.aftermath
        plasticity = parameters.plasticity
        depressionDecay = Elementary.exp(-1 / (60 * aftermath.postictalMinutes))
        clusterDecay = Elementary.exp(-1 / (3_600 * aftermath.clusterHours))
        plasticityDecay = Elementary.exp(-1 / (86_400 * plasticity.timeConstantDays))
        falls = Array(repeating: 0, count: nodeCount)
    }

    var isOn: Bool { cycles.isOn || aftermath.isOn || plasticity.isOn }

    /// A pulse has given node `node` a kick of this size.
    mutating func feel(_ kick: Double, at node: Int) {
        let room = 1 - falls[node] / plasticity.x0FallMax
        let fall = falls[node] + plasticity.x0PerKick * abs(kick) * max(room, 0)
        falls[node] = min(fall, plasticity.x0FallMax)
    }

    /// What is added to each node's x0 in the coming second; `seizureCount` are over by now.
    mutating func nextShifts(seizureCount: Int) -> [Double] {
        let ended = Double(seizureCount - self.seizureCount)
        self.seizureCount = seizureCount
        depression += ended * aftermath.postictalX0
        cluster = min(cluster + ended * aftermath.clusterX0, aftermath.clusterX0Max)
        let shared = cycles.shift(at: seconds) - depression + cluster
        let shifts = falls.map { shared - $0 }
        depression *= depressionDecay
        cluster *= clusterDecay
        for node in falls.indices { falls[node] *= plasticityDecay }
        seconds += 1
        return shifts
    }
}
