import FixedPoint

/// Which number of a detection plan lies outside what the detector's arithmetic and memory allow.
public struct DetectionPlanError: Error, Sendable {
    /// The plan's field, such as `windowHops` or `learned.weights`.
    public let field: StaticString
    /// What it is, in the field's unit; of a condition between fields 0, where 1 is needed.
    public let value: Int64
    /// The smallest value allowed.
    public let minimum: Int64
    /// The largest value allowed.
    public let maximum: Int64
}

extension DetectionPlan {
    /// Checks what the detector relies on: sizes, shifts, divisors and the room of its sums.
    ///
    /// Two promises stay with whoever designed the filters, since only an impulse response shows
    /// them: that no node leaves 32 bits, and that the signal is amplified by at most 4.
    ///
    /// - Parameters:
    ///   - channels: that may vote for each pattern.
    ///   - tables: those of the plan's model; of no account where it has none.
    public func validate(
        channels: borrowing PerPattern<ChannelSet>, _ tables: borrowing LearnedTablesView
    ) throws(DetectionPlanError) {
        typealias Limits = DetectionLimits
        let hops = Int(Limits.hopCountMax)
        try require("channelCount", channelCount, 1...Limits.channelCountMax)
        try require("hopFrames", hopFrames, 1...Limits.hopFramesMax)
        try require("trendHops", trendHops, 1...Limits.trendHopsMax)
        try require("episodeTrendShift", episodeTrendShift, 0...31)
        try require("onsetHops", onsetHops, 1...hops)
        try require("terminationHops", terminationHops, 1...hops)
        try require("holdOffHops", holdOffHops, 0...hops)
        try require("settleHops", settleHops, 0...hops)
        try require("episodeHopsMax", episodeHopsMax, 0...hops)
        try validateMeasures()
        try validateConditioning()
        try validateQuality()
        try require("patternCount", patternCount, 0...Limits.patternCountMax)
        for pattern in 0..<Int(patternCount) {
            try validate(patterns[pattern])
            for channel in Int(channelCount)..<Limits.channelCountMax
            where channels[pattern].contains(channel) {
                try require("channels", Int32(channel), 0...Int(channelCount) - 1)
            }
        }
        try validateLearned(tables)
    }

    private func validateConditioning() throws(DetectionPlanError) {
        typealias Limits = DetectionLimits
        try require("fractionBits", conditioning.fractionBits, 0...13)
        // Magnitudes of the conditioned signal, summed over a hop or a window, fit 31 bits.
        var longest = Int(hopFrames)
        for feature in 0..<Feature.count {
            longest = max(longest, Int(measures.windowHops[feature]))
        }
        let sumBits = Int.bitWidth - (longest - 1).leadingZeroBitCount
        let room = 31 - (Int(Limits.conditionedIntegerBits) - 1) - sumBits
        try require(
            "outputFractionBits", conditioning.outputFractionBits,
            0...min(8, min(max(0, room), Int(conditioning.fractionBits))))
        try require("sectionCount", conditioning.sectionCount, 1...Limits.sectionCountMax)
        for index in 0..<Int(conditioning.sectionCount) {
            let section = conditioning.sections[index]
            try require("zero1", section.zero1, -1...0)
            try require("zero2", section.zero2, -1...0)
            // Both poles lie within the unit circle: |a1| < 1 + a2, a2 < 1 (Jury's criterion).
            let one = 1 << 30
            try require("a2", section.a2, (1 - one)...(one - 1))
            let bound = Int64(one) + Int64(section.a2) - 1
            guard abs(Int64(section.a1)) <= bound else {
                throw DetectionPlanError(
                    field: "a1", value: Int64(section.a1), minimum: 0 - bound, maximum: bound)
            }
        }
    }

    private func validateMeasures() throws(DetectionPlanError) {
        var range = WordsInRange()
        var measures = measures
        measures.pass(through: &range)
        if let error = range.error { throw error }
        // A least height that follows the area's trend needs both.
        if features.contains(.halfWaves) && measures.halfWave.amplitudeMin == 0 {
            try require("features", features.contains(.area))
            try require("learnsTrends", learnsTrends)
        }
    }

    private func validateQuality() throws(DetectionPlanError) {
        typealias Limits = DetectionLimits
        let level = 1...Limits.qualityLevelMax
        try require("quality.levelMax", quality.levelMax, level)
        try require("quality.recoveryWeight", quality.recoveryWeight, level)
        try require("quality.saturationWeight", quality.saturationWeight, level)
        try require("quality.flatWeight", quality.flatWeight, level)
        try require("quality.contactWeight", quality.contactWeight, level)
        try require("quality.mainsWeight", quality.mainsWeight, 1...Limits.mainsWeightMax)
        try require("quality.railCount", quality.railCount, 1...Int(Int16.max))
        try require("quality.contactRange", quality.contactRange, 0...65_534)
        try require("quality.mainsCount", quality.mainsCount, 0...2)
        let mainsHopsMax = quality.mainsCount == 0 ? 0 : Limits.mainsFramesMax / Int(hopFrames)
        try require("quality.mainsHops", quality.mainsHops, 0...mainsHopsMax)
        try require("quality.mainsShare", quality.mainsShare, 0...128)
    }

    private func validate(_ pattern: PatternPlan) throws(DetectionPlanError) {
        try require("features", features.contains(pattern.feature))
        try require("rhythmMin", pattern.rhythmMin, 0...Int(Int32.max))
        if pattern.rhythmMin > 0 { try require("features", features.contains(.rhythm)) }
        if pattern.isRelative { try require("learnsTrends", learnsTrends) }
        // None needed would be positive with every channel at fault.
        try require("votesMin", pattern.votesMin, 1...DetectionLimits.channelCountMax)
        try require("votesPermille", pattern.votesPermille, 0...1_000)
    }

    func require(_ field: StaticString, _ holds: Bool) throws(DetectionPlanError) {
        try require(field, holds ? 1 : 0, 1...1)
    }

    func require(
        _ field: StaticString, _ value: Int32, _ range: ClosedRange<Int>
    ) throws(DetectionPlanError) {
        if let error = DetectionPlanError(field, value, range) { throw error }
    }
}

extension DetectionPlanError {
    /// None where the value lies within the range.
    fileprivate init?(_ field: StaticString, _ value: Int32, _ range: ClosedRange<Int>) {
        guard !range.contains(Int(value)) else { return nil }
        self.init(
            field: field, value: Int64(value), minimum: Int64(range.lowerBound),
            maximum: Int64(range.upperBound))
    }
}

/// Finds the first word out of its range.
private struct WordsInRange: PlanWords {
    private(set) var error: DetectionPlanError?

    mutating func pass(_ name: StaticString, _ word: inout Int32, in range: ClosedRange<Int>) {
        if error == nil { error = DetectionPlanError(name, word, range) }
    }
}
