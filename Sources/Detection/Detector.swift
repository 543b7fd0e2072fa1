import FixedPoint

/// Measures every channel and votes, hop by hop, in memory that the caller owns.
///
/// The loop feeds it frames up to a hop's end and then calls `completeHop`. Nothing here allocates,
/// locks, throws or calls the system; the time of every call is bounded by the plan.
@safe
public struct Detector: ~Copyable {
    let plan: DetectionPlan
    let groupCount: Int
    let groups: UnsafeMutablePointer<ChannelGroup>
    /// Hop values of the longest window: [slot][group].
    let history: UnsafeMutablePointer<FeatureLanes>
    /// Samples of one group on their way through the filters, one per frame of the hop.
    let samples: UnsafeMutablePointer<Lanes>
    /// The mains wave under measurement, one value per frame of the hop.
    let mainsCosines: UnsafeMutablePointer<Int32>
    let mainsSines: UnsafeMutablePointer<Int32>
    private let historyDepth: Int
    let reciprocalOfHopFrames: Int32
    private var mains = MainsReference()
    private var slot = 0
    /// Hops in the windows since the last restart, up to the deepest window.
    private var windowFill = 0
    /// log2 of the hops in each feature's window, Q5.26.
    private var logarithmOfFill = Lanes()
    /// Hops that the trends have learned from.
    private var learnedHops: Int32 = 0
    var mustPrime = true

    /// Hops since the last restart; votes mean something once the plan's settling time is over.
    public private(set) var hopsSinceRestart: Int32 = 0

    /// Bytes of working memory for a plan.
    public static func memoryBytes(for plan: DetectionPlan) -> Int {
        var memory = WorkingMemory()
        _ = unsafe Layout(plan, &memory)
        return memory.used
    }

    /// - Precondition: `memory` has room for `memoryBytes(for: plan)`; the plan is a valid one.
    public init(plan: DetectionPlan, memory: inout WorkingMemory) {
        let layout = unsafe Layout(plan, &memory)
        self.plan = plan
        groupCount = unsafe layout.groupCount
        historyDepth = unsafe layout.historyDepth
        unsafe groups = layout.groups!
        unsafe history = layout.history!
        unsafe samples = layout.samples!
        unsafe mainsCosines = layout.mainsCosines!
        unsafe mainsSines = layout.mainsSines!
        reciprocalOfHopFrames = Int32((1 << 30) / Int64(plan.hopFrames))
        for pattern in 0..<Int(plan.patternCount) {
            for channel in 0..<Int(plan.channelCount)
            where plan.patterns[pattern].channels.contains(channel) {
                unsafe groups[channel / laneCount].members[pattern][channel % laneCount] = -1
            }
        }
        if plan.halfWave.amplitudeMin > 0 {
            for group in 0..<groupCount {
                unsafe groups[group].halfWaves.amplitudeMin = Lanes(
                    repeating: plan.halfWave.amplitudeMin)
            }
        }
    }

    /// Starts anew at the next frame, after a gap or blanking: filters settle at its value at once,
    /// windows are empty, trends and quality stay.
    @_noLocks
    public mutating func restart() {
        mustPrime = true
        windowFill = 0
        hopsSinceRestart = 0
        mains.restart()
        for group in 0..<groupCount {
            unsafe groups[group].hop = HopSums()
            unsafe groups[group].windowSums = FeatureLanes(repeating: Lanes())
            unsafe groups[group].votes = InlineArray(repeating: Lanes())
            unsafe groups[group].quality.abandonMains()
        }
    }

    /// Forgets the trends, so that they are learned anew from the next hop on.
    @_noLocks
    public mutating func forgetTrends() {
        learnedHops = 0
        for group in 0..<groupCount { unsafe groups[group].hasTrend = Lanes() }
    }

    /// Takes `frameCount` frames, laid out [frame][group], none of which lies beyond the hop's end.
    @_noLocks
    public mutating func accumulate(_ frames: Span<CountLanes>, from first: Int, frameCount: Int) {
        unsafe mains.next(
            frameCount: frameCount, phaseStep: mains.phaseStep(plan.quality),
            cosines: mainsCosines, sines: mainsSines)
        let groups = unsafe groups
        for group in 0..<groupCount {
            unsafe load(frames, from: first, frameCount: frameCount, into: &groups[group], group)
            unsafe filter(frameCount: frameCount, &groups[group])
            unsafe measure(frameCount: frameCount, &groups[group])
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
        var context = HopContext(slot: slot, learns: learns)
        if windowFill < historyDepth { logarithmOfFill = log2(nextFill) }
        for feature in 0..<Feature.count {
            let window = Int(plan.windowHops[feature])
            // No window is longer than the history.
            let leaving = slot &- window
            context.leavingSlots[feature] =
                windowFill < window ? -1 : leaving < 0 ? leaving &+ historyDepth : leaving
        }
        context.logarithmOfFill = logarithmOfFill
        if learns {
            learnedHops = min(learnedHops &+ 1, plan.trendHops)
            context.trendRate =
                inEpisode
                ? (Int32(1 << 30) / plan.trendHops) &>> plan.episodeTrendShift
                : Int32(1 << 30) / learnedHops
        }
        var votes = HopVotes()
        let groups = unsafe groups
        for group in 0..<groupCount {
            unsafe complete(&groups[group], group, context, &votes)
            if measuresMains { unsafe groups[group].quality.judgeMains(plan.quality) }
        }
        slot = slot &+ 1 < historyDepth ? slot &+ 1 : 0
        windowFill = min(windowFill &+ 1, historyDepth)
        for pattern in 0..<Int(plan.patternCount) {
            let share =
                (votes.usable[pattern] &* plan.patterns[pattern].votesPermille &+ 999) / 1_000
            votes.needed[pattern] = max(plan.patterns[pattern].votesMin, share)
        }
        return votes
    }

    /// Hops in each feature's window with the one that ends.
    private var nextFill: Lanes {
        var fill = Lanes()
        for feature in 0..<Feature.count {
            let hops = min(windowFill &+ 1, Int(plan.windowHops[feature]))
            fill[feature] = Int32(truncatingIfNeeded: hops)
        }
        return fill
    }

    /// Drops the hop under way: its frames are not measured.
    @_noLocks
    public mutating func abandonHop() {
        for group in 0..<groupCount { unsafe groups[group].hop = HopSums() }
    }
}

/// Votes of one hop, per pattern.
public struct HopVotes: BitwiseCopyable, Sendable {
    /// Channels above the threshold.
    public var cast: InlineArray<2, Int32>
    /// Channels that would have to be.
    public var needed: InlineArray<2, Int32>
    /// Channels of the pattern without a fault.
    public var usable: InlineArray<2, Int32>

    @inlinable
    public init() {
        cast = InlineArray(repeating: 0)
        needed = InlineArray(repeating: 0)
        usable = InlineArray(repeating: 0)
    }
}

/// What all groups share when a hop ends.
struct HopContext {
    var slot: Int
    var learns: Bool
    /// Slot that leaves each feature's window; -1 while the window fills.
    var leavingSlots = InlineArray<3, Int>(repeating: -1)
    /// log2 of the hops in each feature's window, this one among them, Q5.26.
    var logarithmOfFill = Lanes()
    /// Q30.
    var trendRate: Int32 = 0
}

/// How the detector's memory is laid out.
@unsafe
private struct Layout {
    let groupCount: Int
    let historyDepth: Int
    let groups: UnsafeMutablePointer<ChannelGroup>?
    let history: UnsafeMutablePointer<FeatureLanes>?
    let samples: UnsafeMutablePointer<Lanes>?
    let mainsCosines: UnsafeMutablePointer<Int32>?
    let mainsSines: UnsafeMutablePointer<Int32>?

    init(_ plan: DetectionPlan, _ memory: inout WorkingMemory) {
        unsafe groupCount = laneGroups(channelCount: Int(plan.channelCount))
        unsafe historyDepth = Int(
            max(plan.windowHops[0], max(plan.windowHops[1], plan.windowHops[2])))
        unsafe groups = memory.take(groupCount, of: ChannelGroup())
        unsafe history = memory.take(
            historyDepth * groupCount, of: FeatureLanes(repeating: Lanes()))
        unsafe samples = memory.take(Int(plan.hopFrames), of: Lanes())
        let waveCount = laneGroups(channelCount: Int(plan.hopFrames)) * laneCount
        unsafe mainsCosines = memory.take(waveCount, of: 0)
        unsafe mainsSines = memory.take(waveCount, of: 0)
    }
}
