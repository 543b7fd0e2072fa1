/// From the nodes' field potentials to the frames of an amplifier, four channels side by side.
struct RecordingChain: Equatable, Sendable {
    private let extras: SignalExtras
    /// µV per unit: for each node all channels.
    private let gains: [Four]
    private let nodeCount: Int
    private var pink: PinkNoise
    private var mains: Mains
    private var disturbances: Disturbances
    private var spikes: InterictalSpikes
    private let highPassShare: Double
    private var baselines: [Four]
    private var hasBaseline = false
    /// Of each channel, µV; what fills the last vector says nothing.
    private(set) var frame: [Four]

    /// `gains` are µV per unit, [channel][node].
    init(
        gains: [Double], channelCount: Int, framesPerSecond: Double, amplifier: AmplifierParameters,
        extras: SignalExtras, spikePatterns: [[Double]], seed: UInt64
    ) {
        let nodeCount = gains.count / channelCount
        self.extras = extras
        self.nodeCount = nodeCount
        self.gains = (0..<nodeCount).flatMap { node in
            [Four](packing: (0..<channelCount).map { gains[$0 * nodeCount + node] })
        }
        self.pink = PinkNoise(
            channelCount: channelCount, framesPerSecond: framesPerSecond,
            level: extras.pinkMicrovolts, sharedFraction: extras.pinkSharedFraction)
        var placement = RandomSource(seed: seed, stream: 2)
        self.mains = Mains(
            channelCount: channelCount, framesPerSecond: framesPerSecond,
            level: extras.mainsMicrovolts, hertz: extras.mainsHertz, random: &placement)
        var start = NoiseSource(
            seed: seed, stream: 5, vectorCount: FrameNoise.vectorCount(channelCount: channelCount))
        start.advance()
        self.disturbances = Disturbances(
            channelCount: channelCount, framesPerSecond: framesPerSecond, extras: extras,
            random: RandomSource(seed: seed, stream: 3), start: start)
        self.spikes = InterictalSpikes(
            patterns: spikePatterns, framesPerSecond: framesPerSecond,
            level: extras.spikeMicrovolts, perHour: extras.spikesPerHour,
            random: RandomSource(seed: seed, stream: 4))
        let angle = 2 * Double.pi * amplifier.highPassHertz / framesPerSecond
        self.highPassShare = angle / (1 + angle)
        self.baselines = Array(repeating: .zero, count: Four.vectorCount(channelCount))
        self.frame = baselines
    }

    /// Makes the next frame, µV, from what the nodes are at, in model units.
    @inline(__always)
    mutating func record(_ potentials: [Four], noise: borrowing NoiseSource) {
        for block in frame.indices { frame[block] = .zero }
        var place = 0
        for node in 0..<nodeCount {
            let potential = potentials[number: node]
            for block in frame.indices { frame[block] += gains[place + block] * potential }
            place += frame.count
        }
        disturbances.add(to: &frame, noise: noise)
        spikes.add(to: &frame)
        if extras.mainsMicrovolts > 0 { mains.add(to: &frame) }
        if !hasBaseline {
            // The amplifier has been on for long: it starts settled.
            if highPassShare > 0 { baselines = frame }
            hasBaseline = true
        }
        for block in frame.indices {
            baselines[block] += highPassShare * (frame[block] - baselines[block])
            frame[block] -= baselines[block]
        }
        if extras.pinkMicrovolts > 0 { pink.add(to: &frame, noise: noise) }
        if extras.electrodeMicrovolts > 0 {
            for block in frame.indices {
                frame[block] += extras.electrodeMicrovolts * noise.electrode(block)
            }
        }
    }
}

extension RecordingChain {
    /// Adds the stimulation artifact to the frame just made.
    mutating func add(_ artifact: inout AmplifierArtifact, index: Int64) {
        artifact.add(to: &frame, index: index)
    }
}
