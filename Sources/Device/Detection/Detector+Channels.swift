import FixedPoint

/// What eight neighbouring channels showed in the last measured hop, for whoever explains, records
/// or draws it. A copy of what the detector holds, so that taking it costs the loop little.
public struct GroupReading: BitwiseCopyable, Sendable {
    var lowest: Lanes
    var highest: Lanes
    var levels: FeatureLanes
    var trends: FeatureLanes
    var hasTrend: Lanes
    var faults: Lanes
    var votes: PerPattern<Lanes>

    /// Set of `ChannelFault` bits of one channel.
    public func faults(ofLane lane: Int) -> UInt8 { UInt8(truncatingIfNeeded: faults[lane]) }

    /// One channel of the group.
    ///
    /// - Precondition: `lane` is within 0..<8.
    public subscript(lane: Int) -> ChannelReading {
        var levels = PerFeature<Int32>(repeating: 0)
        var trends = PerFeature<Int32>(repeating: 0)
        for feature in 0..<Feature.count {
            levels[feature] = self.levels[feature][lane]
            trends[feature] = self.trends[feature][lane]
        }
        return ChannelReading(
            lowestCount: Int16(truncatingIfNeeded: lowest[lane]),
            highestCount: Int16(truncatingIfNeeded: highest[lane]),
            levels: levels, trends: trends, hasTrend: hasTrend[lane] != 0,
            faults: UInt8(truncatingIfNeeded: faults[lane]),
            votes: UInt8(
                truncatingIfNeeded: (votes[0][lane] & 1) | (votes[1][lane] & 2)
                    | (votes[2][lane] & 4)))
    }
}

/// One channel of a `GroupReading`.
public struct ChannelReading: BitwiseCopyable, Sendable {
    /// Smallest and largest raw count of the hop.
    public let lowestCount: Int16
    /// Largest raw count of the hop.
    public let highestCount: Int16
    /// log2 of each feature's short-term mean and of its long-term trend, Q5.26; 0 where the plan
    /// leaves the feature out.
    public let levels: PerFeature<Int32>
    /// The long-term trends likewise, by the feature's raw value as the levels are.
    public let trends: PerFeature<Int32>
    /// Whether the trends have a value yet.
    public let hasTrend: Bool
    /// Set of `ChannelFault` bits.
    public let faults: UInt8
    /// Bit p is set where the channel voted for pattern p.
    public let votes: UInt8
}

extension Detector {
    /// The reading of a group of eight channels.
    ///
    /// - Precondition: `index` is a group of the plan.
    @_noLocks
    public func reading(ofGroup index: Int) -> GroupReading {
        precondition(index >= 0 && index < groupCount, "no such group of channels")
        return unsafe GroupReading(groups[index])
    }

    /// A number that every channel's levels, trends, faults and votes of the last hop enter, as far
    /// as the plan has them measured.
    @_noLocks
    public mutating func fingerprint(seed: UInt32) -> UInt32 {
        var lanes = SIMD8<UInt32>(repeating: seed)
        for group in 0..<groupCount {
            unsafe groups[group].mix(plan.features, trends: plan.learnsTrends, into: &lanes)
        }
        if hasModel { mixLearned(into: &lanes) }
        var result = seed
        for lane in 0..<laneCount { result = (result ^ lanes[lane]) &* 0x0100_0193 }
        return result
    }
}

extension GroupReading {
    init(_ group: ChannelGroup) {
        lowest = group.lowest
        highest = group.highest
        levels = group.levels
        trends = group.trends
        hasTrend = group.hasTrend
        faults = group.quality.faults
        votes = group.votes
    }
}

extension ChannelGroup {
    /// Mutating, though nothing changes: were it not, the group would be copied.
    @inline(__always)
    mutating func mix(
        _ features: FeatureSet, trends learns: Bool, into lanes: inout SIMD8<UInt32>
    ) {
        for feature in 0..<Feature.count where features.contains(feature) {
            lanes.mix(levels[feature])
            if learns { lanes.mix(trends[feature]) }
        }
        lanes.mix(
            quality.faults | (votes[0] & 256) | (votes[1] & 512) | (votes[2] & 1_024))
    }
}

extension SIMD8<UInt32> {
    /// FNV-1a (Fowler, Noll, Vo) in each lane, a word at a time, its upper bits folded down: without
    /// that, two changes of the uppermost bit would cancel. A step loses nothing, so that a single
    /// word's change changes the result.
    @inline(__always)
    mutating func mix(_ words: Lanes) {
        self = (self ^ SIMD8(truncatingIfNeeded: words)) &* 0x0100_0193
        self ^= self &>> 16
    }
}
