import FixedPoint

/// How each feature is measured, as words of a plan.
public struct FeaturePlans: BitwiseCopyable, Sendable {
    /// Hops in each feature's sliding window; 1 to 512.
    public var windowHops = PerFeature<Int32>(repeating: 1)
    /// When a half-wave counts; of account where half-waves are measured.
    public var halfWave = HalfWavePlan()
    /// Which rhythms are looked for; of account where the rhythm is measured.
    public var rhythm = RhythmPlan()
    /// What counts as fast; of account where fast activity is measured.
    public var fastActivity = FastActivityPlan()

    /// The shortest windows; half-waves of any length, as high as the area's trend or higher.
    public init() {}

    /// Lists all words, each with its range.
    public mutating func pass<Words: PlanWords>(through words: inout Words) {
        for feature in 0..<Feature.count {
            words.pass("windowHops", &windowHops[feature], in: 1...DetectionLimits.windowHopsMax)
        }
        halfWave.pass(through: &words)
        rhythm.pass(through: &words)
        fastActivity.pass(through: &words)
    }
}

/// Whoever takes the words of a plan one after another: to check them, or to write and read them.
public protocol PlanWords {
    /// - Parameters:
    ///   - name: the field, for an error.
    ///   - range: outside of which the word is refused.
    mutating func pass(_ name: StaticString, _ word: inout Int32, in range: ClosedRange<Int>)
}

/// Working memory of the features beside that of the groups; nil while memory is only added up.
@unsafe
struct FeatureMemory {
    /// Hops of the windows of what is measured: [feature][hop][group].
    let windows: UnsafeMutablePointer<Lanes>?
    let rhythm: UnsafeMutablePointer<Lanes>?
    let fastActivity: UnsafeMutablePointer<Lanes>?

    init(
        _ measures: FeaturePlans, _ features: FeatureSet, windowed: FeatureSet, groupCount: Int,
        _ memory: inout WorkingMemory
    ) {
        var hopCount = 0
        for feature in 0..<Feature.count where windowed.contains(feature) {
            hopCount += Int(measures.windowHops[feature])
        }
        unsafe windows = memory.take(hopCount * groupCount, of: Lanes())
        let rhythmGroups = features.contains(.rhythm) ? groupCount : 0
        unsafe rhythm = memory.take(
            RhythmMeter.wordCount(measures.rhythm) * rhythmGroups, of: Lanes())
        let fastGroups = features.contains(.fastActivity) ? groupCount : 0
        unsafe fastActivity = memory.take(FastActivityMeter.wordCount * fastGroups, of: Lanes())
    }
}

/// What the features remember beside the groups of channels.
struct FeatureMeters {
    var windows: PerFeature<FeatureWindow>
    var rhythm: RhythmMeter
    var fastActivity: FastActivityMeter

    init(
        _ memory: FeatureMemory, _ measures: FeaturePlans, _ features: FeatureSet,
        windowed: FeatureSet, groupCount: Int, outputFractionBits: Int32
    ) {
        var values = unsafe memory.windows!
        windows = PerFeature(
            repeating: unsafe FeatureWindow(values, hopCount: 1, groupCount: groupCount))
        for feature in 0..<Feature.count where windowed.contains(feature) {
            let hopCount = Int(measures.windowHops[feature])
            windows[feature] = unsafe FeatureWindow(
                values, hopCount: hopCount, groupCount: groupCount)
            unsafe values += hopCount * groupCount
        }
        rhythm = unsafe RhythmMeter(
            memory.rhythm!, measures.rhythm,
            groupCount: features.contains(.rhythm) ? groupCount : 0,
            outputFractionBits: outputFractionBits)
        fastActivity = unsafe FastActivityMeter(
            memory.fastActivity!, measures.fastActivity,
            groupCount: features.contains(.fastActivity) ? groupCount : 0)
    }

    mutating func stand(as other: FeatureMeters) {
        for feature in 0..<Feature.count { windows[feature].stand(as: other.windows[feature]) }
        rhythm.stand(as: other.rhythm)
        fastActivity.stand(as: other.fastActivity)
    }

    mutating func restart() {
        for feature in 0..<Feature.count { windows[feature].empty() }
        rhythm.restart()
        fastActivity.restart()
    }

    mutating func beginHop() {
        for feature in 0..<Feature.count { windows[feature].beginHop() }
        rhythm.beginHop()
        fastActivity.beginHop()
    }

    mutating func endHop() {
        for feature in 0..<Feature.count { windows[feature].endHop() }
        rhythm.endHop()
    }
}

/// What is done for each feature that a plan has: over the frames, at a hop's end, after a gap.
extension Detector {
    /// Measures the conditioned samples of one group.
    @inline(__always)
    mutating func measureFeatures(frameCount: Int, groupIndex: Int) {
        let groups = unsafe groups
        if plan.features.contains(.lineLength) {
            unsafe measureLineLength(frameCount: frameCount, &groups[groupIndex])
        }
        if plan.features.contains(.area) {
            unsafe measureArea(frameCount: frameCount, &groups[groupIndex])
        }
        if plan.features.contains(.halfWaves) {
            unsafe measureHalfWaves(frameCount: frameCount, &groups[groupIndex])
        }
        if plan.features.contains(.rhythm) {
            unsafe measureSum(frameCount: frameCount, &groups[groupIndex])
        }
        if plan.features.contains(.fastActivity) {
            unsafe meters.fastActivity.measure(
                samples, frameCount: frameCount, ofGroup: groupIndex)
        }
    }

    /// The hop's values into the windows; levels of the windows' means.
    @inline(__always)
    mutating func completeFeatures(_ group: inout ChannelGroup, _ index: Int) {
        let sums = group.hop.features
        if plan.features.contains(.lineLength) {
            let mean = sums[.lineLength].scaled(byQ30: reciprocalOfHopFrames)
            slide(.lineLength, mean, &group, index)
        }
        if plan.features.contains(.area) {
            slide(.area, sums[.area].scaled(byQ30: reciprocalOfHopFrames), &group, index)
        }
        if plan.features.contains(.halfWaves) {
            group.halfWaves.limitAges()
            let rate = (sums[.halfWaves] &<< 8) &+ plan.measures.halfWave.floor
            slide(.halfWaves, rate, &group, index)
        }
        if plan.features.contains(.rhythm) {
            unsafe meters.rhythm.completeHop(
                &group.hop.features[.rhythm], reciprocalOfFrames: reciprocalOfHopFrames,
                ofGroup: index)
        }
        if plan.features.contains(.fastActivity) {
            unsafe meters.fastActivity.completeHop(
                &group.hop.features[.fastActivity], hasTrend: &group.hasTrend,
                reciprocalOfFrames: reciprocalOfHopFrames, ofGroup: index)
        }
        let windowed = plan.windowed
        if windowed.contains(.rhythm) {
            slide(.rhythm, group.hop.features[.rhythm], &group, index)
        }
        if windowed.contains(.fastActivity) {
            slide(.fastActivity, group.hop.features[.fastActivity], &group, index)
            group.levels[.fastActivity] =
                group.levels[.fastActivity] &- meters.fastActivity.discount(ofGroup: index)
        }
    }

    /// Out of line: a small device has no room for it once a feature.
    @_noLocks
    @inline(never)
    private mutating func slide(
        _ feature: Feature, _ value: Lanes, _ group: inout ChannelGroup, _ index: Int
    ) {
        group.levels[feature] = meters.windows[feature].slide(
            &group.windowSums[feature], value, ofGroup: index)
    }

    /// Features that begin anew, after the filters have settled.
    @inline(__always)
    func primeFeatures(_ group: inout ChannelGroup) {
        group.previousSample = Lanes()
        group.halfWaves.restart(at: Lanes())
    }

    /// What depends on the trends: the half-waves' least height.
    @inline(__always)
    func followTrends(_ group: inout ChannelGroup) {
        if plan.features.contains(.halfWaves) && plan.measures.halfWave.amplitudeMin == 0 {
            // Room for both signs of the ratio: beyond 31 octaves no half-wave is high enough.
            let ratio = Lanes(repeating: plan.measures.halfWave.amplitudeRatio)
            let most = Lanes(repeating: Int32.max) &- ratio.laneMaximum(.zero)
            let area = group.trends[.area].laneMinimum(most) &+ ratio
            group.halfWaves.amplitudeMin = exp2(area).laneMaximum(Lanes(repeating: 1))
                .replacing(with: Lanes(repeating: Int32.max), where: group.hasTrend .== .zero)
        }
    }

    /// The samples' sum, of which the rhythm takes means.
    @_noLocks
    @inline(never)
    private mutating func measureSum(frameCount: Int, _ group: inout ChannelGroup) {
        var sum = group.hop.features[.rhythm]
        for frame in 0..<frameCount { unsafe sum = sum &+ samples[frame] }
        group.hop.features[.rhythm] = sum
    }

    @inline(__always)
    private mutating func measureLineLength(frameCount: Int, _ group: inout ChannelGroup) {
        var lineLength = group.hop.features[.lineLength]
        var previous = group.previousSample
        for frame in 0..<frameCount {
            let sample = unsafe samples[frame]
            lineLength = lineLength &+ (sample &- previous).laneMagnitude
            previous = sample
        }
        group.hop.features[.lineLength] = lineLength
        group.previousSample = previous
    }

    @inline(__always)
    private mutating func measureArea(frameCount: Int, _ group: inout ChannelGroup) {
        var area = group.hop.features[.area]
        for frame in 0..<frameCount { unsafe area = area &+ samples[frame].laneMagnitude }
        group.hop.features[.area] = area
    }

    /// Out of line, as the next: inlined, they would keep the line length from being so.
    @_noLocks
    @inline(never)
    private mutating func measureHalfWaves(frameCount: Int, _ group: inout ChannelGroup) {
        unsafe HalfWaveMeasurement(
            &group, samples, frameCount: frameCount, plan.measures.halfWave
        ).runOnGroup()
    }
}
