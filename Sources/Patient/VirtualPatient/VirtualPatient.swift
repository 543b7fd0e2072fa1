/// A patient in software: a network of Epileptors that starts, spreads and ends seizures by its own
/// dynamics, is heard by electrode contacts, and feels the pulses of a stimulator.
///
/// Deterministic: the same parameters, seed and pulses give the same bits on one machine, whatever the
/// split into blocks. The seizures do not depend on channel count, sampling rate or extras.
public struct VirtualPatient: Sendable {
    /// One for each contact, 1 to 64.
    public let channelCount: Int
    /// As given.
    public let parameters: PatientParameters
    /// Excitability of each node in force, after tissue, imaging, rate and genotype.
    public let nodeX0: [Double]
    /// Tissue of each node in force.
    public let tissues: [Tissue]
    /// Frames made so far, which is also the index of the next.
    public private(set) var frameIndex: Int64 = 0
    /// Samples at which the amplifier stood at its rails.
    public private(set) var saturatedSampleCount: Int64 = 0

    private var clock: StepClock
    private var network: EpileptorNetwork
    private var recording: RecordingChain
    private var artifact: AmplifierArtifact
    private var stimulation: Stimulation
    private var truth: SeizureTruth
    /// Field potential of each node a step before the network's, at it, and at the frame.
    private var before: [Double]
    private var after: [Double]
    private var present: [Double]

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
        self.parameters = parameters
        self.channelCount = channelCount
        self.nodeX0 = plan.nodes.map(\.x0)
        self.tissues = plan.tissues
        self.clock = plan.clock
        self.network = EpileptorNetwork(
            nodes: plan.nodes, weights: plan.weights,
            dt: parameters.unitsPerSecond / Double(parameters.stepsPerSecond),
            noise1: parameters.noise1, noise2: parameters.noise2,
            permittivityRise: parameters.initialPermittivityRise,
            random: RandomSource(seed: seed, stream: 0))
        self.recording = RecordingChain(
            gains: plan.gains, channelCount: channelCount,
            framesPerSecond: plan.clock.framesPerSecond, amplifier: parameters.amplifier,
            extras: parameters.extras, spikePatterns: plan.spikePatterns, seed: seed)
        self.artifact = AmplifierArtifact(
            channelCount: channelCount, framesPerSecond: plan.clock.framesPerSecond,
            parameters: parameters.amplifier)
        self.stimulation = Stimulation(
            nodes: plan.positions, contacts: plan.contacts, law: parameters.conduction,
            response: parameters.stimulation)
        let minimum = parameters.criterion.minimumSeconds * plan.clock.framesPerSecond
        self.truth = SeizureTruth(
            nodeCount: plan.nodes.count, criterion: parameters.criterion,
            stepsPerSecond: parameters.stepsPerSecond,
            minimumFrames: Int64(minimum.rounded(.up)), clock: plan.clock)
        self.before = network.states.map(\.fieldPotential)
        self.after = before
        self.present = before
    }

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
        let rail = parameters.amplifier.saturationMicrovolts
        for column in 0..<frames {
            try advanceNetwork()
            let fraction = clock.fraction
            for node in present.indices {
                present[node] = before[node] + fraction * (after[node] - before[node])
            }
            recording.record(present)
            stimulation.show(&artifact, frame: frameIndex)
            recording.add(&artifact, index: frameIndex)
            for channel in 0..<channelCount {
                let value = recording.frame[channel]
                let held = min(max(value, -rail), rail)
                if held != value { saturatedSampleCount += 1 }
                samples[channel * frames + column] = Float(held)
            }
            frameIndex += 1
            clock.nextFrame()
        }
    }

    /// Brings the network to the first step after the present frame.
    private mutating func advanceNetwork() throws(PatientError) {
        while network.stepIndex <= clock.step {
            stimulation.kick(&network)
            swap(&before, &after)
            let lost = network.step()
            if let lost {
                let seconds = Double(network.stepIndex) / Double(parameters.stepsPerSecond)
                throw .diverged(node: lost, seconds: seconds)
            }
            for node in after.indices { after[node] = network.states[node].fieldPotential }
            truth.observe(network.states, step: network.stepIndex)
        }
    }

    /// Delivers a pulse: a kick to the nodes at the first step at or after its start, and an artifact from
    /// the first frame at or after it. A start that has passed counts as now. Pulses may be handed
    /// over ahead of time, in any order.
    ///
    /// Throws where the pulse names a contact the patient lacks, or has a negative figure.
    public mutating func deliver(_ pulse: StimulusPulse) throws(PatientError) {
        try pulse.validate(contactCount: channelCount)
        stimulation.enqueue(pulse, clock: clock)
    }

    /// True seizures so far, by `PatientParameters.criterion`; the last may still be going on.
    public var seizures: [TrueSeizure] { truth.seizures(at: frameIndex) }

    /// Those that are over.
    public var closedSeizures: [TrueSeizure] { truth.closed }

    /// The one that is going on, counted or not.
    public var openSeizure: TrueSeizure? { truth.open }

    /// Whether any node is in a seizure now, counted or not.
    public var isInSeizure: Bool { truth.open != nil }

    /// Nodes that are in a seizure now.
    public var ictalNodes: [Int] { nodeX0.indices.filter { truth.isIctal($0) } }

    /// Time in counted seizures up to now, s. What the quiet time has yet to confirm is not in it.
    public var secondsInSeizure: Double {
        let openEnd = min(truth.openEndFrame ?? frameIndex, frameIndex)
        let frames = seizures.reduce(Int64(0)) {
            $0 + ($1.offsetFrame ?? openEnd) - $1.onsetFrame
        }
        return Double(frames) / clock.framesPerSecond
    }

    /// The states of the nodes at the network's present step, which lies up to a step after the last
    /// frame.
    public var states: [EpileptorState] { network.states }
}
