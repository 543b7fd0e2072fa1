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

    @inline(__always)
    private func slice<Slice: LaneSlice>(_ group: Int, from lane: Int) -> SliceWords<Slice> {
        unsafe SliceWords(words + group &* Word.count, from: lane)
    }

    /// Of shares in 2^-16, 0 where they are not usable: in 1/2,048.
    @inline(__always)
    func takeRhythm<Slice: LaneSlice>(
        _ share: Slice, inputMax: Int32, _ group: Int, from lane: Int
    ) {
        let words: SliceWords<Slice> = unsafe slice(group, from: lane)
        unsafe words[Word.inputs] =
            (share &>> Slice(repeating: 5)).laneMinimum(Slice(repeating: inputMax))
    }

    /// Of levels of fast, slow and muscle activity.
    @inline(__always)
    func takeFastActivity<Slice: LaneSlice>(
        _ levels: SliceWords<Slice>, slack: Int32, _ channels: LearnedSlice<Slice>,
        _ context: LearnedContext, inputMax: Int32, _ group: Int, from lane: Int
    ) {
        let words: SliceWords<Slice> = unsafe slice(group, from: lane)
        let (isGood, hasBaseline) = (channels.isGood, channels.hasBaseline)
        func rise(_ band: Int) -> Slice {
            unsafe context.rise(
                of: levels[band], above: &words[band], isGood: isGood, hasBaseline: hasBaseline)
        }
        let fast = rise(0)
        let discount = rise(1).laneMaximum(rise(2) &- Slice(repeating: slack))
            .laneMaximum(Slice(repeating: 0))
        // Each is less than 32 octaves: their difference fits once the last bits are gone.
        let sixteen = Slice(repeating: 16)
        let input = (fast &>> sixteen) &- (discount &>> sixteen)
        unsafe words[Word.inputs &+ 1] =
            input.laneMinimum(Slice(repeating: inputMax))
            .laneMaximum(Slice(repeating: 0 &- inputMax)) & channels.usable
    }

    /// What the two give to the channels' sums, and the bits that either has.
    @inline(__always)
    func weighted<Slice: LaneSlice>(_ group: Int, from lane: Int) -> (sum: Slice, bits: Slice) {
        unsafe slice(group, from: lane).weighted(Word.inputs, by: Word.weights, count: 2)
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
