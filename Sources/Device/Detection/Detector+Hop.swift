import FixedPoint

/// What happens to a group of channels when a hop ends.
extension Detector {
    @inline(__always)
    mutating func complete(
        _ group: inout ChannelGroup, _ index: Int, _ votes: inout HopVotes
    ) {
        group.quality.judge(&group.hop, plan.quality)
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
        unsafe learned[index].sums[0] = lineLength
        unsafe learned[index].isGood = groups[index].quality.isGood
        if lanesRunInTurn {
            for lane in 0..<laneCount {
                completeInputs(SingleLane.self, index, from: lane, context)
            }
        } else {
            completeInputs(Lanes.self, index, from: 0, context)
        }
        guard plan.learned.decides else { return }
        unsafe votes.usable[0] &-= (learned[index].members & learned[index].isGood).wrappedSum()
    }

    /// Rhythm and fast activity before the bands, whose baselines move with theirs.
    @inline(__always)
    private mutating func completeInputs<Slice: LaneSlice>(
        _: Slice.Type, _ index: Int, from lane: Int, _ context: LearnedContext
    ) {
        let slice = unsafe LearnedSlice<Slice>(learned + index, from: lane)
        if plan.learned.features.contains(.rhythm) {
            featureInputs.takeRhythm(
                meters.rhythm.share(ofGroup: index, from: lane) & slice.usable,
                inputMax: plan.learned.inputMax, index, from: lane)
        }
        if plan.learned.features.contains(.fastActivity) {
            unsafe featureInputs.takeFastActivity(
                meters.fastActivity.levels(ofGroup: index, from: lane),
                slack: plan.measures.fastActivity.muscleSlack, slice, context,
                inputMax: plan.learned.inputMax, index, from: lane)
        }
        slice.completeHop(context, plan.learned)
    }

    @_noLocks
    @inline(never)
    mutating func measureLearned(_ index: Int, frameCount: Int) {
        if lanesRunInTurn && Int(plan.learned.bandCount) == DetectionLimits.bandCountMax {
            for lane in 0..<laneCount {
                unsafe LearnedSlice<SingleLane>(learned + index, from: lane).measureFiveBands(
                    .init(samples, from: lane), frameCount: frameCount, plan.learned)
            }
        } else {
            unsafe LearnedSlice<Lanes>(learned + index, from: 0).measure(
                .init(samples, from: 0), frameCount: frameCount, plan.learned)
        }
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
        // Lane by lane it would take 600 bytes more of a small device's stack.
        if !lanesRunInTurn { TrendStep(&group, plan.features, rate).runOnGroup() }
        for feature in 0..<Feature.count
        where plan.features.contains(feature)
            && (lanesRunInTurn || feature == Int(Feature.fastActivity.rawValue))
        {
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
