import FixedPoint

/// What happens to a group of channels when a hop ends.
extension Detector {
    @inline(__always)
    mutating func complete(
        _ group: inout ChannelGroup, _ index: Int, _ votes: inout HopVotes
    ) {
        group.quality.judge(group.hop, plan.quality)
        completeFeatures(&group, index)
        vote(&group, &votes)
        group.lowest = group.hop.lowest
        group.highest = group.hop.highest
        group.hop.restart()
    }

    /// The learned detector's inputs of the group. Kept out of line: inlined, it would slow the loop
    /// of those that have no model.
    @_noLocks
    @inline(never)
    mutating func completeLearned(
        _ index: Int, lineLength: Lanes, _ context: LearnedContext, _ votes: inout HopVotes
    ) {
        let isGood = unsafe groups[index].quality.isGood
        if hasFeatureInputs { completeFeatureInputs(index, isGood: isGood, context) }
        unsafe learned[index].completeHop(
            lineLength: lineLength, isGood: isGood, context, plan.learned)
        guard plan.learned.decides else { return }
        unsafe votes.usable[0] &-= (learned[index].members & isGood).wrappedSum()
    }

    /// Rhythm and fast activity of the group, as of the hop that has ended; before its baselines move.
    @_noLocks
    @inline(never)
    private mutating func completeFeatureInputs(
        _ index: Int, isGood: Lanes, _ context: LearnedContext
    ) {
        let hasBaseline = unsafe learned[index].hasBaseline
        let usable = unsafe isGood & hasBaseline & learned[index].members
        let features = plan.learned.features
        for lane in 0..<laneCount {
            let channel = index &* laneCount &+ lane
            let isUsable = usable[lane] != 0
            if features.contains(.rhythm) {
                featureInputs.takeRhythm(
                    meters.rhythm.share(ofChannel: channel), isUsable: isUsable,
                    inputMax: plan.learned.inputMax, ofChannel: channel)
            }
            guard features.contains(.fastActivity) else { continue }
            featureInputs.takeFastActivity(
                meters.fastActivity, slack: plan.measures.fastActivity.muscleSlack,
                isUsable: isUsable, hasBaseline: hasBaseline[lane] != 0, isGood: isGood[lane] != 0,
                context, inputMax: plan.learned.inputMax, ofChannel: channel)
        }
    }

    @_noLocks
    @inline(never)
    mutating func measureLearned(_ index: Int, frameCount: Int) {
        unsafe learned[index].measure(samples, frameCount: frameCount, plan.learned)
    }

    /// One vote for each usable channel of a pattern that is at or above its threshold.
    @inline(__always)
    private mutating func vote(_ group: inout ChannelGroup, _ votes: inout HopVotes) {
        for pattern in 0..<Int(plan.patternCount) {
            let settings = plan.patterns[pattern]
            let feature = Int(settings.feature.rawValue)
            let usable = group.members[pattern] & group.quality.isGood
            var measured = group.levels[feature]
            var mayVote = usable
            if settings.isRelative {
                measured = measured &- group.trends[feature]
                mayVote = usable & group.hasTrend
            }
            if settings.rhythmMin > 0 {
                let isRhythmic =
                    group.levels[.rhythm] .>= Lanes(repeating: settings.rhythmMin)
                mayVote = mayVote & Lanes(mask: isRhythmic)
            }
            let cast = Lanes(mask: measured .>= Lanes(repeating: settings.threshold)) & mayVote
            group.votes[pattern] = cast
            votes.cast[pattern] &-= cast.wrappedSum()
            votes.usable[pattern] &-= usable.wrappedSum()
        }
    }

    /// Moves the trends of good channels towards the levels; a channel's first hop sets them.
    @inline(__always)
    mutating func learn(_ group: inout ChannelGroup, _ index: Int, _ rate: Int32) {
        let isGood = group.quality.isGood .< .zero
        let isFirst = isGood .& (group.hasTrend .== .zero)
        for feature in 0..<Feature.count where plan.features.contains(feature) {
            let trend = group.trends[feature]
            var level = group.levels[feature]
            if feature == Int(Feature.fastActivity.rawValue) {
                level = level &+ meters.fastActivity.discount(ofGroup: index)
            }
            group.trends[feature] =
                trend
                .replacing(with: trend &+ (level &- trend).scaled(byQ30: rate), where: isGood)
                .replacing(with: level, where: isFirst)
        }
        if plan.features.contains(.fastActivity) {
            meters.fastActivity.learn(rate, isGood: isGood, isFirst: isFirst, ofGroup: index)
        }
        group.hasTrend = group.hasTrend | group.quality.isGood
        followTrends(&group)
    }
}
