import Detection
import FixedPoint
import Foundation

/// What of the patterns could not be followed to the letter, and what they themselves provide for.
struct PatternNotes {
    var notes: [String] = []
    var provisions: [String] = []
    /// Of those that are in the plan.
    var places: [Int] = []
}

/// Makes the detector's plan for one sampling rate and set of channels.
struct DetectionPlanner {
    let settings: DetectorSettings
    let frontEnd: FrontEndSettings
    let signal: SignalDescription
    let hopFrames: Int

    init(_ settings: Settings, _ signal: SignalDescription) {
        self.settings = settings.detector
        frontEnd = settings.frontEnd
        self.signal = signal
        // A hop of one frame would always be flat.
        hopFrames = max(2, Int(signal.rateHertz * settings.detector.hopMilliseconds / 1_000 + 1e-9))
    }

    var hopSeconds: Double { Double(hopFrames) / signal.rateHertz }

    /// The plan, the channels that may vote for each of its patterns, and the filters as designed.
    func plan(
        _ notes: inout [String], _ patterns: inout PatternNotes
    ) throws(SettingsError) -> (DetectionPlan, PerPattern<ChannelSet>, ConditioningDesign) {
        var plan = DetectionPlan()
        var channels = PerPattern(repeating: ChannelSet())
        plan.channelCount = Int32(signal.channelNames.count)
        plan.hopFrames = Int32(hopFrames)
        plan.measures.windowHops = try windows()
        plan.trendHops = hops(settings.longTermSeconds, most: Int32(DetectionLimits.trendHopsMax))
        if Double(plan.trendHops) * hopSeconds < settings.longTermSeconds * 0.999 {
            notes.append(
                "detector.longTermSeconds: lowered from \(format(settings.longTermSeconds)) to "
                    + "\(format(Double(plan.trendHops) * hopSeconds)) s, the most at this hop")
        }
        plan.episodeTrendShift =
            switch settings.adaptInEpisode {
            case .full: 0
            case .half: 1
            case .quarter: 2
            case .frozen: 31
            }
        let conditioning = try conditioning(windowHops: plan.measures.windowHops, &notes)
        plan.conditioning = conditioning.plan
        plan.onsetHops = onsetHops(settings.onsetSeconds)
        plan.terminationHops = max(1, hops(settings.terminationSeconds))
        plan.holdOffHops = hops(settings.holdOffSeconds)
        plan.settleHops = hops(settings.settleSeconds)
        plan.episodeHopsMax = hops(settings.episodeSecondsMax)
        plan.quality = quality(&notes)
        plan.join = settings.join == .and ? .and : .or
        try planFeatures(&plan)
        plan.learnsTrends =
            settings.patterns.contains { $0.isRelative }
            || (plan.features.contains(.halfWaves) && plan.measures.halfWave.amplitudeMin == 0)
        var reasons: [String] = []
        for (index, pattern) in settings.patterns.enumerated() {
            let field = "detector.patterns[\(index)]"
            let chosen = try ChannelChoice(pattern.channels, field: "\(field).channels")
                .indices(in: signal.channelNames)
            if let reason = reasonToLeaveOut(pattern, channelCount: chosen.count) {
                reasons.append("\(field): \(reason)")
                guard settings.join == .or, settings.patterns.count > 1 else {
                    throw SettingsError(
                        field: field,
                        problem: settings.patterns.count > 1
                            ? reason + ": leave the pattern out, or join by or" : reason)
                }
                let note = "\(field): left out: \(reason)"
                if chosen.count < pattern.channelsMin {
                    patterns.provisions.append(note)
                } else {
                    patterns.notes.append(note)
                }
                continue
            }
            let place = Int(plan.patternCount)
            plan.patterns[place] = try self.pattern(
                pattern, field: field, channelCount: chosen.count, plan, &patterns.notes)
            for channel in chosen { channels[place].insert(channel) }
            patterns.places.append(index)
            plan.patternCount += 1
        }
        if plan.patternCount == 0 && !settings.patterns.isEmpty {
            throw SettingsError(
                field: "detector.patterns", problem: "none fits: " + reasons.joined(separator: "; ")
            )
        }
        return (plan, channels, conditioning)
    }

    func onsetHops(_ seconds: Double) -> Int32 { max(1, hops(seconds)) }

    private func hops(_ seconds: Double, most: Int32 = DetectionLimits.hopCountMax) -> Int32 {
        Int32(min(Double(most), (seconds / hopSeconds).rounded(.up)))
    }

    private func conditioning(
        windowHops: PerFeature<Int32>, _ notes: inout [String]
    ) throws(SettingsError) -> ConditioningDesign {
        var sections: [DesignedSection] = []
        let rate = signal.rateHertz
        if settings.highPassHertz > 0 {
            guard settings.highPassHertz < rate / 4 else {
                throw SettingsError(
                    field: "detector.highPassHertz",
                    problem: "must lie below a quarter of the sampling rate, "
                        + "\(format(rate / 4)) Hz here")
            }
            sections += FilterDesign.highPass(hertz: settings.highPassHertz, rateHertz: rate)
        }
        if settings.bandPassHertz.count == 2 {
            let low = settings.bandPassHertz[0]
            let high = min(settings.bandPassHertz[1], 0.45 * rate)
            guard low < high * 0.9 else {
                throw SettingsError(
                    field: "detector.bandPassHertz",
                    problem: "the lower edge must lie well below the upper one, "
                        + "\(format(high)) Hz at this sampling rate")
            }
            if high < settings.bandPassHertz[1] {
                notes.append(
                    "band-pass: upper edge lowered from \(format(settings.bandPassHertz[1])) to "
                        + "\(format(high)) Hz, 0.45 of the sampling rate")
            }
            sections += FilterDesign.bandPass(
                lowHertz: low, highHertz: high, order: settings.bandPassOrder, rateHertz: rate)
        }
        guard !sections.isEmpty else {
            throw SettingsError(
                field: "detector.highPassHertz",
                problem: "a high-pass or a band-pass is needed: the features must not see offsets")
        }
        // 31 bits hold a feature's sum over the longest window and over one hop.
        let longest = Feature.allCases.map { Int(windowHops[$0]) }.reduce(hopFrames, max)
        let sumBits = Int(Foundation.log2(Double(longest)).rounded(.up))
        let outputBits = min(8, 31 - (Int(DetectionLimits.conditionedIntegerBits) - 1) - sumBits)
        return try ConditioningDesign(
            designed: sections, outputFractionBits: outputBits, field: "detector.bandPassHertz")
    }

    private func quality(_ notes: inout [String]) -> QualityPlan {
        let settings = settings.quality
        var plan = QualityPlan()
        // Fine enough for the largest number of hops, with room for the mains' weight.
        plan.levelMax = 1 << 24
        func weight(_ seconds: Double) -> Int32 {
            let needed = max(1, (seconds / hopSeconds).rounded(.up))
            return Int32((Double(plan.levelMax) / needed).rounded(.up))
        }
        plan.recoveryWeight = weight(settings.recoverySeconds)
        plan.saturationWeight = weight(settings.saturatedSeconds)
        plan.flatWeight = weight(settings.flatSeconds)
        plan.contactWeight = weight(settings.contactSeconds)
        plan.railCount = Int32(1) << Int32(frontEnd.bits - 1) - 1
        plan.contactRange = Int32(
            (2 * Double(plan.railCount) * settings.contactRangePercent / 100).rounded())
        let steps = settings.mainsHertz.filter { $0 < 0.4 * signal.rateHertz }
        if steps.count < settings.mainsHertz.count {
            notes.append("mains: a frequency beyond 0.4 of the sampling rate is not looked for")
        }
        plan.mainsCount = Int32(steps.count)
        plan.mainsHops = steps.isEmpty ? 0 : max(1, hops(1))
        plan.mainsWeight = plan.levelMax + plan.recoveryWeight * plan.mainsHops * plan.mainsCount
        for (index, hertz) in steps.enumerated() {
            plan.mainsPhaseSteps[index] = UInt32(
                (hertz / signal.rateHertz * exp2(32)).rounded())
        }
        plan.mainsShare = Int32((settings.mainsPercent * 1.28).rounded())
        return plan
    }

    /// Why a pattern says nothing about this signal; nil where it does.
    private func reasonToLeaveOut(
        _ pattern: PatternSettings, channelCount: Int
    ) -> String? {
        if pattern.feature == .fastActivity, signal.rateHertz < Self.fastActivityHertzMin {
            return "fast activity is not told from muscle below "
                + "\(format(Self.fastActivityHertzMin)) Hz, and the rate is "
                + "\(format(signal.rateHertz)) Hz"
        }
        return channelCount < pattern.channelsMin
            ? "it needs \(pattern.channelsMin) channels, and there are \(channelCount)" : nil
    }

    private func pattern(
        _ settings: PatternSettings, field: String, channelCount: Int, _ plan: DetectionPlan,
        _ notes: inout [String]
    ) throws(SettingsError) -> PatternPlan {
        var pattern = PatternPlan()
        pattern.feature = Feature(settings.feature)
        guard plan.features.contains(pattern.feature) else {
            throw SettingsError(
                field: "\(field).feature",
                problem: "\(settings.feature.rawValue) is not among detector.features: add it "
                    + "there, or choose another")
        }
        pattern.isRelative = settings.isRelative
        guard pattern.isRelative != (settings.thresholdAbsolute > 0) else {
            throw SettingsError(
                field: "\(field).thresholdPercent",
                problem: "either this or thresholdAbsolute must be above 0, not both")
        }
        guard settings.feature != .rhythm || settings.thresholdAbsolute <= 100 else {
            throw SettingsError(
                field: "\(field).thresholdAbsolute",
                problem: "of the rhythm it is a share, at most 100 %")
        }
        if pattern.isRelative {
            pattern.threshold = logarithm(settings.thresholdPercent / 100)
        } else {
            let unit = FeatureUnit(
                pattern.feature, plan, lsbNanovolts: frontEnd.lsbNanovolts, hopSeconds: hopSeconds)
            pattern.threshold = logarithm(unit.linear(settings.thresholdAbsolute))
        }
        if settings.rhythmPercent > 0 {
            guard plan.features.contains(.rhythm) else {
                throw SettingsError(
                    field: "\(field).rhythmPercent",
                    problem: "rhythm is not among detector.features: add it there")
            }
            let unit = FeatureUnit(
                .rhythm, plan, lsbNanovolts: frontEnd.lsbNanovolts, hopSeconds: hopSeconds)
            // 0 would ask for nothing.
            pattern.rhythmMin = max(1, logarithm(unit.linear(settings.rhythmPercent)))
        }
        if settings.votes > channelCount {
            notes.append(
                "\(field).votes: lowered from \(settings.votes) to \(channelCount), the number of "
                    + "channels")
        }
        pattern.votesMin = Int32(min(settings.votes, channelCount))
        pattern.votesPermille = Int32((settings.votesPercent * 10).rounded())
        return pattern
    }
}
