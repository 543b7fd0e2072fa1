import FixedPoint

/// All that the detector remembers of eight neighbouring channels.
struct ChannelGroup: BitwiseCopyable {
    /// First, since `filterInTurn` and `filterInHalves` look for them there.
    var sections = InlineArray<4, BiquadState>(repeating: BiquadState())
    var previousSample = Lanes()
    var halfWaves = HalfWaveCounter<Lanes>()
    var hop = HopSums()
    /// Smallest and largest raw count of the last whole hop.
    var lowest = Lanes()
    var highest = Lanes()
    var windowSums = FeatureLanes(repeating: Lanes())
    /// log2 of each feature's short-term mean, Q5.26.
    var levels = FeatureLanes(repeating: Lanes())
    /// Long-term mean of the levels, Q5.26.
    var trends = FeatureLanes(repeating: Lanes())
    /// -1 where the trends have a value, else 0.
    var hasTrend = Lanes()
    var quality = ChannelQuality()
    /// -1 where the channel belongs to the pattern, else 0.
    var members = PerPattern<Lanes>(repeating: Lanes())
    /// -1 where the channel voted for the pattern in the last hop, else 0.
    var votes = PerPattern<Lanes>(repeating: Lanes())
}

/// What is summed over the frames of one hop.
struct HopSums: BitwiseCopyable {
    var lowest = Lanes(repeating: Int32.max)
    var highest = Lanes(repeating: Int32.min)
    /// Sum of the magnitudes of the conditioned signal, whole counts.
    var bandArea = Lanes()
    /// Sums of the same signal times a cosine and a sine at the mains frequency, of amplitude 32.
    var mainsCosine = Lanes()
    var mainsSine = Lanes()
    /// What each feature sums up: magnitudes, half-waves, or (rhythm) the samples.
    var features = FeatureLanes(repeating: Lanes())

    /// For the next hop, in place: a new value would be made elsewhere and copied.
    @inline(__always)
    mutating func restart() {
        lowest = Lanes(repeating: Int32.max)
        highest = Lanes(repeating: Int32.min)
        bandArea = Lanes()
        mainsCosine = Lanes()
        mainsSine = Lanes()
        for feature in 0..<Feature.count { features[feature] = Lanes() }
    }
}
