/// Fixed bounds of the detector. Together they keep every sum of the core within 32 bits; the
/// plan is refused beyond them.
public enum DetectionLimits {
    public static let channelCountMax = 1_024
    public static let hopFramesMax = 256
    /// A decision at least every 40 ms.
    public static let hopMicrosecondsMax = 40_000
    public static let sectionCountMax = 4
    public static let patternCountMax = 2
    public static let windowHopsMax = 512
    public static let trendHopsMax = 1 << 22
    /// Longest time of any hop counter.
    public static let hopCountMax: Int32 = 1 << 24
    /// Bits of the conditioned signal above its fraction, sign included: 16 bits of counts, the
    /// conditioning's worst-case gain of at most 4, and one bit for the difference of two samples.
    public static let conditionedIntegerBits: Int32 = 19
    /// The front end's code for "no sample"; its range is -32,767 to 32,767.
    public static let missingCount = Int16.min
    /// Channels that a learned detector can know.
    public static let learnedChannelCountMax = 128
    /// One-pole low-passes in a row behind the learned detector's bands.
    public static let bandCountMax = 5
    public static let treeCountMax = 32
    /// Decisions from a tree's root to each of its leaves.
    public static let treeDepth = 3
}
