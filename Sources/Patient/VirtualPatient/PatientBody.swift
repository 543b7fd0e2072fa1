/// A patient without its noise: what its parameters, its seed's events and its pulses have made of it.
struct PatientBody: Equatable, Sendable {
    let channelCount: Int
    let parameters: PatientParameters
    /// Frames made so far, which is also the index of the next.
    private(set) var frameIndex: Int64 = 0
    private(set) var saturatedSampleCount: Int64 = 0

    private(set) var clock: StepClock
    private(set) var network: EpileptorNetwork
    private var recording: RecordingChain
    private var artifact: AmplifierArtifact
    private var stimulation: Stimulation
    private(set) var truth: SeizureTruth
    private var onset: OnsetVoices
    private(set) var course: SlowCourse
    /// Field potential of each node a step before the network's, at it, and at the frame.
    private var before: [Four]
    private var after: [Four]
    private var present: [Four]

    init(_ parameters: PatientParameters, plan: PatientPlan, seed: UInt64, channelCount: Int) {
        self.parameters = parameters
        self.channelCount = channelCount
        self.clock = plan.clock
        self.network = EpileptorNetwork(
            nodes: plan.nodes, weights: plan.weights,
            dt: parameters.unitsPerSecond / Double(parameters.stepsPerSecond),
            noise1: parameters.noise1, noise2: parameters.noise2,
            permittivityRise: parameters.initialPermittivityRise)
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
        self.onset = OnsetVoices(
            parameters.onset,
            restPotentials: plan.nodes.map { $0.restingState(permittivityRise: 0).fieldPotential },
            framesPerSecond: plan.clock.framesPerSecond)
        self.course = SlowCourse(parameters, nodeCount: plan.nodes.count)
        self.before = network.blocks.map(\.fieldPotentials)
        self.after = before
        self.present = before
    }

    /// Whether the next frame lies beyond the network's present step.
    var needsStep: Bool {
        @inline(__always) get { network.stepIndex <= clock.step }
    }

    /// Brings the network a step on.
    @inline(never)
    mutating func step(_ noise: borrowing NoiseSource) throws(PatientError) {
        if course.isOn, network.stepIndex % clock.stepsPerSecond == 0 {
            network.shiftX0(by: course.nextShifts(seizureCount: truth.closed.count))
        }
        stimulation.kick(&network, course: &course)
        swap(&before, &after)
        let lost = network.step(noise)
        if let lost {
            let seconds = Double(network.stepIndex) / Double(parameters.stepsPerSecond)
            throw .diverged(node: lost, seconds: seconds)
        }
        for block in after.indices { after[block] = network.blocks[block].fieldPotentials }
        truth.observe(network.blocks, step: network.stepIndex)
    }

    /// Makes the next frame into column `column` of `samples`, [channel][frames].
    @inline(never)
    mutating func makeFrame(
        _ noise: borrowing NoiseSource, column: Int, of frames: Int, into samples: inout [Float]
    ) {
        let fraction = clock.fraction
        for block in present.indices {
            present[block] = before[block] + fraction * (after[block] - before[block])
        }
        if onset.isOn { onset.change(&present, truth: truth, step: network.stepIndex) }
        recording.record(present, noise: noise)
        stimulation.show(&artifact, frame: frameIndex)
        recording.add(&artifact, index: frameIndex)
        let rail = parameters.amplifier.saturationMicrovolts
        for channel in 0..<channelCount {
            let value = recording.frame[number: channel]
            let held = min(max(value, -rail), rail)
            if held != value { saturatedSampleCount += 1 }
            samples[channel * frames + column] = Float(held)
        }
        frameIndex += 1
        clock.nextFrame()
    }

    /// The pulse must be valid.
    mutating func deliver(_ pulse: StimulusPulse) {
        stimulation.enqueue(pulse, clock: clock)
    }
}
