import FixedPoint

/// Three bands side by side, by one-pole low-passes, and how their magnitudes are averaged.
public struct FastActivityPlan: BitwiseCopyable, Sendable {
    /// Slow activity lies below this corner, fast activity between the next two, muscle above the
    /// last.
    public var corners = InlineArray<4, OnePole>(repeating: OnePole())
    /// Hops of the means' time constant, 1 to 512; plain means of fewer after a restart.
    public var meanHops: Int32 = 1
    /// Muscle may rise by so much more than slow activity before it takes anything off, Q5.26.
    public var muscleSlack: Int32 = 0

    /// Low-passes that follow within a few frames.
    public init() {}

    /// Lists its words, each with the range within which the meter's arithmetic holds.
    public mutating func pass<Words: PlanWords>(through words: inout Words) {
        for index in corners.indices {
            words.pass("fastActivity.factor", &corners[index].factor, in: 1...7)
            words.pass("fastActivity.shift", &corners[index].shift, in: 3...16)
        }
        words.pass("fastActivity.meanHops", &meanHops, in: 1...DetectionLimits.windowHopsMax)
        words.pass("fastActivity.muscleSlack", &muscleSlack, in: 0...Int(Int32.max) / 2)
    }
}

/// A low-pass y += (x - y) factor / 2^shift. With a factor below 2^3 and an error below 2^28 no
/// product leaves 32 bits, and with a shift of 3 or more it follows by less than the whole error.
public struct OnePole: BitwiseCopyable, Sendable {
    /// 1 to 7.
    public var factor: Int32 = 1
    /// 3 to 16.
    public var shift: Int32 = 3

    /// Follows by an eighth of the error.
    public init() {}

    @inline(__always)
    func step(_ pole: inout Lanes, _ input: Lanes) {
        let error = (input &- pole) &* Lanes(repeating: factor)
        pole = pole &+ (error &>> Lanes(repeating: shift))
    }
}

/// Measures the fast activity of eight channels at a time, in the detector's working memory: the
/// mean magnitude between two corners, and how far its rise must be discounted, since movement makes
/// slow activity rise as well, and muscle what is faster still.
///
/// Each band is cut by two low-passes in a row, or by what two leave of their input, of the
/// conditioned samples less one bit: a low-pass stays within its input, so what it leaves is at most
/// twice that, and what the second leaves at most four times. With a bit less, that is twice as large
/// as a conditioned sample, as a difference of samples may be.
@safe
struct FastActivityMeter {
    private let words: UnsafeMutablePointer<Lanes>
    private let groupCount: Int
    private let plan: FastActivityPlan
    private var hopsSinceRestart: Int32 = 0
    /// What share of their distance the means move by in this hop, Q30.
    private var meanRate: Int32 = 0

    /// Of a group: eight low-passes; of fast, slow and muscle activity each the hop's sum, mean (seven
    /// bits more) and its logarithm; the trends of the last two; the discount.
    private enum Word {
        static var sums: Int { 8 }
        static var means: Int { 11 }
        static var levels: Int { 14 }
        static var trends: Int { 17 }
        static var discount: Int { 19 }
        static var count: Int { 20 }
    }

    static var wordCount: Int { Word.count }
    private static var bandCount: Int { 3 }

    /// - Parameters:
    ///   - words: `wordCount` of each group.
    ///   - groupCount: 0 where fast activity is not measured.
    init(_ words: UnsafeMutablePointer<Lanes>, _ plan: FastActivityPlan, groupCount: Int) {
        unsafe self.words = words
        self.plan = plan
        self.groupCount = groupCount
    }

    /// Filters from rest, as the conditioned signal begins; trends stay.
    mutating func restart() {
        hopsSinceRestart = 0
        clear(0..<Word.means)
    }

    func abandonHop() { clear(Word.sums..<Word.means) }

    private func clear(_ range: Range<Int>) {
        for group in 0..<groupCount {
            for word in range { unsafe words[group &* Word.count &+ word] = Lanes() }
        }
    }

    mutating func beginHop() {
        hopsSinceRestart = min(hopsSinceRestart &+ 1, plan.meanHops)
        meanRate = Int32(1 << 30) / hopsSinceRestart
    }

    /// Takes conditioned samples.
    @_noLocks
    @inline(never)
    func measure(_ samples: UnsafeMutablePointer<Lanes>, frameCount: Int, ofGroup group: Int) {
        let state = unsafe words + group &* Word.count
        let (slow, low) = (plan.corners[0], plan.corners[1])
        let (high, muscle) = (plan.corners[2], plan.corners[3])
        let sums = unsafe state + Word.sums
        var (fastSum, slowSum, muscleSum) = unsafe (sums[0], sums[1], sums[2])
        for frame in 0..<frameCount {
            let sample = unsafe samples[frame] &>> 1
            unsafe slow.step(&state[0], sample)
            unsafe slow.step(&state[1], state[0])
            unsafe slowSum = slowSum &+ state[1].laneMagnitude
            unsafe high.step(&state[2], sample)
            unsafe high.step(&state[3], state[2])
            unsafe low.step(&state[4], state[3])
            let above = unsafe state[3] &- state[4]
            unsafe low.step(&state[5], above)
            unsafe fastSum = fastSum &+ (above &- state[5]).laneMagnitude
            unsafe muscle.step(&state[6], sample)
            let beyond = unsafe sample &- state[6]
            unsafe muscle.step(&state[7], beyond)
            unsafe muscleSum = muscleSum &+ (beyond &- state[7]).laneMagnitude
        }
        unsafe sums[0] = fastSum
        unsafe sums[1] = slowSum
        unsafe sums[2] = muscleSum
    }

    /// The mean of the fast activity after a group's hop; sets the group's discount.
    @_noLocks
    @inline(never)
    func completeHop(reciprocalOfFrames: Int32, hasTrend: Lanes, ofGroup group: Int) -> Lanes {
        let state = unsafe words + group &* Word.count
        for band in 0..<Self.bandCount {
            // Without fraction bits of its own a mean would lose what is smaller than its hops, and
            // a quiet channel most of it. No signal of 16 bits comes near the limit.
            let value =
                unsafe state[Word.sums &+ band].scaled(byQ30: reciprocalOfFrames)
                .laneMinimum(Lanes(repeating: 1 << 24 &- 1)) &<< 7
            unsafe state[Word.sums &+ band] = Lanes()
            let mean = unsafe state[Word.means &+ band]
            let next = mean &+ (value &- mean).scaled(byQ30: meanRate)
            unsafe state[Word.means &+ band] = next
            unsafe state[Word.levels &+ band] = log2(next)
        }
        let slowRise = unsafe state[Word.levels &+ 1] &- state[Word.trends]
        let muscleRise =
            unsafe state[Word.levels &+ 2] &- state[Word.trends &+ 1]
            &- Lanes(repeating: plan.muscleSlack)
        unsafe state[Word.discount] =
            slowRise.laneMaximum(muscleRise).laneMaximum(Lanes()) & hasTrend
        return unsafe state[Word.means] &>> 7
    }

    /// What the level of a group is less than the fast activity's own, Q5.26: the rise of its
    /// neighbours above their trends.
    @inline(__always)
    func discount(ofGroup group: Int) -> Lanes {
        unsafe words[group &* Word.count &+ Word.discount]
    }

    /// The neighbours' trends follow as those of the features do.
    @_noLocks
    @inline(never)
    func learn(_ rate: Int32, isGood: SIMDMask<Lanes>, isFirst: SIMDMask<Lanes>, ofGroup group: Int)
    {
        let state = unsafe words + group &* Word.count
        for neighbour in 0..<Self.bandCount &- 1 {
            let level = unsafe state[Word.levels &+ 1 &+ neighbour]
            let trend = unsafe state[Word.trends &+ neighbour]
            unsafe state[Word.trends &+ neighbour] =
                trend
                .replacing(with: trend &+ (level &- trend).scaled(byQ30: rate), where: isGood)
                .replacing(with: level, where: isFirst)
        }
    }
}
