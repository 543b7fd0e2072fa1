import FixedPoint

/// The learned detector: inputs, score, threshold. None of it runs where the plan has no model.
extension Detector {
    /// What all groups share when a hop ends; a rate of 0 leaves the baselines as they are.
    @_noLocks
    @inline(never)
    mutating func learnedContext(learns: Bool) -> LearnedContext {
        var context = LearnedContext()
        let baseline = plan.learned.baseline
        context.meanRate = Int32(1 << 30) / max(1, min(hopsSinceRestart, plan.learned.meanHops))
        guard learns, baselineHops < baseline.learningHopsMax else { return context }
        baselineHops = min(baselineHops &+ 1, DetectionLimits.hopCountMax)
        context.baselineRate = Int32(1 << 30) / max(1, min(baselineHops, baseline.hops))
        if baselineHops > baseline.firstHops { context.stepMax = baseline.stepMax }
        return context
    }

    /// The score and the threshold take the first pattern's place among the votes.
    @_noLocks
    @inline(never)
    mutating func decideLearned(learns: Bool, inEpisode: Bool, _ votes: inout HopVotes) {
        let score = plan.learned.intercept &+ learnedScore()
        let threshold = plan.learned.threshold &+ operatingPoint.offset
        votes.cast[0] = score
        votes.needed[0] = threshold
        let isSettled = baselineHops > plan.learned.baseline.firstHops
        if learns && isSettled && !inEpisode && score < threshold {
            operatingPoint.follow(score, plan.learned.operatingPoint)
        }
    }

    /// The sum over channels and inputs, or over trees, or what a share of the channels reaches.
    /// Bounded: eight products a channel, or three comparisons a tree.
    @inline(__always)
    private mutating func learnedScore() -> Int32 {
        var score: Int32 = 0
        if plan.learned.family == .trees {
            for tree in 0..<Int(plan.learned.treeCount) { score &+= leaf(ofTree: tree) }
        } else if plan.learned.family == .travelling {
            score = pooledScore()
        } else {
            for group in 0..<groupCount {
                if lanesRunInTurn {
                    for lane in 0..<laneCount {
                        score &+= (channelSums(group, from: lane).sum as SingleLane).value
                    }
                } else {
                    score &+= (channelSums(group, from: 0).sum as Lanes).wrappedSum()
                }
            }
        }
        return score
    }

    /// What channels add to the score with their weights, and the bits that any of their inputs has.
    @inline(__always)
    func channelSums<Slice: LaneSlice>(_ group: Int, from lane: Int) -> (sum: Slice, bits: Slice) {
        var sums = unsafe LearnedSlice<Slice>(learned + group, from: lane)
            .weighted(inputCount: Int(plan.learned.bandCount) &+ 1)
        if hasFeatureInputs {
            let others: (sum: Slice, bits: Slice) = featureInputs.weighted(group, from: lane)
            sums = (sums.sum &+ others.sum, sums.bits | others.bits)
        }
        return sums
    }

    /// The value of the leaf that the inputs lead to.
    @inline(__always)
    private mutating func leaf(ofTree tree: Int) -> Int32 {
        var node = 0
        for _ in 0..<DetectionLimits.treeDepth {
            let split = unsafe TreeSplit(
                word: splits[tree &* DetectionLimits.treeSplitCount &+ node])
            let value = input(ofColumn: split.column)
            node = 2 &* node &+ (value < split.threshold ? 1 : 2)
        }
        return unsafe values[tree &* DetectionLimits.treeNodeCount &+ node]
    }

    /// What a split asks of: `column` is channel x inputs + input.
    @inline(__always)
    private func input(ofColumn column: Int) -> Int32 {
        guard hasFeatureInputs else {
            let channel = column / LearnedInput.count
            return unsafe learned[channel / laneCount]
                .inputs[column % LearnedInput.count][channel % laneCount]
        }
        let channel = column / LearnedInput.countMax
        let input = column % LearnedInput.countMax
        return input < LearnedInput.count
            ? unsafe learned[channel / laneCount].inputs[input][channel % laneCount]
            : featureInputs.input(input &- LearnedInput.count, ofChannel: channel)
    }

    /// What the model saw of eight channels in the last measured hop, 1/1,024 octave; the rhythm in
    /// 1/2,048 of the power.
    ///
    /// - Precondition: `index` is a group of the plan, and the plan has a learned detector.
    @_noLocks
    public func inputs(ofGroup index: Int) -> LearnedLanes {
        precondition(
            index >= 0 && index < groupCount && plan.learned.family != .none,
            "no such group of inputs")
        var inputs = LearnedLanes(repeating: Lanes())
        for input in 0..<LearnedInput.count {
            unsafe inputs[input] = learned[index].inputs[input]
        }
        guard hasFeatureInputs else { return inputs }
        for input in LearnedInput.count..<LearnedInput.countMax {
            inputs[input] = featureInputs.input(input &- LearnedInput.count, ofGroup: index)
        }
        return inputs
    }

    /// How far the threshold stands from the trained one, in the score's units.
    public var thresholdOffset: Int32 { operatingPoint.offset }

    /// What adaptation holds besides the baselines: the threshold's offset and the hops that the
    /// baselines have learned from.
    @_noLocks
    public func adaptation() -> (thresholdOffset: Int32, baselineHops: Int32) {
        (operatingPoint.offset, baselineHops)
    }

    /// Mixes what the model saw, and what its baselines came to, into a fingerprint's lanes.
    @_noLocks
    @inline(never)
    mutating func mixLearned(into lanes: inout SIMD8<UInt32>) {
        for group in 0..<groupCount {
            for input in 0..<LearnedInput.count {
                unsafe lanes.mix(learned[group].inputs[input])
                unsafe lanes.mix(learned[group].baselines[input])
            }
            unsafe lanes.mix(learned[group].hasBaseline)
            if hasFeatureInputs { featureInputs.mix(ofGroup: group, into: &lanes) }
        }
    }

    /// The model's numbers into the working memory: members and weights into the groups, trees as
    /// they are.
    func loadModel(_ tables: borrowing LearnedTablesView) {
        let knowsAll = plan.learned.family == .measuring
        for channel in 0..<Int(plan.channelCount) where knowsAll || tables.knows(channel) {
            let lane = channel % laneCount
            unsafe learned[channel / laneCount].members[lane] = -1
            let travels = plan.learned.family == .travelling
            guard travels || plan.learned.family == .linear else { continue }
            let first = travels ? 0 : channel &* plan.learned.inputCount
            for input in 0..<LearnedInput.count {
                unsafe learned[channel / laneCount].weights[input][lane] =
                    tables.weight(first &+ input)
            }
            for input in LearnedInput.count..<plan.learned.inputCount {
                featureInputs.setWeight(
                    input &- LearnedInput.count, tables.weight(first &+ input), ofChannel: channel)
            }
        }
        if plan.learned.family == .travelling {
            unsafe splits[0] = UInt32(
                bitPattern: tables.sharePermille(inputCount: plan.learned.inputCount))
        }
        let treeCount = Self.treeCount(plan.learned)
        for index in 0..<treeCount &* DetectionLimits.treeSplitCount {
            unsafe splits[index] = tables.splitWord(index)
        }
        for index in 0..<treeCount &* DetectionLimits.treeNodeCount {
            unsafe values[index] = tables.value(ofNode: index)
        }
    }

    /// Trees in the working memory.
    static func treeCount(_ plan: LearnedPlan) -> Int {
        plan.family == .trees ? Int(plan.treeCount) : 0
    }
}

/// What the groups of a learned detector share when a hop ends.
struct LearnedContext {
    /// Of the short-term means, Q30.
    var meanRate: Int32 = 0
    /// Of the baselines, Q30; 0 where they stand still.
    var baselineRate: Int32 = 0
    /// Farthest step that a baseline takes notice of, Q5.26.
    var stepMax: Int32 = Int32.max

    /// How far a level lies above its baseline, which then follows it where the channel is good.
    @inline(__always)
    func rise<Slice: LaneSlice>(
        of level: Slice, above baseline: inout Slice, isGood: Slice, hasBaseline: Slice
    ) -> Slice {
        let rise = level &- baseline
        guard baselineRate > 0 else { return rise }
        let step = rise.laneMinimum(Slice(repeating: stepMax))
            .laneMaximum(Slice(repeating: 0 &- stepMax)).scaled(byQ30: baselineRate)
        let next = level.replaced(by: baseline &+ step, where: hasBaseline)
        baseline = baseline.replaced(by: next, where: isGood)
        return rise
    }
}
