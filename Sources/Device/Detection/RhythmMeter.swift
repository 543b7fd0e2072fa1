import FixedPoint

/// How the share of a signal that repeats itself is measured: autocorrelation of means over a step
/// of time, at lags of whole steps.
public struct RhythmPlan: BitwiseCopyable, Sendable {
    /// Hops of a step.
    public var stepHops: Int32 = 1
    /// Shortest and longest lag, steps: the periods of the rhythms that are looked for.
    public var lagMin: Int32 = 2
    public var lagMax: Int32 = 2
    /// The correlations follow by 2^-shift of their distance with every step.
    public var shift: Int32 = 6

    public init() {}
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
    private let groupCount: Int
    private let plan: RhythmPlan
    private let lagMax: Int
    private let reciprocalOfStep: Int32
    private let outputFractionBits: Lanes
    /// Hops of the step under way, and where its mean goes among the last ones.
    private var hopCount: Int32 = 0
    private var slot = 0
    private var endsStep = false

    /// Of a group: sum of the hop, sum of the step, share, correlations from lag 0 on, last means.
    static func wordCount(_ plan: DetectionPlan) -> Int {
        plan.features.contains(.rhythm) ? 4 &+ 2 &* Int(plan.rhythm.lagMax) : 0
    }

    /// - Parameter words: `wordCount` for each group.
    init(_ words: UnsafeMutablePointer<Lanes>, _ plan: DetectionPlan, groupCount: Int) {
        unsafe self.words = words
        self.plan = plan.rhythm
        self.groupCount = groupCount
        lagMax = Int(plan.rhythm.lagMax)
        reciprocalOfStep = Int32(1 << 30) / max(1, plan.rhythm.stepHops)
        outputFractionBits = Lanes(repeating: plan.conditioning.outputFractionBits)
    }

    private func start(_ group: Int) -> Int { group &* (4 &+ 2 &* lagMax) }

    @_noLocks
    mutating func restart() {
        for index in 0..<start(groupCount) { unsafe words[index] = Lanes() }
        hopCount = 0
        slot = 0
    }

    @_noLocks
    func abandonHop() {
        for group in 0..<groupCount { unsafe words[start(group)] = Lanes() }
    }

    /// Sums a stretch of conditioned samples.
    @inline(__always)
    func accumulate(
        _ samples: UnsafeMutablePointer<Lanes>, frameCount: Int, ofGroup group: Int
    ) {
        var sum = unsafe words[start(group)]
        for frame in 0..<frameCount { unsafe sum = sum &+ samples[frame] }
        unsafe words[start(group)] = sum
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

    /// The share of a group in 2^-16, after its hop. Bounded: a product for each lag.
    @_noLocks
    @inline(never)
    func completeHop(reciprocalOfFrames: Int32, ofGroup group: Int) -> Lanes {
        let state = unsafe words + start(group)
        let mean = unsafe state[0].scaled(byQ30: reciprocalOfFrames) &>> outputFractionBits
        unsafe state[0] = Lanes()
        unsafe state[1] = state[1] &+ mean
        guard endsStep else { return unsafe state[2] }
        let most = Lanes(repeating: DetectionLimits.rhythmCountMax)
        let step = unsafe state[1].scaled(byQ30: reciprocalOfStep)
            .laneMinimum(most).laneMaximum(.zero &- most)
        unsafe state[1] = Lanes()
        let correlations = unsafe state + 3
        let means = unsafe correlations + (lagMax &+ 1)
        unsafe follow(correlations, step &* step)
        var past = slot
        for lag in 1...lagMax {
            past = past > 0 ? past &- 1 : lagMax &- 1
            unsafe follow(correlations + lag, step &* means[past])
        }
        unsafe means[slot] = step
        let share = unsafe share(correlations)
        unsafe state[2] = share
        return share
    }

    /// Moves a correlation towards a product, with three bits more than that has.
    @inline(__always)
    private func follow(_ correlation: UnsafeMutablePointer<Lanes>, _ product: Lanes) {
        let value = unsafe correlation.pointee
        unsafe correlation.pointee =
            value &+ (((product &<< 3) &- value) &>> Lanes(repeating: plan.shift))
    }

    @inline(__always)
    private func share(_ correlations: UnsafeMutablePointer<Lanes>) -> Lanes {
        var best = Lanes()
        for lag in Int(plan.lagMin)...lagMax {
            let half = unsafe correlations[lag / 2].laneMaximum(.zero)
            unsafe best = best.laneMaximum(correlations[lag] &- half)
        }
        // Silence has no rhythm: below a power of 64 squared counts nothing is compared.
        let power = unsafe correlations[0].laneMaximum(Lanes(repeating: 64 << 3))
        return exp2(log2(best) &- log2(power) &+ Lanes(repeating: 16 << 26))
    }
}
