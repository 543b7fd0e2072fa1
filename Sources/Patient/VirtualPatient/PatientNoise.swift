/// The random numbers of a patient that do not hang on what happens to it. Patients of one seed and
/// layout have the same, so that a group of them draws once.
struct PatientNoise: Equatable, Sendable {
    /// A portion for each step of the network.
    var network: NoiseSource
    /// A portion for each frame.
    var frames: NoiseSource

    init(seed: UInt64, nodeCount: Int, channelCount: Int) {
        network = NoiseSource(
            seed: seed, stream: 0,
            vectorCount: EpileptorNetwork.noiseVectorCount(nodeCount: nodeCount))
        frames = NoiseSource(
            seed: seed, stream: 1, vectorCount: FrameNoise.vectorCount(channelCount: channelCount))
    }
}

/// Where in a frame's portion its parts lie.
enum FrameNoise {
    /// For drift, background and electrode each a number a channel, then four for all channels.
    static func vectorCount(channelCount: Int) -> Int { 3 * Four.vectorCount(channelCount) + 1 }
}

extension NoiseSource {
    private var blockCount: Int {
        @inline(__always) get { (vectorCount - 1) / 3 }
    }
    @inline(__always) func drift(_ block: Int) -> Four { self[block] }
    @inline(__always) func background(_ block: Int) -> Four { self[blockCount + block] }
    @inline(__always) func electrode(_ block: Int) -> Four { self[2 * blockCount + block] }
    var sharedBackground: Double {
        @inline(__always) get { self[vectorCount - 1].x }
    }
    var movement: Double {
        @inline(__always) get { self[vectorCount - 1].y }
    }
}
