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

    /// Of a channel's share in 2^-16: in 1/2,048, or 0 where it is not usable.
    @inline(__always)
    func takeRhythm(_ share: Int32, isUsable: Bool, inputMax: Int32, ofChannel channel: Int) {
        setInput(0, isUsable ? min(share &>> 5, inputMax) : 0, ofChannel: channel)
    }

    /// Of a channel's levels of fast, slow and muscle activity.
    ///
    /// - Parameters:
    ///   - hasBaseline: whether the baselines have a value.
    ///   - isGood: whether they may follow the levels.
    @inline(__always)
    func takeFastActivity(
        _ meter: FastActivityMeter, slack: Int32, isUsable: Bool, hasBaseline: Bool, isGood: Bool,
        _ context: LearnedContext, inputMax: Int32, ofChannel channel: Int
    ) {
        var rises = InlineArray<3, Int32>(repeating: 0)
        for band in 0..<Self.baselineCount {
            let level = meter.level(band, ofChannel: channel)
            let baseline = self[channel % laneCount, band, channel / laneCount]
            let rise = level &- baseline
            rises[band] = rise
            guard context.baselineRate > 0, isGood else { continue }
            let step = max(0 &- context.stepMax, min(context.stepMax, rise))
            let moved = (Int64(step) &* Int64(context.baselineRate)) &>> 30
            self[channel % laneCount, band, channel / laneCount] =
                hasBaseline ? baseline &+ Int32(truncatingIfNeeded: moved) : level
        }
        let discount = max(0, max(rises[1], rises[2] &- slack))
        // Each is less than 32 octaves: their difference fits once the last bits are gone.
        let input = (rises[0] &>> 16) &- (discount &>> 16)
        setInput(
            1, isUsable ? max(0 &- inputMax, min(inputMax, input)) : 0, ofChannel: channel)
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

    /// What the two give to a channel's sum.
    @_noLocks
    @inline(never)
    func weightedSum(ofChannel channel: Int) -> Int32 {
        let place = unsafe SliceWords<SingleLane>(
            words + channel / laneCount &* Word.count, from: channel % laneCount)
        let rhythm = unsafe place[Word.inputs] &* place[Word.weights]
        let fast = unsafe place[Word.inputs &+ 1] &* place[Word.weights &+ 1]
        return (rhythm &+ fast).value
    }

    /// Whether either differs from 0.
    @inline(__always)
    func speaks(ofChannel channel: Int) -> Bool {
        input(0, ofChannel: channel) | input(1, ofChannel: channel) != 0
    }

    @inline(__always)
    private func setInput(_ index: Int, _ value: Int32, ofChannel channel: Int) {
        self[channel % laneCount, Word.inputs &+ index, channel / laneCount] = value
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
