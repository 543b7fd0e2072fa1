/// A detector learned from a patient's own seizures, in whole numbers.
///
/// Each channel has six inputs (`LearnedInput`), each the binary logarithm of a short-term mean less
/// its own slow baseline, in 1/1,024 octave, and two more where `features` has any. The score is their weighted sum, or the sum of the
/// leaves that they reach, or what a share of the channels reaches with weights that all channels
/// have in common, in 2^-22 of a natural-logarithm unit of odds. Weights and trees stand in
/// `LearnedTables`.
public struct LearnedPlan: BitwiseCopyable, Sendable {
    /// What kind of model decides, if any.
    public var family = LearnedFamily.none
    /// What is an input beside line length and the bands: rhythm, fast activity, both or neither. The
    /// detector measures it as it measures what a pattern compares.
    public var features = FeatureSet()
    /// How many channels the model knows.
    public var channelCount: Int32 = 0
    /// Bands in use, and the shift of each low-pass: y += (x - y) / 2^shift.
    public var bandCount: Int32 = 0
    /// The shifts, 1 to 30 each; the first `bandCount` are in use, in the order in which the signal
    /// passes them.
    public var bandShifts = InlineArray<5, Int32>(repeating: 1)
    /// Time constant of the short-term means.
    public var meanHops: Int32 = 1
    /// How the inputs' baselines follow the signal.
    public var baseline = BaselinePlan()
    /// Inputs are held within plus and minus this, so that one channel cannot decide alone.
    public var inputMax: Int32 = 2_048
    /// What is added to the sum of weights or leaves, in 2^-22 of a unit; within 2^29 of 0.
    public var intercept: Int32 = 0
    /// Score from which a hop is positive.
    public var threshold: Int32 = 0
    /// Trees in use, 1 to 32; of account in a model of trees only.
    public var treeCount: Int32 = 0
    /// How the threshold follows the background.
    public var operatingPoint = OperatingPointPlan()

    /// No learned detector: the patterns decide.
    public init() {}

    /// Whether the model decides, in place of the patterns.
    @inlinable
    public var decides: Bool { family != .none && family != .measuring }

    /// Inputs of a channel, 6 or 8. Constant time.
    @inline(__always)
    public var inputCount: Int { LearnedInput.number(with: features) }
}

/// What kind of model scores a hop.
public enum LearnedFamily: UInt8, Sendable, BitwiseCopyable {
    /// None: the patterns decide.
    case none = 0
    /// None yet: inputs are measured, for training.
    case measuring = 1
    case linear = 2
    case trees = 3
    /// One set of weights for every channel; the k-th largest of the channels' sums decides.
    case travelling = 4
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
    /// Share of the power that repeats itself, in 1/2,048; it has no baseline.
    case rhythm = 6
    /// Rise of the fast activity beyond that of its neighbours, 1/1,024 octave.
    case fastActivity = 7

    /// Inputs of a channel that every model has.
    @inlinable
    public static var count: Int { 6 }
    /// Inputs of a channel that there can be.
    @inlinable
    public static var countMax: Int { 8 }

    /// Inputs of a channel: rhythm and fast activity have their places as soon as either is one; what
    /// is not measured is 0. Constant time.
    public static func number(with features: FeatureSet) -> Int {
        features.isEmpty ? count : countMax
    }

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

    /// The baseline is the latest hop's value.
    public init() {}
}

/// How the threshold of a learned detector follows the background's score.
public struct OperatingPointPlan: BitwiseCopyable, Sendable {
    /// Score that the background exceeded in 1 % of the training's hops.
    public var backgroundScore: Int32 = 0
    /// How far the threshold may go below and above the trained one; 0 and 0 freeze it.
    public var belowMax: Int32 = 0
    /// How far above, 0 to 2^28; like the others in 2^-22 of a unit.
    public var aboveMax: Int32 = 0
    /// What a hop below `backgroundScore` moves it down by; one above moves it up by 99 times that.
    public var step: Int32 = 0

    /// A threshold that stays where training put it.
    public init() {}
}
