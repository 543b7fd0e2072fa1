import FixedPoint

/// How the share of a signal that repeats itself is measured: autocorrelation of means over a step
/// of time, at lags of whole steps.
public struct RhythmPlan: BitwiseCopyable, Sendable {
    /// Hops of a step, 1 to 256.
    public var stepHops: Int32 = 1
    /// Shortest lag, steps: the shortest period of the rhythms that are looked for; 1 to `lagMax`.
    public var lagMin: Int32 = 2
    /// Longest lag, 1 to 24 steps.
    public var lagMax: Int32 = 2
    /// The correlations follow by 2^-shift of their distance with every step; 2 to 16: faster ones
    /// would not hold a correlation near the power.
    public var shift: Int32 = 6

    /// The shortest lags.
    public init() {}

    /// Longest lag.
    package static var lagLimit: Int { 24 }
    /// The largest step mean that is told from larger ones, counts.
    static var countMax: Int32 { 8_191 }

    /// Whether a product of two step means with three fraction bits, and twice the difference of two
    /// such, fit 31 bits. The tests hold it true.
    static var isConsistent: Bool {
        4 * (Int(countMax) * Int(countMax) << 3) <= Int(Int32.max)
            && shareMax * DetectionLimits.windowHopsMax <= Int(Int32.max)
    }

    /// Of a correlation to the power, in 2^-16, by Cauchy and Schwarz: (1 - 2^-s)^(-l / 2) < 32 with
    /// the fastest shift s = 2 and the longest lag l = 24.
    private static var shareMax: Int { 32 << 16 }

    /// Lists its words, each with the range within which the meter's arithmetic holds.
    public mutating func pass<Words: PlanWords>(through words: inout Words) {
        words.pass("rhythm.stepHops", &stepHops, in: 1...DetectionLimits.hopFramesMax)
        words.pass("rhythm.lagMax", &lagMax, in: 1...Self.lagLimit)
        words.pass("rhythm.lagMin", &lagMin, in: 1...Int(max(1, lagMax)))
        words.pass("rhythm.shift", &shift, in: 2...16)
    }
}

/// Measures how rhythmic eight channels are at a time, in the detector's working memory.
///
/// With R(l) the correlation of the steps' means with those l steps before, the share is the most
/// that any lag has of
///
///     (R(l) - max(R(l / 2), 0)) / R(0)
///
/// A rhythm of period l has all of its power in R(l) and none above zero at half of it. Slow swings
/// have more at half the lag than at the lag, muscle has nothing at either, and a single spike has
/// nothing beyond its own length, however large it is.
@safe
struct RhythmMeter {
    private let words: UnsafeMutablePointer<Lanes>
    /// Of all groups.
    private let wordCount: Int
    private let plan: RhythmPlan
    private var lagMax: Int { Int(plan.lagMax) }
    private let reciprocalOfStep: Int32
    private let outputFractionBits: Int32
    /// Hops of the step under way, and where its mean goes among the last ones.
    private var hopCount: Int32 = 0
    private var slot = 0
    private var endsStep = false

    /// Of a group: sum of the step, share, correlations from lag 0 on, last means.
    static func wordCount(_ plan: RhythmPlan) -> Int { 3 &+ 2 &* Int(plan.lagMax) }
    /// Where the correlations begin.
    private static var correlations: Int { 2 }

    /// - Parameters:
    ///   - words: `wordCount` of each group.
    ///   - groupCount: 0 where the rhythm is not measured.
    init(
        _ words: UnsafeMutablePointer<Lanes>, _ plan: RhythmPlan, groupCount: Int,
        outputFractionBits: Int32
    ) {
        unsafe self.words = words
        self.plan = plan
        wordCount = Self.wordCount(plan) &* groupCount
        self.outputFractionBits = outputFractionBits
        reciprocalOfStep = Int32(1 << 30) / max(1, plan.stepHops)
    }

    var memory: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(UnsafeBufferPointer(start: words, count: wordCount))
    }

    private func start(_ group: Int) -> Int { group &* Self.wordCount(plan) }

    /// Stands as another of its size does, whose words were copied.
    mutating func stand(as other: RhythmMeter) {
        (hopCount, slot, endsStep) = (other.hopCount, other.slot, other.endsStep)
    }

    @_noLocks
    mutating func restart() {
        for index in 0..<wordCount { unsafe words[index] = Lanes() }
        hopCount = 0
        slot = 0
    }

    /// Before the groups' shares of a hop are taken.
    @inline(__always)
    mutating func beginHop() {
        hopCount &+= 1
        endsStep = hopCount >= plan.stepHops
        if endsStep { hopCount = 0 }
    }

    @inline(__always)
    mutating func endHop() {
        if endsStep { slot = slot &+ 1 < lagMax ? slot &+ 1 : 0 }
    }

    /// Shares in 2^-16 as of the last hop.
    @inline(__always)
    func share<Slice: LaneSlice>(ofGroup group: Int, from lane: Int) -> Slice {
        unsafe SliceWords<Slice>(words, from: lane)[start(group) &+ 1]
    }

    /// Takes a hop's sums of a group and leaves the shares in 2^-16 in their place. Bounded: a product
    /// for each lag.
    @_noLocks
    @inline(never)
    func completeHop(
        _ sums: UnsafeMutablePointer<Lanes>, reciprocalOfFrames rate: Int32, ofGroup group: Int
    ) {
        let state = unsafe words + start(group)
        if lanesRunTogether {
            unsafe complete(SliceWords<Lanes>(state, from: 0), .init(sums, from: 0), rate)
        } else if lanesRunInHalves {
            for lane in stride(from: 0, to: laneCount, by: 4) {
                unsafe complete(
                    SliceWords<HalfLanes>(state, from: lane), .init(sums, from: lane), rate)
            }
        } else {
            for lane in 0..<laneCount {
                unsafe complete(
                    SliceWords<SingleLane>(state, from: lane), .init(sums, from: lane), rate)
            }
        }
    }

    @inline(__always)
    private func complete<Slice: LaneSlice>(
        _ state: SliceWords<Slice>, _ sums: SliceWords<Slice>, _ reciprocalOfFrames: Int32
    ) {
        let mean =
            unsafe sums[0].scaled(byQ30: reciprocalOfFrames)
            &>> Slice(repeating: outputFractionBits)
        var total = unsafe state[0] &+ mean
        if endsStep {
            let step = total.scaled(byQ30: reciprocalOfStep)
                .laneMinimum(Slice(repeating: RhythmPlan.countMax))
                .laneMaximum(Slice(repeating: 0 &- RhythmPlan.countMax))
            unsafe state[1] = share(best: correlate(state, step), power: state[Self.correlations])
            total = Slice(repeating: 0)
        }
        unsafe state[0] = total
        unsafe sums[0] = state[1]
    }

    /// The most that any lag has beyond half of it, of the correlations that now hold this step too.
    @inline(__always)
    private func correlate<Slice: LaneSlice>(_ state: SliceWords<Slice>, _ step: Slice) -> Slice {
        let means = Self.correlations &+ lagMax &+ 1
        unsafe follow(state, lag: 0, step &* step)
        // The last means go round.
        for lag in 1..<slot &+ 1 {
            unsafe follow(state, lag: lag, step &* state[means &+ slot &- lag])
        }
        for lag in slot &+ 1..<lagMax &+ 1 {
            unsafe follow(state, lag: lag, step &* state[means &+ slot &+ lagMax &- lag])
        }
        unsafe state[means &+ slot] = step
        var best = Slice(repeating: 0)
        var lag = Int(plan.lagMin)
        if lag & 1 != 0 {
            unsafe best = best.laneMaximum(beyondHalf(state, lag))
            lag &+= 1
        }
        // Two lags have one half.
        while lag < lagMax {
            let half = unsafe state[Self.correlations &+ lag &>> 1]
                .laneMaximum(Slice(repeating: 0))
            unsafe best = best.laneMaximum(state[Self.correlations &+ lag] &- half)
            unsafe best = best.laneMaximum(state[Self.correlations &+ lag &+ 1] &- half)
            lag &+= 2
        }
        return lag == lagMax ? unsafe best.laneMaximum(beyondHalf(state, lag)) : best
    }

    /// What a lag has beyond half of it.
    @inline(__always)
    private func beyondHalf<Slice: LaneSlice>(_ state: SliceWords<Slice>, _ lag: Int) -> Slice {
        let half = unsafe state[Self.correlations &+ lag &>> 1].laneMaximum(Slice(repeating: 0))
        return unsafe state[Self.correlations &+ lag] &- half
    }

    /// Moves a correlation towards a product, with three bits more than that has.
    @inline(__always)
    private func follow<Slice: LaneSlice>(_ state: SliceWords<Slice>, lag: Int, _ product: Slice) {
        let value = unsafe state[Self.correlations &+ lag]
        unsafe state[Self.correlations &+ lag] =
            value
            &+ (((product &<< Slice(repeating: 3)) &- value) &>> Slice(repeating: plan.shift))
    }

    @inline(__always)
    private func share<Slice: LaneSlice>(best: Slice, power: Slice) -> Slice {
        // The power counts as at least 64 squared counts, so that silence has no rhythm.
        let power = power.laneMaximum(Slice(repeating: 64 << 3))
        return exp2(log2(best) &- log2(power) &+ Slice(repeating: 16 << 26))
    }
}
