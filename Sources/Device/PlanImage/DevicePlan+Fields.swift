import ClosedLoop
import Detection
import FixedPoint
import Stimulation

/// The order of an image's fields, said once for both ways.
extension ImageFields {
    mutating func write(_ plan: DevicePlan, _ tables: borrowing LearnedTablesView) {
        var plan = plan
        // Writing cannot fail: the checks are those of reading.
        try? pass(&plan)
        passTables(
            of: plan.loop.detection.learned.family, with: plan.loop.detection.learned.features,
            tables)
    }

    /// Fields as they stand; nothing but what they could not be stored as is checked. In place: a plan
    /// is large, and a device's stack small.
    mutating func pass(_ plan: inout DevicePlan) throws(PlanImageError) {
        try pass(&plan.loop.clock)
        pass(&plan.loop.safeStateHops)
        pass(&plan.blockFrames)
        pass(&plan.loop.detection, &plan.loop.channels)
        plan.loop.detection.features = try features(plan.loop.detection.features)
        plan.loop.detection.join = try enumeration(plan.loop.detection.join, "join")
        for index in 0..<DetectionLimits.patternCountMax {
            plan.loop.detection.patterns[index].feature = try enumeration(
                plan.loop.detection.patterns[index].feature, "feature")
        }
        try pass(&plan.loop.stimulation)
        try pass(&plan.loop.detection.learned)
    }

    private mutating func pass(_ clock: inout FrameClock) throws(PlanImageError) {
        let numerator = passed(clock.rateNumerator)
        let denominator = passed(clock.rateDenominator)
        guard numerator > 0, numerator <= FrameClock.numeratorMax else {
            throw .field("rateNumerator", value: numerator)
        }
        guard denominator > 0, denominator <= FrameClock.denominatorMax else {
            throw .field("rateDenominator", value: denominator)
        }
        clock = FrameClock(rateNumerator: numerator, rateDenominator: denominator)
    }

    private mutating func pass(
        _ plan: inout DetectionPlan, _ channels: inout PerPattern<ChannelSet>
    ) {
        pass(&plan.channelCount)
        pass(&plan.hopFrames)
        pass(&plan.conditioning.fractionBits)
        pass(&plan.conditioning.outputFractionBits)
        pass(&plan.conditioning.sectionCount)
        for index in 0..<DetectionLimits.sectionCountMax {
            pass(&plan.conditioning.sections[index].gain)
            pass(&plan.conditioning.sections[index].a1)
            pass(&plan.conditioning.sections[index].a2)
            pass(&plan.conditioning.sections[index].zero1)
            pass(&plan.conditioning.sections[index].zero2)
        }
        plan.measures.pass(through: &self)
        pass(&plan.trendHops)
        pass(&plan.episodeTrendShift)
        pass(&plan.quality)
        pass(&plan.patternCount)
        for index in 0..<DetectionLimits.patternCountMax {
            pass(&plan.patterns[index])
            pass(&channels[index])
        }
        pass(&plan.onsetHops)
        pass(&plan.terminationHops)
        pass(&plan.holdOffHops)
        pass(&plan.settleHops)
        pass(&plan.episodeHopsMax)
        pass(&plan.learnsTrends)
    }

    private mutating func pass(_ quality: inout QualityPlan) {
        pass(&quality.levelMax)
        pass(&quality.recoveryWeight)
        pass(&quality.saturationWeight)
        pass(&quality.flatWeight)
        pass(&quality.contactWeight)
        pass(&quality.mainsWeight)
        pass(&quality.railCount)
        pass(&quality.contactRange)
        pass(&quality.mainsHops)
        pass(&quality.mainsCount)
        for index in 0..<2 { pass(&quality.mainsPhaseSteps[index]) }
        pass(&quality.mainsShare)
    }

    private mutating func pass(_ pattern: inout PatternPlan) {
        pass(&pattern.isRelative)
        pass(&pattern.threshold)
        pass(&pattern.votesMin)
        pass(&pattern.votesPermille)
        pass(&pattern.rhythmMin)
    }

    private mutating func pass(_ channels: inout ChannelSet) {
        var passed = ChannelSet()
        for first in stride(from: 0, to: DetectionLimits.channelCountMax, by: 32) {
            var word: UInt32 = 0
            for bit in 0..<32 where channels.contains(first + bit) {
                word |= 1 << UInt32(bit)
            }
            pass(&word)
            for bit in 0..<32 where word & (1 << UInt32(bit)) != 0 {
                passed.insert(first + bit)
            }
        }
        channels = passed
    }

    private mutating func pass(_ flag: inout Bool) {
        var word: UInt32 = flag ? 1 : 0
        pass(&word)
        flag = word != 0
    }

    private mutating func features(_ features: FeatureSet) throws(PlanImageError) -> FeatureSet {
        var word: UInt32 = 0
        for index in 0..<UInt8(Feature.count) {
            guard let feature = Feature(rawValue: index) else { continue }
            if features.contains(feature) { word |= 1 << UInt32(index) }
        }
        pass(&word)
        guard word >> UInt32(Feature.count) == 0 else {
            throw .field("features", value: Int64(word))
        }
        var passed = FeatureSet()
        for index in 0..<UInt8(Feature.count) where word & (1 << UInt32(index)) != 0 {
            if let feature = Feature(rawValue: index) { passed.insert(feature) }
        }
        return passed
    }

    mutating func enumeration<Value: RawRepresentable>(
        _ value: Value, _ field: StaticString
    ) throws(PlanImageError) -> Value where Value.RawValue == UInt8 {
        var word = UInt32(value.rawValue)
        pass(&word)
        guard let raw = UInt8(exactly: word), let value = Value(rawValue: raw) else {
            throw .field(field, value: Int64(word))
        }
        return value
    }
}

extension DevicePlan {
    /// What makes a plan one that may start.
    ///
    /// - Parameter tables: of the plan's model.
    public func validate(_ tables: borrowing LearnedTablesView) throws(PlanImageError) {
        do { try loop.detection.validate(channels: loop.channels, tables) } catch {
            throw .detection(error)
        }
        guard blockFrames >= 1, blockFrames <= loop.detection.hopFrames else {
            throw .field("blockFrames", value: Int64(blockFrames))
        }
        guard loop.safeStateHops >= 1, loop.safeStateHops <= DetectionLimits.hopCountMax else {
            throw .field("safeStateHops", value: Int64(loop.safeStateHops))
        }
        let numerator = loop.clock.rateNumerator
        let denominator = loop.clock.rateDenominator
        guard numerator >= 50 * denominator, numerator <= 5_000 * denominator else {
            throw .field("rate", value: numerator / denominator)
        }
        let hop = loop.clock.tick(ofFrame: Int64(loop.detection.hopFrames))
        guard hop <= Int64(DetectionLimits.hopMicrosecondsMax) else {
            throw .field("hopFrames", value: Int64(loop.detection.hopFrames))
        }
    }
}
