import FixedPoint

/// Everything the detector needs to run, in its own fixed-point units: no string, no reference, no
/// optional, so that it is copied as bytes and is the same on every machine.
///
/// `Planning` makes it from settings in human units and checks it; times are counted in hops.
public struct DetectionPlan: BitwiseCopyable, Sendable {
    /// Channels of a frame, 1 to 1,024.
    public var channelCount: Int32 = 0
    /// Frames between two decisions.
    public var hopFrames: Int32 = 0
    /// The filters before the features.
    public var conditioning = ConditioningPlan()
    /// What is measured; a pattern's feature must be. Half-waves whose least height follows the
    /// area's trend need the area too.
    public var features = FeatureSet.all
    /// Whether anything is compared with a long-term trend, so that trends are learned.
    public var learnsTrends = true
    /// How each feature is measured.
    public var measures = FeaturePlans()
    /// Time constant of the long-term trends.
    public var trendHops: Int32 = 1
    /// In an episode the trends adapt this many bits slower; 31 freezes them.
    public var episodeTrendShift: Int32 = 0
    /// When a channel stops counting.
    public var quality = QualityPlan()
    /// Patterns in use, 0 to 3; 0 where the plan has a learned detector.
    public var patternCount: Int32 = 0
    /// The first `patternCount` hold.
    public var patterns = PerPattern<PatternPlan>(repeating: PatternPlan())
    /// How several patterns make one decision; of no account with one.
    public var join = PatternJoin.or
    /// Consecutive positive hops that make a detection.
    public var onsetHops: Int32 = 1
    /// Consecutive negative hops that end an episode.
    public var terminationHops: Int32 = 1
    /// No decision before this many hops after the start.
    public var holdOffHops: Int32 = 0
    /// No decision before this many hops after blanking.
    public var settleHops: Int32 = 0
    /// An episode ends by itself after this many hops, and the trends are learned anew.
    public var episodeHopsMax: Int32 = DetectionLimits.hopCountMax
    /// Decides in place of the patterns where it has a model.
    public var learned = LearnedPlan()

    /// What has a sliding window: all that is measured but for the inputs of a learned detector, which
    /// takes them as of the last hop.
    @inline(__always)
    var windowed: FeatureSet { FeatureSet(bits: features.bits & ~learned.features.bits) }

    /// No valid plan yet: it has neither channels, frames in a hop, nor filters.
    public init() {}
}

/// The filters before the features.
public struct ConditioningPlan: BitwiseCopyable, Sendable {
    /// Fraction bits of the samples inside the filters.
    public var fractionBits: Int32 = 0
    /// Fraction bits of the conditioned signal, in counts; features are computed from it.
    public var outputFractionBits: Int32 = 0
    /// Sections in use, 1 to 4.
    public var sectionCount: Int32 = 0
    /// The first `sectionCount`, in the order in which a sample passes them.
    public var sections = InlineArray<4, BiquadSection>(
        repeating: BiquadSection(gain: 0, a1: 0, a2: 0, zero1: 0, zero2: 0))

    /// No filters yet: a plan needs one section or more.
    public init() {}
}

/// One value for each pattern there can be.
public typealias PerPattern<Value> = InlineArray<3, Value>

/// How several patterns make one decision: any of them is enough, or all must be positive.
public enum PatternJoin: UInt8, Sendable, BitwiseCopyable {
    case or = 0
    case and = 1
}

/// One feature against one threshold. Which channels may vote stands beside the plan: the detector
/// takes them into its memory, and a small device keeps no second copy.
public struct PatternPlan: BitwiseCopyable, Sendable {
    /// What is compared with the threshold; one of the plan's `features`.
    public var feature = Feature.lineLength
    /// Whether the threshold is relative to the long-term trend.
    public var isRelative = true
    /// log2 of the ratio to the trend, or log2 of the level itself; Q5.26.
    public var threshold: Int32 = 0
    /// Channels above the threshold that make the pattern positive: the larger of this number and
    /// `votesPermille` of the usable channels.
    public var votesMin: Int32 = 1
    /// Share of the usable channels that must vote, 0 to 1,000; a part of a channel counts as one.
    public var votesPermille: Int32 = 0
    /// Level of the rhythm below which a channel does not vote, Q5.26; 0 asks for none.
    public var rhythmMin: Int32 = 0

    /// Line length at its trend or above.
    public init() {}
}

/// A set of channels by index.
public struct ChannelSet: BitwiseCopyable, Sendable {
    private var words = InlineArray<32, UInt32>(repeating: 0)

    /// No channel.
    public init() {}

    /// - Precondition: `channel` is within 0..<1,024.
    public mutating func insert(_ channel: Int) {
        words[channel / 32] |= 1 << UInt32(channel % 32)
    }

    /// Whether the channel is in the set. Constant time.
    ///
    /// - Precondition: `channel` is within 0..<1,024.
    public func contains(_ channel: Int) -> Bool {
        words[channel / 32] & (1 << UInt32(channel % 32)) != 0
    }

    /// Channels in the set. Constant time.
    public var count: Int {
        var count = 0
        for index in words.indices { count += words[index].nonzeroBitCount }
        return count
    }
}

/// When a channel stops counting.
///
/// Each fault has a level per channel: it rises by the fault's weight in each hop that shows the
/// fault, up to `levelMax`, falls by `recoveryWeight` in each that does not, and is bad from
/// `levelMax` until it is 0 again. So a weight of levelMax / n means that n hops are enough, and
/// levelMax / `recoveryWeight` hops without the fault are the time of recovery.
public struct QualityPlan: BitwiseCopyable, Sendable {
    /// Level at which a fault is bad, 1 to 2^24.
    public var levelMax: Int32 = 1
    /// What every fault's level falls by in a hop that does not show it, 1 to 2^24.
    public var recoveryWeight: Int32 = 1
    /// Rise in a hop that reaches the converter's rail, `railCount`; 1 to 2^24.
    public var saturationWeight: Int32 = 1
    /// Rise in a hop without any change of the raw count; 1 to 2^24.
    public var flatWeight: Int32 = 1
    /// Rise in a hop whose raw counts range over `contactRange` or more; 1 to 2^24.
    public var contactWeight: Int32 = 1
    /// Beyond `levelMax` by what falls until the frequency's next measurement; below 2^30.
    public var mainsWeight: Int32 = 1
    /// Largest count that the converter can give.
    public var railCount: Int32 = 32_767
    /// A range of raw counts within a hop from which a contact counts as broken.
    public var contactRange: Int32 = 65_534
    /// Hops of one mains measurement; 0 for none.
    public var mainsHops: Int32 = 0
    /// Mains frequencies in cycles a frame, as fractions of 2^32; measured in turn.
    public var mainsCount: Int32 = 0
    /// What each frequency's phase advances by in a frame, in 2^-32 of a cycle; the first
    /// `mainsCount`.
    public var mainsPhaseSteps = InlineArray<2, UInt32>(repeating: 0)
    /// Share of the conditioned signal's area due to mains from which a channel is bad, in 1/128.
    public var mainsShare: Int32 = 128

    /// Any one hop with a fault makes a channel bad, one without makes it good; no mains are
    /// measured.
    public init() {}
}
