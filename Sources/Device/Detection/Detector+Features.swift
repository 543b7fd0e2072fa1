import FixedPoint

/// How each feature is measured, as words of a plan.
public struct FeaturePlans: BitwiseCopyable, Sendable {
    /// Hops in each feature's sliding window; 1 to 512.
    public var windowHops = PerFeature<Int32>(repeating: 1)
    /// When a half-wave counts; of account where half-waves are measured.
    public var halfWave = HalfWavePlan()
    /// Which rhythms are looked for; of account where the rhythm is measured.
    public var rhythm = RhythmPlan()

    /// The shortest windows; half-waves of any length, as high as the area's trend or higher.
    public init() {}

    /// Lists all words, each with its range.
    public mutating func pass<Words: PlanWords>(through words: inout Words) {
        for feature in 0..<Feature.count {
            words.pass("windowHops", &windowHops[feature], in: 1...DetectionLimits.windowHopsMax)
        }
        halfWave.pass(through: &words)
        rhythm.pass(through: &words)
    }
}

/// Whoever takes the words of a plan one after another: to check them, or to write and read them.
public protocol PlanWords {
    /// - Parameters:
    ///   - name: the field, for an error.
    ///   - range: outside of which the word is refused.
    mutating func pass(_ name: StaticString, _ word: inout Int32, in range: ClosedRange<Int>)
}

/// What the features remember beside the groups of channels.
struct FeatureMeters {
    var windows: PerFeature<FeatureWindow>
    var rhythm: RhythmMeter

    /// None where the memory is only measured.
    init?(_ plan: DetectionPlan, groupCount: Int, _ memory: inout WorkingMemory) {
        // Only what is measured has a window: [feature][hop][group].
        var hopCounts = PerFeature<Int>(repeating: 0)
        var hopSum = 0
        for feature in 0..<Feature.count where plan.features.contains(feature) {
            hopCounts[feature] = Int(plan.measures.windowHops[feature])
            hopSum += hopCounts[feature]
        }
        let rhythmWords = unsafe memory.take(
            RhythmMeter.wordCount(plan) * groupCount, of: Lanes())
        guard var values = unsafe memory.take(hopSum * groupCount, of: Lanes()),
            let rhythmWords = unsafe rhythmWords
        else { return nil }
        rhythm = unsafe RhythmMeter(rhythmWords, plan, groupCount: groupCount)
        windows = PerFeature { feature in
            defer { unsafe values += hopCounts[feature] * groupCount }
            return unsafe FeatureWindow(
                values, hopCount: Int(plan.measures.windowHops[feature]), groupCount: groupCount)
        }
    }

    mutating func restart() {
        for feature in 0..<Feature.count { windows[feature].empty() }
        rhythm.restart()
    }

    mutating func beginHop() {
        for feature in 0..<Feature.count { windows[feature].beginHop() }
        rhythm.beginHop()
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
            if lanesRunInHalves {
                measureHalfWavesInHalves(frameCount: frameCount, groupIndex: groupIndex)
            } else {
                unsafe measureHalfWaves(frameCount: frameCount, &groups[groupIndex])
            }
        }
        if plan.features.contains(.rhythm) {
            unsafe groups[groupIndex].hop.features[.rhythm] = sum(
                frameCount: frameCount, onto: groups[groupIndex].hop.features[.rhythm])
        }
    }

    /// A feature's value of the hop that ends.
    @inline(__always)
    mutating func hopValue(of feature: Int, _ group: inout ChannelGroup, _ index: Int) -> Lanes {
        switch feature {
        case Int(Feature.halfWaves.rawValue):
            group.halfWaves.limitAges()
            return (group.hop.features[feature] &<< 8) &+ plan.measures.halfWave.floor
        case Int(Feature.rhythm.rawValue):
            return meters.rhythm.completeHop(
                sum: group.hop.features[feature], reciprocalOfFrames: reciprocalOfHopFrames,
                ofGroup: index)
        default:
            return group.hop.features[feature].scaled(byQ30: reciprocalOfHopFrames)
        }
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
    @inline(__always)
    private func sum(frameCount: Int, onto start: Lanes) -> Lanes {
        var sum = start
        for frame in 0..<frameCount { unsafe sum = sum &+ samples[frame] }
        return sum
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

    @inline(__always)
    private mutating func measureHalfWaves(frameCount: Int, _ group: inout ChannelGroup) {
        let framesMin = Lanes(repeating: plan.measures.halfWave.framesMin)
        let framesMax = Lanes(repeating: plan.measures.halfWave.framesMax)
        var halfWaves = group.hop.features[.halfWaves]
        var counter = group.halfWaves
        for frame in 0..<frameCount {
            let sample = unsafe samples[frame]
            halfWaves =
                halfWaves &+ counter.step(sample, framesMin: framesMin, framesMax: framesMax)
        }
        group.hop.features[.halfWaves] = halfWaves
        group.halfWaves = counter
    }
}
