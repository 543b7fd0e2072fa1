/// Validated parameters, turned into what the parts need.
struct PatientPlan {
    var nodes: [Epileptor]
    var tissues: [Tissue]
    var positions: [Position]
    var contacts: [Position]
    /// K C_ij, row by row.
    var weights: [Double]
    /// µV per unit of x2 - x1, [channel][node].
    var gains: [Double]
    /// What each contact sees of each node of the zone.
    var spikePatterns: [[Double]]
    var clock: StepClock

    init(
        _ parameters: PatientParameters, channelCount: Int, rateNumerator: Int, rateDenominator: Int
    ) throws(PatientError) {
        try parameters.validate(
            channelCount: channelCount, rateNumerator: rateNumerator,
            rateDenominator: rateDenominator)
        clock = StepClock(
            stepsPerSecond: parameters.stepsPerSecond, rateNumerator: rateNumerator,
            rateDenominator: rateDenominator)
        let contacts = parameters.contacts ?? StandardLayout.contacts(count: channelCount)
        let positions = parameters.nodes.map(\.position)
        let tissues = parameters.imaging.tissues(of: parameters.nodes, contacts: contacts)
        self.contacts = contacts
        self.positions = positions
        self.tissues = tissues
        nodes = zip(parameters.nodes, tissues).map { node, tissue in
            var epileptor = parameters.epileptor
            epileptor.x0 =
                (node.x0 ?? parameters.x0(of: tissue)) + (parameters.genotype.shift ?? 0)
            return epileptor
        }
        weights = Self.weights(
            positions, coupling: parameters.coupling,
            lengthMillimetres: parameters.couplingLengthMillimetres)
        let law = parameters.conduction
        gains = contacts.flatMap { contact in
            positions.map {
                parameters.microvoltsPerUnit * law.recordingGain(of: $0, at: contact)
            }
        }
        spikePatterns = positions.indices.filter { tissues[$0] == .zone }.map { node in
            contacts.map { law.recordingGain(of: positions[node], at: $0) }
        }
    }

    /// K exp(-d / length), no node with itself, scaled so that the largest row sums to K.
    private static func weights(
        _ positions: [Position], coupling: Double, lengthMillimetres: Double
    ) -> [Double] {
        let count = positions.count
        var weights = [Double](repeating: 0, count: count * count)
        var largest = 0.0
        for row in 0..<count {
            var sum = 0.0
            for column in 0..<count where column != row {
                let distance = positions[row].distance(to: positions[column])
                let weight = Elementary.exp(-distance / lengthMillimetres)
                weights[row * count + column] = weight
                sum += weight
            }
            largest = max(largest, sum)
        }
        // Nodes so far apart that exp gives 0 are not coupled at all.
        guard largest > 0 else { return weights }
        return weights.map { coupling * $0 / largest }
    }
}
