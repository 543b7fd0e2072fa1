/// A patient in software: a network of Epileptors that starts, spreads and ends seizures by its own
/// dynamics, is heard by electrode contacts, and feels the pulses of a stimulator.
///
/// Deterministic: the same parameters, seed and pulses give the same bits on every processor, whatever
/// the split into blocks. The seizures do not depend on channel count, sampling rate or extras.
public struct VirtualPatient: Equatable, Sendable {
    /// Excitability of each node in force, after tissue, imaging, rate and genotype.
    public let nodeX0: [Double]
    /// Tissue of each node in force.
    public let tissues: [Tissue]
    var body: PatientBody
    var noise: PatientNoise

    /// A patient at rest before frame 0, recorded at `rateNumerator / rateDenominator` Hz.
    ///
    /// Throws a `PatientError` that names the parameter where one is not finite or out of range.
    public init(
        _ parameters: PatientParameters, seed: UInt64, channelCount: Int, rateNumerator: Int,
        rateDenominator: Int = 1
    ) throws(PatientError) {
        let plan = try PatientPlan(
            parameters, channelCount: channelCount, rateNumerator: rateNumerator,
            rateDenominator: rateDenominator)
        self.nodeX0 = plan.nodes.map(\.x0)
        self.tissues = plan.tissues
        self.body = PatientBody(parameters, plan: plan, seed: seed, channelCount: channelCount)
        self.noise = PatientNoise(
            seed: seed, nodeCount: plan.nodes.count, channelCount: channelCount)
    }

    /// One for each contact, 1 to 64.
    public var channelCount: Int { body.channelCount }

    /// As given.
    public var parameters: PatientParameters { body.parameters }

    /// Frames made so far, which is also the index of the next.
    public var frameIndex: Int64 { body.frameIndex }

    /// Samples at which the amplifier stood at its rails.
    public var saturatedSampleCount: Int64 { body.saturatedSampleCount }

    /// Makes the next `frames` frames, µV, into `samples`, [channel][frames], which must hold exactly
    /// `channelCount * frames` numbers.
    ///
    /// Throws `PatientError.diverged` where the state of a node leaves every bound; the patient is of
    /// no further use then. Cost: proportional to the time simulated, nodes squared and channels times nodes.
    public mutating func advance(
        frames: Int, into samples: inout [Float]
    ) throws(PatientError) {
        precondition(frames >= 0, "frames must not be negative")
        precondition(samples.count == frames * channelCount, "one sample per channel and frame")
        for column in 0..<frames {
            while body.needsStep {
                noise.network.advance()
                try body.step(noise.network)
            }
            noise.frames.advance()
            body.makeFrame(noise.frames, column: column, of: frames, into: &samples)
        }
    }

    /// Delivers a pulse: a kick to the nodes at the first step at or after its start, and an artifact from
    /// the first frame at or after it. A start that has passed counts as now. Pulses may be handed
    /// over ahead of time, in any order.
    ///
    /// Throws where the pulse names a contact the patient lacks, or has a negative figure.
    public mutating func deliver(_ pulse: StimulusPulse) throws(PatientError) {
        try pulse.validate(contactCount: channelCount)
        body.deliver(pulse)
    }

    /// True seizures so far, by `PatientParameters.criterion`; the last may still be going on.
    public var seizures: [TrueSeizure] { body.truth.seizures(at: frameIndex) }

    /// Those that are over.
    package var closedSeizures: [TrueSeizure] { body.truth.closed }

    /// The one that is going on, counted or not.
    package var openSeizure: TrueSeizure? { body.truth.open }

    /// Whether any node is in a seizure now, counted or not.
    public var isInSeizure: Bool { body.truth.open != nil }

    /// Nodes that are in a seizure now.
    public var ictalNodes: [Int] { nodeX0.indices.filter { body.truth.isIctal($0) } }

    /// Time in counted seizures up to now, s. What the quiet time has yet to confirm is not in it.
    public var secondsInSeizure: Double {
        let openEnd = min(body.truth.openEndFrame ?? frameIndex, frameIndex)
        let frames = seizures.reduce(Int64(0)) {
            $0 + ($1.offsetFrame ?? openEnd) - $1.onsetFrame
        }
        return Double(frames) / body.clock.framesPerSecond
    }

    /// The states of the nodes at the network's present step, which lies up to a step after the last
    /// frame.
    public var states: [EpileptorState] { body.network.states }
}
