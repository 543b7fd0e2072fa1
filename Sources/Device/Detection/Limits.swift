/// Fixed bounds of the detector. Together they keep every sum of the core within 32 bits; the
/// plan is refused beyond them.
public enum DetectionLimits {
    /// Channels of a frame.
    public static let channelCountMax = 1_024
    /// Frames of a hop.
    public static let hopFramesMax = 256
    /// A decision at least every 40 ms.
    public static let hopMicrosecondsMax = 40_000
    /// Second-order sections of the conditioning, in a row.
    public static let sectionCountMax = 4
    /// Patterns that make one decision.
    public static let patternCountMax = 3
    /// Hops in a feature's sliding window.
    public static let windowHopsMax = 512
    /// Hops of the long-term trends' time constant.
    public static let trendHopsMax = 1 << 22
    /// Longest time of any hop counter.
    public static let hopCountMax: Int32 = 1 << 24
    /// Frames of one mains measurement: the magnitudes of so many conditioned samples, whole counts,
    /// fit 31 bits.
    public static let mainsFramesMax = 1 << 13
    /// Of a fault's level and of what raises or lowers it.
    public static let qualityLevelMax = 1 << 24
    /// A level at its highest and this once more fit 31 bits.
    public static let mainsWeightMax = 1 << 30 - 1
    /// Added to 256 x a hop's half-waves.
    public static let halfWaveFloorMax = 1 << 16
    /// Bits of the conditioned signal above its fraction, sign included: 16 bits of counts, the
    /// conditioning's worst-case gain of at most 4, and one bit for the difference of two samples.
    public static let conditionedIntegerBits: Int32 = 19
    /// The front end's code for "no sample"; its range is -32,767 to 32,767.
    public static let missingCount = Int16.min
    /// Channels that a learned detector can know.
    public static let learnedChannelCountMax = 128
    /// One-pole low-passes in a row behind the learned detector's bands.
    public static let bandCountMax = 5
    /// Trees of a model.
    public static let treeCountMax = 32
    /// Decisions from a tree's root to each of its leaves.
    public static let treeDepth = 3
    /// Splits of a tree: 2^`treeDepth` - 1.
    public static let treeSplitCount = 7
    /// Nodes of a tree, leaves included: 2^(`treeDepth` + 1) - 1.
    public static let treeNodeCount = 15
    /// Magnitude of a learned detector's intercept, threshold and score of the background.
    public static let scoreMax = 1 << 29
    /// Magnitude of a linear model's sum of products, and of a sum of leaves.
    public static let scoreSumMax = 1 << 30
    /// Magnitude of a node's value: four units of the score, in 2^-22.
    public static let treeValueMax = 1 << 24
    /// How far adaptation may move the threshold.
    public static let thresholdOffsetMax = 1 << 28
    /// What one hop may move it by, 99 times where the hop lies above the background's score.
    public static let thresholdStepMax = 1 << 22

    /// The relations between the limits on which the detector's arithmetic rests: that no sum of it
    /// leaves 32 bits. The tests hold it true; it folds to a constant.
    public static var areConsistent: Bool {
        let most = Int(Int32.max)
        // A conditioned sample: one bit less than a difference.
        let sampleMax = 1 << Int(conditionedIntegerBits - 2)
        // Frames of which the longest sum of conditioned magnitudes has one each.
        let longest = max(hopFramesMax, windowHopsMax)
        return sampleMax * mainsFramesMax <= most
            // A hop's correlation with a wave of amplitude 32, before it is scaled down.
            && 32 * sampleMax * hopFramesMax <= most
            // 163 / 128 x a correlation and 128 / 128 x an area, both shifted right by 8; the
            // correlation's two parts come to 11/8 of the larger at most.
            && (mainsFramesMax * sampleMax >> 8) * 11 / 8 * 163 <= most
            && (mainsFramesMax * sampleMax >> 8) * 128 <= most
            && 2 * mainsWeightMax <= most && 2 * qualityLevelMax <= most
            && mainsWeightMax >= qualityLevelMax
            && (256 * hopFramesMax + halfWaveFloorMax) * windowHopsMax <= most
            // Without a fraction, conditioned magnitudes fit even the longest window.
            && longest << (conditionedIntegerBits - 1) <= most
            && 1_000 * channelCountMax + 999 <= most
            && treeCountMax * treeValueMax <= scoreSumMax
            && scoreMax + scoreSumMax <= most
            && scoreMax + thresholdOffsetMax <= most
            && thresholdOffsetMax + 99 * thresholdStepMax <= most
            && RhythmPlan.isConsistent
            && treeSplitCount == 1 << treeDepth - 1 && treeNodeCount == 1 << (treeDepth + 1) - 1
            && learnedChannelCountMax * LearnedInput.countMax <= Int(Int16.max)
            // Means and trends divide 2^30 by a number of hops.
            && trendHopsMax <= 1 << 30 && Int(hopCountMax) <= 1 << 30
            && LearnedTables.wordCountMax
                == max(
                    LearnedTables.wordCount(of: .linear, with: .all),
                    LearnedTables.wordCount(of: .trees))
    }
}
