/// A detector learned from a patient's own seizures, in whole numbers.
///
/// Each channel has six inputs (`LearnedInput`), each the binary logarithm of a short-term mean less
/// its own slow baseline, in 1/1,024 octave. The score is their weighted sum, or the sum of the
/// leaves that they reach, in 2^-22 of a natural-logarithm unit of odds.
@safe
public struct LearnedPlan: BitwiseCopyable, @unchecked Sendable {
    public var family = LearnedFamily.none
    /// How many channels the model knows.
    public var channelCount: Int32 = 0
    /// Bands in use, and the shift of each low-pass: y += (x - y) / 2^shift.
    public var bandCount: Int32 = 0
    public var bandShifts = InlineArray<5, Int32>(repeating: 1)
    /// Time constant of the short-term means.
    public var meanHops: Int32 = 1
    public var baseline = BaselinePlan()
    /// Inputs are held within plus and minus this, so that one channel cannot decide alone.
    public var inputMax: Int32 = 2_048
    public var intercept: Int32 = 0
    /// Score from which a hop is positive.
    public var threshold: Int32 = 0
    public var treeCount: Int32 = 0
    public var operatingPoint = OperatingPointPlan()
    /// The model's bulk, which is never copied with the plan. Nil where there is no model.
    private var tables: UnsafePointer<LearnedTables>?

    public init() { unsafe tables = nil }

    /// - Parameter tables: outlives every copy of the plan.
    @unsafe
    public mutating func refer(to tables: UnsafePointer<LearnedTables>) {
        unsafe self.tables = tables
    }

    public var hasTables: Bool { unsafe tables != nil }

    /// Whether the model knows the channel; the others count for nothing.
    public func knows(_ channel: Int) -> Bool {
        unsafe tables?.pointee.channels.contains(channel) ?? false
    }

    /// Of a linear model, at channel x 6 + input.
    public func weight(_ column: Int) -> Int32 {
        unsafe Int32(tables?.pointee.weights[column] ?? 0)
    }

    /// What a split of the trees asks of, channel x 6 + input, and the threshold below which an input
    /// goes to the first child.
    @inline(__always)
    public func split(_ index: Int) -> (column: Int, threshold: Int32) {
        guard let tables = unsafe tables else { return (0, 0) }
        return unsafe (
            Int(tables.pointee.trees.splitInputs[index]),
            Int32(tables.pointee.trees.splitThresholds[index])
        )
    }

    /// The score's part at a node of the trees.
    @inline(__always)
    public func value(ofNode index: Int) -> Int32 {
        unsafe tables?.pointee.trees.values[index] ?? 0
    }

    /// Whether the model decides, in place of the patterns.
    @inlinable
    public var decides: Bool { family == .linear || family == .trees }
}

/// A model's numbers, flat: some kilobytes, so that plans only refer to them.
public struct LearnedTables: BitwiseCopyable, Sendable {
    public var channels = ChannelSet()
    /// Linear model, [channel][input], in 2^-12 of a unit an octave.
    public var weights = InlineArray<768, Int16>(repeating: 0)
    public var trees = TreesPlan()

    public init() {}
}

/// What kind of model scores a hop.
public enum LearnedFamily: UInt8, Sendable, BitwiseCopyable {
    /// None: the patterns decide.
    case none = 0
    /// None yet: inputs are measured, for training.
    case measuring = 1
    case linear = 2
    case trees = 3
}

/// What is measured of each channel for a learned detector.
public enum LearnedInput: UInt8, Sendable, BitwiseCopyable {
    case lineLength = 0
    /// Mean magnitude of the conditioned signal less the first low-pass, and so on downwards.
    case band1 = 1
    case band2 = 2
    case band3 = 3
    case band4 = 4
    case band5 = 5

    @inlinable
    public static var count: Int { 6 }

    /// Fraction bits of an input: 1,024 to the octave.
    @inlinable
    public static var fractionBits: Int32 { 10 }
}

/// How the slow baseline of a learned detector's inputs follows the signal.
public struct BaselinePlan: BitwiseCopyable, Sendable {
    /// Time constant.
    public var hops: Int32 = 1
    /// The plain mean of this many hops comes first.
    public var firstHops: Int32 = 0
    /// From then on a hop counts as no farther from the baseline than this, Q5.26: a seizure, far
    /// from it but short, moves it little.
    public var stepMax: Int32 = Int32.max
    /// The baseline stands still after so many hops.
    public var learningHopsMax: Int32 = DetectionLimits.hopCountMax

    public init() {}
}

/// Trees of depth 3, each complete: seven splits and fifteen nodes in the order of a heap, children
/// of node n at 2n + 1 (input below the split's threshold) and 2n + 2.
public struct TreesPlan: BitwiseCopyable, Sendable {
    /// channel x 6 + input, by tree and split.
    public var splitInputs = InlineArray<224, Int16>(repeating: 0)
    public var splitThresholds = InlineArray<224, Int16>(repeating: 0)
    /// The score's expected part at every node; at a leaf it is the part itself.
    public var values = InlineArray<480, Int32>(repeating: 0)

    public init() {}

    @inlinable
    public static var splitCount: Int { 7 }
    @inlinable
    public static var nodeCount: Int { 15 }
}

/// How the threshold of a learned detector follows the background's score.
public struct OperatingPointPlan: BitwiseCopyable, Sendable {
    /// Score that the background exceeded in 1 % of the training's hops.
    public var backgroundScore: Int32 = 0
    /// How far the threshold may go below and above the trained one; 0 and 0 freeze it.
    public var belowMax: Int32 = 0
    public var aboveMax: Int32 = 0
    /// What a hop below `backgroundScore` moves it down by; one above moves it up by 99 times that.
    public var step: Int32 = 0

    public init() {}
}
