/// A model's weights or trees, and the channels that it knows: what a plan owns besides its few
/// numbers, as words in the order of a device's image.
///
///     0...3    a bit for each of the 128 channels that a model can know
///     4...     a linear model: [channel][input], two weights of 16 bits a word, the first in its low
///              half, in 2^-12 of a unit an octave
///     4...     a travelling model: the weights of every channel, two a word, and the share of the
///              channels that must reach the score, in permille
///     4...     trees: 7 splits a tree, each `channel x inputs + input` in the low half and the
///              threshold in the high half; behind the splits of 32 trees 15 nodes a tree
///
/// A channel has 6 inputs, or 8 with rhythm or fast activity (`LearnedPlan.inputCount`).
///
/// Trees have depth 3 and are complete: seven splits and fifteen nodes in the order of a heap,
/// children of node n at 2n + 1 (input below the split's threshold) and 2n + 2. A node's value is the
/// score's expected part there; at a leaf it is the part itself.
public struct LearnedTables: BitwiseCopyable, Sendable {
    private var words = InlineArray<708, UInt32>(repeating: 0)

    /// All 0: no channel is known.
    public init() {}

    /// Words for the largest model.
    @inlinable
    public static var wordCountMax: Int { 708 }

    /// Words that a family's model takes up with these features among its inputs. Of parts of a plan:
    /// one that is passed whole is copied, for which a small device's stack has no room.
    @inline(__always)
    public static func wordCount(
        of family: LearnedFamily, with features: FeatureSet = FeatureSet()
    ) -> Int {
        let inputCount = LearnedInput.number(with: features)
        return switch family {
        case .none, .measuring: 0
        case .linear: channelWordCount + weightCount(inputCount) / 2
        case .trees: channelWordCount + splitCount + nodeCount
        case .travelling: shareWord(inputCount) + 1
        }
    }

    static var channelWordCount: Int { DetectionLimits.learnedChannelCountMax / 32 }
    static func weightCount(_ inputCount: Int) -> Int {
        DetectionLimits.learnedChannelCountMax * inputCount
    }
    static func shareWord(_ inputCount: Int) -> Int { channelWordCount + inputCount / 2 }
    static var splitCount: Int { DetectionLimits.treeCountMax * DetectionLimits.treeSplitCount }
    static var nodeCount: Int { DetectionLimits.treeCountMax * DetectionLimits.treeNodeCount }

    /// The numbers behind the words.
    public var view: LearnedTablesView {
        @_lifetime(borrow self)
        get { LearnedTablesView(words: words.span) }
    }

    /// - Precondition: each index lies within the tables; `channel` within 0..<128.
    public mutating func insert(channel: Int) {
        words[channel / 32] |= 1 << UInt32(channel % 32)
    }

    /// Sets a linear model's weight at `column`, channel x inputs + input, in 2^-12 of a unit an octave;
    /// of a travelling model `column` is the input.
    public mutating func setWeight(_ column: Int, _ weight: Int16) {
        let shift = UInt32(column % 2 * 16)
        let place = Self.channelWordCount + column / 2
        words[place] =
            words[place] & ~(0xFFFF << shift) | UInt32(UInt16(bitPattern: weight)) << shift
    }

    /// Sets the share of a travelling model's channels that must reach the score, 0 to 1,000.
    ///
    /// - Parameter inputCount: of a channel.
    public mutating func setSharePermille(_ share: Int, inputCount: Int = LearnedInput.count) {
        words[Self.shareWord(inputCount)] = UInt32(truncatingIfNeeded: share)
    }

    /// Sets split `index`, tree x 7 + split: `column` is channel x inputs + input, the threshold in
    /// the input's unit.
    public mutating func setSplit(_ index: Int, column: Int16, threshold: Int16) {
        words[Self.channelWordCount + index] =
            UInt32(UInt16(bitPattern: threshold)) << 16 | UInt32(UInt16(bitPattern: column))
    }

    /// Sets the value of node `index`, tree x 15 + node, in 2^-22 of a unit.
    public mutating func setValue(ofNode index: Int, _ value: Int32) {
        words[Self.channelWordCount + Self.splitCount + index] = UInt32(bitPattern: value)
    }

    /// Replaces a word, as it stands in an image.
    public mutating func setWord(_ index: Int, _ word: UInt32) { words[index] = word }
}

/// A model's numbers where they lie: in a plan, or in a device's flash. Words beyond those that
/// there are count as 0.
public struct LearnedTablesView: ~Escapable {
    private let words: Span<UInt32>

    /// A view of words in the order of `LearnedTables`, which it cannot outlive. Constant time.
    @_lifetime(copy words)
    public init(words: Span<UInt32>) { self.words = words }

    /// A word as it stands, 0 beyond the last. Constant time.
    ///
    /// - Precondition: `index` is not negative.
    public func word(_ index: Int) -> UInt32 { index < words.count ? words[index] : 0 }

    /// Whether the model knows the channel; the others count for nothing.
    public func knows(_ channel: Int) -> Bool {
        channel < DetectionLimits.learnedChannelCountMax
            && word(channel / 32) & (1 << UInt32(channel % 32)) != 0
    }

    /// Of a linear model, at channel x inputs + input; of a travelling one, at the input.
    public func weight(_ column: Int) -> Int32 {
        let pair = word(LearnedTables.channelWordCount + column / 2)
        return column % 2 == 0 ? Int32(bitPattern: pair << 16) >> 16 : Int32(bitPattern: pair) >> 16
    }

    /// Of a travelling model: the share of the channels that must reach the score; one must.
    ///
    /// - Parameter inputCount: of a channel.
    public func sharePermille(inputCount: Int) -> Int32 {
        Int32(bitPattern: word(LearnedTables.shareWord(inputCount)))
    }

    /// Of a model of trees, at tree x 7 + split.
    public func split(_ index: Int) -> TreeSplit { TreeSplit(word: splitWord(index)) }

    func splitWord(_ index: Int) -> UInt32 { word(LearnedTables.channelWordCount + index) }

    /// The score's part at a node of the trees.
    public func value(ofNode index: Int) -> Int32 {
        Int32(bitPattern: word(LearnedTables.channelWordCount + LearnedTables.splitCount + index))
    }
}

/// What a split of a tree asks: whether an input lies below a threshold.
public struct TreeSplit: BitwiseCopyable, Sendable {
    /// channel x inputs + input.
    public let column: Int
    /// In the input's unit, such as 1/1,024 octave; an input below it goes to child 2n + 1.
    public let threshold: Int32

    @inline(__always)
    init(word: UInt32) {
        column = Int(Int32(bitPattern: word << 16) >> 16)
        threshold = Int32(bitPattern: word) >> 16
    }
}
