/// From the nodes' field potentials to the frames of an amplifier.
struct RecordingChain: Sendable {
    private let extras: SignalExtras
    /// µV per unit, [channel][node].
    private let gains: [Double]
    private let nodeCount: Int
    private var pink: PinkNoise
    private var mains: Mains
    private var disturbances: Disturbances
    private var spikes: InterictalSpikes
    private var noise: RandomSource
    private let highPassShare: Double
    private var baselines: [Double]
    private var hasBaseline = false
    private(set) var frame: [Double]

    init(
        gains: [Double], channelCount: Int, framesPerSecond: Double, amplifier: AmplifierParameters,
        extras: SignalExtras, spikePatterns: [[Double]], seed: UInt64
    ) {
        self.extras = extras
        self.gains = gains
        self.nodeCount = gains.count / channelCount
        self.noise = RandomSource(seed: seed, stream: 1)
        self.pink = PinkNoise(
            channelCount: channelCount, framesPerSecond: framesPerSecond,
            level: extras.pinkMicrovolts, sharedFraction: extras.pinkSharedFraction)
        var placement = RandomSource(seed: seed, stream: 2)
        self.mains = Mains(
            channelCount: channelCount, framesPerSecond: framesPerSecond,
            level: extras.mainsMicrovolts, hertz: extras.mainsHertz, random: &placement)
        self.disturbances = Disturbances(
            channelCount: channelCount, framesPerSecond: framesPerSecond, extras: extras,
            random: RandomSource(seed: seed, stream: 3))
        self.spikes = InterictalSpikes(
            patterns: spikePatterns, framesPerSecond: framesPerSecond,
            level: extras.spikeMicrovolts, perHour: extras.spikesPerHour,
            random: RandomSource(seed: seed, stream: 4))
        let angle = 2 * Double.pi * amplifier.highPassHertz / framesPerSecond
        self.highPassShare = angle / (1 + angle)
        self.baselines = Array(repeating: 0, count: channelCount)
        self.frame = baselines
    }

    /// Makes the next frame, µV, from what the nodes are at, in model units.
    mutating func record(_ potentials: [Double]) {
        for channel in frame.indices {
            var sum = 0.0
            let start = channel * nodeCount
            for node in 0..<nodeCount { sum += gains[start + node] * potentials[node] }
            frame[channel] = sum
        }
        disturbances.add(to: &frame)
        spikes.add(to: &frame)
        if extras.mainsMicrovolts > 0 { mains.add(to: &frame) }
        if !hasBaseline {
            // The amplifier has been on for long: it starts settled.
            if highPassShare > 0 { baselines = frame }
            hasBaseline = true
        }
        for channel in frame.indices {
            baselines[channel] += highPassShare * (frame[channel] - baselines[channel])
            frame[channel] -= baselines[channel]
        }
        if extras.pinkMicrovolts > 0 { pink.add(to: &frame, random: &noise) }
        if extras.electrodeMicrovolts > 0 {
            for channel in frame.indices {
                frame[channel] += extras.electrodeMicrovolts * noise.gaussian()
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
