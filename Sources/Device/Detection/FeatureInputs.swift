import FixedPoint

/// Rhythm and fast activity as inputs of a learned detector, of all groups of channels, in the
/// detector's working memory; none of it is there where a model has neither.
///
/// The rhythm is the share of the power that repeats itself: it has no baseline. Fast, slow and muscle
/// activity have baselines as the bands have, which unlike the trends of a pattern do not ask whether
/// there is an episode, so that training and device see the same. The input is
///
///     fast's rise - max(slow's rise, muscle's rise - slack, 0)
@safe
struct FeatureInputs {
    private let words: UnsafeMutablePointer<Lanes>

    /// Of each group: baselines of fast, slow and muscle activity, Q5.26; the two inputs; their
    /// weights.
    private enum Word {
        static var inputs: Int { 3 }
        static var weights: Int { 5 }
        static var count: Int { 7 }
    }

    /// Baselines of a group: what outlasts a restart.
    static var baselineCount: Int { Word.inputs }

    /// Words of each group.
    static func wordCount(_ features: FeatureSet) -> Int { features.isEmpty ? 0 : Word.count }

    /// - Parameter words: `wordCount` of each group.
    init(_ words: UnsafeMutablePointer<Lanes>) { unsafe self.words = words }

    /// Of a share in 2^-16: in 1/2,048, where `usable` is -1.
    @_noLocks
    @inline(never)
    func takeRhythm(_ share: Lanes, usable: Lanes, inputMax: Int32, ofGroup group: Int) {
        unsafe words[group &* Word.count &+ Word.inputs] =
            (share &>> 5).laneMinimum(Lanes(repeating: inputMax)) & usable
    }

    /// Of the levels of fast, slow and muscle activity.
    ///
    /// - Parameters:
    ///   - hasBaseline: -1 where the baselines have a value, else 0.
    ///   - isGood: -1 where they may follow the levels.
    @_noLocks
    @inline(never)
    func takeFastActivity(
        _ meter: FastActivityMeter, slack: Int32, usable: Lanes, hasBaseline: Lanes, isGood: Lanes,
        _ context: LearnedContext, inputMax: Int32, ofGroup group: Int
    ) {
        let fast = rise(0, meter, group, hasBaseline, isGood, context)
        let slow = rise(1, meter, group, hasBaseline, isGood, context)
        let muscle = rise(2, meter, group, hasBaseline, isGood, context)
        let discount = slow.laneMaximum(muscle &- Lanes(repeating: slack)).laneMaximum(Lanes())
        let most = Lanes(repeating: inputMax)
        // Each is less than 32 octaves: their difference fits once the last bits are gone.
        unsafe words[group &* Word.count &+ Word.inputs &+ 1] =
            ((fast &>> 16) &- (discount &>> 16)).laneMinimum(most).laneMaximum(.zero &- most)
            & usable
    }

    /// How far a band's level is above its baseline, which then follows it.
    @_noLocks
    @inline(never)
    private func rise(
        _ band: Int, _ meter: FastActivityMeter, _ group: Int, _ hasBaseline: Lanes,
        _ isGood: Lanes, _ context: LearnedContext
    ) -> Lanes {
        let level = meter.level(band, ofGroup: group)
        let baseline = unsafe words[group &* Word.count &+ band]
        let rise = level &- baseline
        guard context.baselineRate > 0 else { return rise }
        let furthest = Lanes(repeating: context.stepMax)
        let step = rise.laneMinimum(furthest).laneMaximum(.zero &- furthest)
            .scaled(byQ30: context.baselineRate)
        let next = ((baseline &+ step) & hasBaseline) | (level & ~hasBaseline)
        unsafe words[group &* Word.count &+ band] = (next & isGood) | (baseline & ~isGood)
        return rise
    }

    /// Rhythm (0) or fast activity (1).
    @inline(__always)
    func input(_ index: Int, ofGroup group: Int) -> Lanes {
        unsafe words[group &* Word.count &+ Word.inputs &+ index]
    }

    /// The same of one channel.
    @inline(__always)
    func input(_ index: Int, ofChannel channel: Int) -> Int32 {
        self[channel % laneCount, Word.inputs &+ index, channel / laneCount]
    }

    /// What the two give to each channel's sum.
    @inline(__always)
    func weightedSums(ofGroup group: Int) -> Lanes {
        let place = unsafe words + group &* Word.count
        return unsafe place[Word.inputs] &* place[Word.weights] &+ place[Word.inputs &+ 1]
            &* place[Word.weights &+ 1]
    }

    /// -1 where either differs from 0.
    @inline(__always)
    func speaks(ofGroup group: Int) -> Lanes {
        Lanes(mask: (input(0, ofGroup: group) | input(1, ofGroup: group)) .!= .zero)
    }

    func setWeight(_ index: Int, _ weight: Int32, ofChannel channel: Int) {
        self[channel % laneCount, Word.weights &+ index, channel / laneCount] = weight
    }

    /// A baseline, `index` within 0..<`baselineCount`.
    func baseline(_ index: Int, lane: Int, ofGroup group: Int) -> Int32 {
        self[lane, index, group]
    }

    func setBaseline(_ index: Int, _ value: Int32, lane: Int, ofGroup group: Int) {
        self[lane, index, group] = value
    }

    /// Enters what the model saw of a group, and what its baselines came to.
    func mix(ofGroup group: Int, into lanes: inout SIMD8<UInt32>) {
        for word in 0..<Word.weights { unsafe lanes.mix(words[group &* Word.count &+ word]) }
    }

    private subscript(lane: Int, word: Int, group: Int) -> Int32 {
        @inline(__always)
        get {
            unsafe SliceWords<SingleLane>(words, from: lane)[group &* Word.count &+ word].value
        }
        @inline(__always)
        nonmutating set {
            unsafe SliceWords<SingleLane>(words, from: lane)[group &* Word.count &+ word] =
                SingleLane(repeating: newValue)
        }
    }
}
