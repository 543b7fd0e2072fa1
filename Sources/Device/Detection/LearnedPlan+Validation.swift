import FixedPoint

/// What the learned detector relies on: sizes, shifts, the room of its score, and that no number of
/// its tables leads outside its memory.
extension DetectionPlan {
    /// Any bits that a device may find in its flash are refused or safe to run. Time linear in the
    /// tables, no allocation.
    func validateLearned() throws(DetectionPlanError) {
        typealias Limits = DetectionLimits
        guard learned.family != .none else { return }
        let hops = Int(Limits.hopCountMax)
        // The first input is the hop's line length, and the score takes the patterns' place.
        try require("features", features.contains(.lineLength))
        try require("patternCount", patternCount, 0...0)
        try require("learned.bandCount", learned.bandCount, 0...Limits.bandCountMax)
        for band in 0..<Limits.bandCountMax {
            try require("learned.bandShifts", learned.bandShifts[band], 1...30)
        }
        try require("learned.meanHops", learned.meanHops, 1...hops)
        try require("learned.baseline.hops", learned.baseline.hops, 1...hops)
        try require("learned.baseline.firstHops", learned.baseline.firstHops, 0...hops)
        try require("learned.baseline.stepMax", learned.baseline.stepMax, 0...Int(Int32.max))
        try require(
            "learned.baseline.learningHopsMax", learned.baseline.learningHopsMax, 0...hops)
        try require("learned.inputMax", learned.inputMax, 0...Int(Int16.max))
        guard learned.decides else { return }
        try require("learned.tables", learned.hasTables)
        try validateScores()
        try validateKnownChannels()
        if learned.family == .trees { try validateTrees() } else { try validateWeights() }
    }

    private func validateScores() throws(DetectionPlanError) {
        // Intercept and sum are each at most 2^30 in magnitude, and so are threshold and offset.
        let score = 0 - 1 << 29...1 << 29
        let point = learned.operatingPoint
        try require("learned.intercept", learned.intercept, score)
        try require("learned.threshold", learned.threshold, score)
        try require("learned.operatingPoint.backgroundScore", point.backgroundScore, score)
        try require("learned.operatingPoint.belowMax", point.belowMax, 0...1 << 28)
        try require("learned.operatingPoint.aboveMax", point.aboveMax, 0...1 << 28)
        // 99 of these and an offset fit.
        try require("learned.operatingPoint.step", point.step, 0...1 << 22)
    }

    private func validateKnownChannels() throws(DetectionPlanError) {
        let most = min(Int(channelCount), DetectionLimits.learnedChannelCountMax)
        try require("learned.channelCount", learned.channelCount, 1...most)
        var known = 0
        for channel in 0..<DetectionLimits.channelCountMax where learned.knows(channel) {
            try require("learned.channels", Int32(channel), 0...most - 1)
            known += 1
        }
        let count = Int(learned.channelCount)
        try require("learned.channels", Int32(known), count...count)
    }

    private func validateWeights() throws(DetectionPlanError) {
        // The sum of all products with the largest input stays within 2^30.
        let room = (1 << 30) / max(1, learned.inputMax)
        var sum: Int32 = 0
        for column in 0..<DetectionLimits.learnedChannelCountMax * LearnedInput.count {
            sum += abs(learned.weight(column))
            try require("learned.weights", sum, 0...Int(room))
        }
    }

    private func validateTrees() throws(DetectionPlanError) {
        typealias Limits = DetectionLimits
        try require("learned.treeCount", learned.treeCount, 1...Limits.treeCountMax)
        let columns = Int(channelCount) * LearnedInput.count
        for index in 0..<Limits.treeCountMax * TreesPlan.splitCount {
            try require(
                "learned.splitInputs", Int32(learned.split(index).column), 0...columns - 1)
        }
        // As many as there may be sum to 2^29 at most.
        for node in 0..<Limits.treeCountMax * TreesPlan.nodeCount {
            try require(
                "learned.values", learned.value(ofNode: node), (0 - 1 << 24)...(1 << 24))
        }
    }
}
