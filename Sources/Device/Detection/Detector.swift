import FixedPoint

/// Measures every channel and votes, hop by hop, in memory that the caller owns.
///
/// The loop feeds it frames up to a hop's end and then calls `completeHop`. Nothing here allocates,
/// locks, throws or calls the system; the time of every call is bounded by the plan.
@safe
public struct Detector: ~Copyable {
    /// As handed over at the start, but for thresholds that were set since.
    public private(set) var plan: DetectionPlan
    let groupCount: Int
    let groups: UnsafeMutablePointer<ChannelGroup>
    /// Samples of one group on their way through the filters, one per frame of the hop.
    let samples: UnsafeMutablePointer<Lanes>
    /// The mains wave under measurement, one value per frame of the hop.
    let mainsCosines: UnsafeMutablePointer<Int32>
    let mainsSines: UnsafeMutablePointer<Int32>
    /// None where the plan has no learned detector.
    let learned: UnsafeMutablePointer<LearnedGroup>
    /// Of account where `hasFeatureInputs`.
    let featureInputs: FeatureInputs
    /// Splits and values of a model of trees, as in `LearnedTables`; of a travelling model the share,
    /// and what each channel reaches in a hop.
    let splits: UnsafeMutablePointer<UInt32>
    let values: UnsafeMutablePointer<Int32>
    var meters: FeatureMeters
    let reciprocalOfHopFrames: Int32
    /// Whether the learned detector's inputs are measured, and whether its model decides.
    let hasModel: Bool
    /// Whether rhythm or fast activity are among the learned detector's inputs.
    let hasFeatureInputs: Bool
    /// Whether the learned detector's score takes the patterns' place.
    public let decidesByModel: Bool
    private var mains = MainsReference()
    /// Hops that the trends have learned from.
    private var learnedHops: Int32 = 0
    var mustPrime = true
    /// Hops that the learned detector's baselines have learned from.
    var baselineHops: Int32 = 0
    var operatingPoint = OperatingPoint()

    /// Hops since the last restart; votes mean something once the plan's settling time is over.
    public private(set) var hopsSinceRestart: Int32 = 0

    /// Bytes of working memory for a plan.
    public static func memoryBytes(for plan: DetectionPlan) -> Int {
        var memory = WorkingMemory()
        var plan = plan
        _ = unsafe DetectorLayout(&plan, &memory)
        return memory.used
    }

    /// - Precondition: `memory` has room for `memoryBytes(for: plan)`; the plan is a valid one.
    ///
    /// - Parameters:
    ///   - channels: that may vote for each pattern, copied here.
    ///   - tables: of the plan's model, copied here.
    public init(
        plan: DetectionPlan, channels: PerPattern<ChannelSet>,
        tables: borrowing LearnedTablesView, memory: inout WorkingMemory
    ) {
        var plan = plan
        var channels = channels
        unsafe self.init(planAt: &plan, channelsAt: &channels, tables, &memory)
    }

    /// The same of a plan where it lies: a small device's stack has no room for copies of it.
    @unsafe
    @inline(never)
    package init(
        planAt place: UnsafePointer<DetectionPlan>,
        channelsAt channels: UnsafePointer<PerPattern<ChannelSet>>,
        _ tables: borrowing LearnedTablesView, _ memory: inout WorkingMemory
    ) {
        unsafe plan = place.pointee
        let layout = unsafe DetectorLayout(place, &memory)
        meters = unsafe FeatureMeters(
            layout.features, place.pointee.measures, place.pointee.features,
            windowed: place.pointee.windowed, groupCount: layout.groupCount,
            outputFractionBits: place.pointee.conditioning.outputFractionBits)
        groupCount = unsafe layout.groupCount
        unsafe groups = layout.groups!
        unsafe samples = layout.samples!
        unsafe mainsCosines = layout.mainsCosines!
        unsafe mainsSines = layout.mainsSines!
        unsafe learned = layout.learned!
        featureInputs = unsafe FeatureInputs(layout.featureInputs!)
        unsafe splits = layout.splits!
        unsafe values = layout.values!
        unsafe reciprocalOfHopFrames = Int32(1 << 30) / place.pointee.hopFrames
        hasModel = unsafe place.pointee.learned.family != .none
        let features = unsafe place.pointee.learned.features
        hasFeatureInputs = hasModel && !features.isEmpty
        decidesByModel = unsafe place.pointee.learned.decides
        for pattern in unsafe 0..<Int(place.pointee.patternCount) {
            for channel in unsafe 0..<Int(place.pointee.channelCount)
            where unsafe channels.pointee[pattern].contains(channel) {
                unsafe groups[channel / laneCount].members[pattern][channel % laneCount] = -1
            }
        }
        if unsafe place.pointee.measures.halfWave.amplitudeMin > 0 {
            for group in 0..<groupCount {
                unsafe groups[group].halfWaves.amplitudeMin = Lanes(
                    repeating: place.pointee.measures.halfWave.amplitudeMin)
            }
        }
        if hasModel { loadModel(tables) }
    }

    /// Stands as another does, which may have other thresholds.
    ///
    /// - Precondition: both measure the same of the same channels.
    package mutating func stand(as other: borrowing Detector) {
        let bytes = Self.memoryBytes(for: plan)
        precondition(bytes == Self.memoryBytes(for: other.plan), "detectors of two kinds")
        // The groups come first in the memory.
        unsafe UnsafeMutableRawPointer(groups).copyMemory(from: other.groups, byteCount: bytes)
        meters.stand(as: other.meters)
        mains = other.mains
        learnedHops = other.learnedHops
        mustPrime = other.mustPrime
        baselineHops = other.baselineHops
        operatingPoint = other.operatingPoint
        hopsSinceRestart = other.hopsSinceRestart
    }

    /// Starts anew at the next frame, after a gap or blanking: filters settle at its value at once,
    /// windows are empty, trends and quality stay.
    @_noLocks
    public mutating func restart() {
        mustPrime = true
        hopsSinceRestart = 0
        meters.restart()
        mains.restart()
        for group in 0..<groupCount {
            unsafe groups[group].hop.restart()
            unsafe groups[group].windowSums = FeatureLanes(repeating: Lanes())
            unsafe groups[group].votes = InlineArray(repeating: Lanes())
            unsafe groups[group].quality.abandonMains()
        }
    }

    /// Compares with other thresholds from the next hop's end on; nothing else of the plan changes.
    /// Constant time.
    @_noLocks
    public mutating func set(_ thresholds: DetectionThresholds) {
        for pattern in 0..<Int(plan.patternCount) {
            plan.patterns[pattern].threshold = thresholds.patterns[pattern]
        }
        plan.learned.threshold = thresholds.learned
    }

    /// Forgets the trends, so that they are learned anew from the next hop on.
    @_noLocks
    public mutating func forgetTrends() {
        learnedHops = 0
        for group in 0..<groupCount { unsafe groups[group].hasTrend = Lanes() }
        guard hasModel else { return }
        baselineHops = 0
        for group in 0..<groupCount { unsafe learned[group].hasBaseline = Lanes() }
    }

    /// Takes `frameCount` frames, laid out [frame][group], none of which lies beyond the hop's end.
    @_noLocks
    public mutating func accumulate(_ frames: Span<CountLanes>, from first: Int, frameCount: Int) {
        if plan.quality.mainsHops > 0 {
            unsafe mains.next(
                frameCount: frameCount, phaseStep: mains.phaseStep(plan.quality),
                cosines: mainsCosines, sines: mainsSines)
        }
        let groups = unsafe groups
        for group in 0..<groupCount {
            unsafe load(frames, from: first, frameCount: frameCount, into: &groups[group], group)
            if lanesRunTogether {
                unsafe filter(frameCount: frameCount, &groups[group])
            } else if lanesRunInHalves {
                filterInHalves(frameCount: frameCount, groupIndex: group)
            } else {
                filterInTurn(frameCount: frameCount, groupIndex: group)
            }
            if plan.quality.mainsHops > 0 {
                unsafe correlateWithMains(frameCount: frameCount, &groups[group])
            }
            measureFeatures(frameCount: frameCount, groupIndex: group)
            if hasModel {
                measureLearned(group, frameCount: frameCount)
            }
        }
        mustPrime = false
    }

    /// Ends a hop: windows, levels, quality, votes, and trends.
    ///
    /// - Parameters:
    ///   - learns: whether the trends follow this hop.
    ///   - inEpisode: whether they follow it at the slower pace of an episode.
    @_noLocks
    public mutating func completeHop(learns: Bool, inEpisode: Bool) -> HopVotes {
        let measuresMains = mains.completeHop(plan.quality)
        hopsSinceRestart = min(hopsSinceRestart &+ 1, DetectionLimits.hopCountMax)
        meters.beginHop()
        let learnedContext = hasModel ? learnedContext(learns: learns) : LearnedContext()
        let learnsTrends = learns && plan.learnsTrends
        let trendRate = learnsTrends ? nextTrendRate(inEpisode: inEpisode) : 0
        var votes = HopVotes()
        let groups = unsafe groups
        for group in 0..<groupCount {
            let lineLength = unsafe groups[group].hop.features[.lineLength]
            unsafe complete(&groups[group], group, &votes)
            if learnsTrends { unsafe learn(&groups[group], group, trendRate) }
            if hasModel {
                completeLearned(group, lineLength: lineLength, learnedContext, &votes)
            }
            if measuresMains { unsafe groups[group].quality.judgeMains(plan.quality) }
        }
        meters.endHop()
        for pattern in 0..<Int(plan.patternCount) {
            let share =
                (votes.usable[pattern] &* plan.patterns[pattern].votesPermille &+ 999) / 1_000
            votes.needed[pattern] = max(plan.patterns[pattern].votesMin, share)
        }
        if decidesByModel { decideLearned(learns: learns, inEpisode: inEpisode, &votes) }
        return votes
    }

    /// What share of their distance to the levels the trends move by in a hop, Q30: an even mean of
    /// the first hops, an exponential one from then on.
    private mutating func nextTrendRate(inEpisode: Bool) -> Int32 {
        learnedHops = min(learnedHops &+ 1, plan.trendHops)
        return inEpisode
            ? (Int32(1 << 30) / plan.trendHops) &>> plan.episodeTrendShift
            : Int32(1 << 30) / learnedHops
    }

    /// Drops the hop under way: its frames are not measured.
    @_noLocks
    public mutating func abandonHop() {
        for group in 0..<groupCount { unsafe groups[group].hop.restart() }
        meters.fastActivity.abandonHop()
        guard hasModel else { return }
        for group in 0..<groupCount { unsafe learned[group].sums = InlineArray(repeating: Lanes()) }
    }
}

/// Votes of one hop, per pattern.
public struct HopVotes: BitwiseCopyable, Sendable {
    /// Channels above the threshold.
    public var cast: PerPattern<Int32>
    /// Channels that would have to be.
    public var needed: PerPattern<Int32>
    /// Channels of the pattern without a fault.
    public var usable: PerPattern<Int32>

    /// No votes, and none needed.
    @inlinable
    public init() {
        cast = InlineArray(repeating: 0)
        needed = InlineArray(repeating: 0)
        usable = InlineArray(repeating: 0)
    }
}
