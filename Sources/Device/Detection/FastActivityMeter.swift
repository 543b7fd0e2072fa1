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
    func step<Slice: LaneSlice>(_ pole: inout Slice, _ input: Slice) {
        let error = (input &- pole) &* Slice(repeating: factor)
        pole = pole &+ (error &>> Slice(repeating: shift))
    }

    /// The same, rounded: the lower a corner, the more a step that is cut would pull down.
    @inline(__always)
    func step<Slice: LaneSlice>(roundingTo pole: inout Slice, _ input: Slice) {
        let rounding = Slice(repeating: 1 &<< (shift &- 1))
        let error = (input &- pole) &* Slice(repeating: factor) &+ rounding
        pole = pole &+ (error &>> Slice(repeating: shift))
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

    private typealias Word = FastActivityWord

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

    var memory: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(
            UnsafeBufferPointer(start: words, count: groupCount &* Word.count))
    }

    /// Stands as another of its size does, whose words were copied.
    mutating func stand(as other: FastActivityMeter) {
        (hopsSinceRestart, meanRate) = (other.hopsSinceRestart, other.meanRate)
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
        if lanesRunTogether {
            unsafe measure(SliceWords<Lanes>(samples, from: 0), frameCount, .init(state, from: 0))
        } else if lanesRunInHalves {
            for lane in stride(from: 0, to: laneCount, by: 4) {
                unsafe measure(
                    SliceWords<HalfLanes>(samples, from: lane), frameCount, .init(state, from: lane)
                )
            }
        } else {
            for lane in 0..<laneCount {
                unsafe measure(
                    SliceWords<SingleLane>(samples, from: lane), frameCount,
                    .init(state, from: lane))
            }
        }
    }

    /// All bands of a frame where there are registers enough, or one band after the other.
    @inline(__always)
    private func measure<Slice: LaneSlice>(
        _ samples: SliceWords<Slice>, _ frameCount: Int, _ state: SliceWords<Slice>
    ) {
        let half = Slice(repeating: 1)
        let (low, high) = (plan.corners[1], plan.corners[2])
        var slow = unsafe EdgeBand(
            state, poles: Word.slowPoles, sum: Word.sums &+ 1, plan.corners[0])
        if lanesRunTogether {
            var fast = unsafe FastBand(state, low: low, high: high)
            var muscle = unsafe EdgeBand(
                state, poles: Word.musclePoles, sum: Word.sums &+ 2, plan.corners[3])
            for frame in 0..<frameCount {
                let sample = unsafe samples[frame] &>> half
                slow.takeBelow(sample)
                fast.take(sample)
                muscle.takeAbove(sample)
            }
            unsafe slow.store(to: state, poles: Word.slowPoles, sum: Word.sums &+ 1)
            unsafe fast.store(to: state)
            unsafe muscle.store(to: state, poles: Word.musclePoles, sum: Word.sums &+ 2)
        } else {
            for frame in 0..<frameCount { unsafe slow.takeBelow(samples[frame] &>> half) }
            unsafe slow.store(to: state, poles: Word.slowPoles, sum: Word.sums &+ 1)
            var fast = unsafe FastBand(state, low: low, high: high)
            for frame in 0..<frameCount { unsafe fast.take(samples[frame] &>> half) }
            unsafe fast.store(to: state)
            var muscle = unsafe EdgeBand(
                state, poles: Word.musclePoles, sum: Word.sums &+ 2, plan.corners[3])
            for frame in 0..<frameCount { unsafe muscle.takeAbove(samples[frame] &>> half) }
            unsafe muscle.store(to: state, poles: Word.musclePoles, sum: Word.sums &+ 2)
        }
    }

    /// Leaves a hop's means of a group's fast activity in `means`, and sets its discount.
    @_noLocks
    @inline(never)
    func completeHop(
        _ means: UnsafeMutablePointer<Lanes>, hasTrend: UnsafeMutablePointer<Lanes>,
        reciprocalOfFrames rate: Int32, ofGroup group: Int
    ) {
        let state = unsafe words + group &* Word.count
        if lanesRunInTurn {
            for lane in 0..<laneCount {
                unsafe complete(
                    SliceWords<SingleLane>(state, from: lane), .init(means, from: lane),
                    .init(hasTrend, from: lane), rate)
            }
        } else {
            unsafe complete(
                SliceWords<Lanes>(state, from: 0), .init(means, from: 0),
                .init(hasTrend, from: 0), rate)
        }
    }

    @inline(__always)
    private func complete<Slice: LaneSlice>(
        _ state: SliceWords<Slice>, _ means: SliceWords<Slice>, _ hasTrend: SliceWords<Slice>,
        _ reciprocalOfFrames: Int32
    ) {
        for band in 0..<Self.bandCount {
            // Without fraction bits of its own a mean would lose what is smaller than its hops, and
            // a quiet channel most of it. No signal of 16 bits comes near the limit.
            let value =
                unsafe state[Word.sums &+ band].scaled(byQ30: reciprocalOfFrames)
                .laneMinimum(Slice(repeating: 1 << 24 &- 1)) &<< Slice(repeating: 7)
            unsafe state[Word.sums &+ band] = Slice(repeating: 0)
            let mean = unsafe state[Word.means &+ band]
            let next = mean &+ (value &- mean).scaled(byQ30: meanRate)
            unsafe state[Word.means &+ band] = next
            unsafe state[Word.levels &+ band] = log2(next)
        }
        let slowRise = unsafe state[Word.levels &+ 1] &- state[Word.trends]
        let muscleRise =
            unsafe state[Word.levels &+ 2] &- state[Word.trends &+ 1]
            &- Slice(repeating: plan.muscleSlack)
        unsafe state[Word.discount] =
            slowRise.laneMaximum(muscleRise).laneMaximum(Slice(repeating: 0)) & hasTrend[0]
        unsafe means[0] = state[Word.means] &>> Slice(repeating: 7)
    }

    /// What the level of a group is less than the fast activity's own, Q5.26: the rise of its
    /// neighbours above their trends.
    @inline(__always)
    func discount(ofGroup group: Int) -> Lanes {
        unsafe words[group &* Word.count &+ Word.discount]
    }

    /// log2 of the means of fast, slow and muscle activity, seven bits more than counts have, Q5.26.
    @inline(__always)
    func levels<Slice: LaneSlice>(ofGroup group: Int, from lane: Int) -> SliceWords<Slice> {
        unsafe SliceWords(words + (group &* Word.count &+ Word.levels), from: lane)
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
