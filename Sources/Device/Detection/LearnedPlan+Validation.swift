import FixedPoint

/// What the learned detector relies on: sizes, shifts, the room of its score, and that no number of
/// its tables leads outside its memory.
extension DetectionPlan {
    /// Any bits that a device may find in its flash are refused or safe to run. Time linear in the
    /// tables, no allocation.
    func validateLearned(_ tables: borrowing LearnedTablesView) throws(DetectionPlanError) {
        typealias Limits = DetectionLimits
        guard learned.family != .none else { return }
        let hops = Int(Limits.hopCountMax)
        // The first input is the hop's line length, and the score takes the patterns' place.
        try require("features", features.contains(.lineLength))
        try require("patternCount", patternCount, 0...0)
        try validateFeatures()
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
        try validateScores()
        try validateKnownChannels(tables)
        if learned.family == .trees {
            try validateTrees(tables)
        } else {
            try validateWeights(tables)
        }
    }

    /// What is an input is measured, and nothing else can be one.
    private func validateFeatures() throws(DetectionPlanError) {
        for index in 0..<8 where learned.features.contains(index) {
            try require(
                "learned.features", Int32(index),
                Int(Feature.rhythm.rawValue)...Int(Feature.fastActivity.rawValue))
            try require("features", features.contains(index))
        }
    }

    private func validateScores() throws(DetectionPlanError) {
        typealias Limits = DetectionLimits
        let score = 0 - Limits.scoreMax...Limits.scoreMax
        let point = learned.operatingPoint
        try require("learned.intercept", learned.intercept, score)
        try require("learned.threshold", learned.threshold, score)
        try require("learned.operatingPoint.backgroundScore", point.backgroundScore, score)
        try require(
            "learned.operatingPoint.belowMax", point.belowMax, 0...Limits.thresholdOffsetMax)
        try require(
            "learned.operatingPoint.aboveMax", point.aboveMax, 0...Limits.thresholdOffsetMax)
        try require("learned.operatingPoint.step", point.step, 0...Limits.thresholdStepMax)
    }

    private func validateKnownChannels(
        _ tables: borrowing LearnedTablesView
    ) throws(DetectionPlanError) {
        let most = min(Int(channelCount), DetectionLimits.learnedChannelCountMax)
        try require("learned.channelCount", learned.channelCount, 1...most)
        var known = 0
        for channel in 0..<DetectionLimits.learnedChannelCountMax where tables.knows(channel) {
            try require("learned.channels", Int32(channel), 0...most - 1)
            known += 1
        }
        let count = Int(learned.channelCount)
        try require("learned.channels", Int32(known), count...count)
    }

    private func validateWeights(
        _ tables: borrowing LearnedTablesView
    ) throws(DetectionPlanError) {
        // What is left for the weights' magnitudes when every input is at its largest.
        let room = DetectionLimits.scoreSumMax / max(1, Int(learned.inputMax))
        var sum: Int32 = 0
        let travels = learned.family == .travelling
        let inputCount = learned.inputCount
        if travels {
            try require("learned.share", tables.sharePermille(inputCount: inputCount), 0...1_000)
        }
        for column in 0..<(travels ? inputCount : LearnedTables.weightCount(inputCount)) {
            sum += abs(tables.weight(column))
            try require("learned.weights", sum, 0...room)
        }
    }

    private func validateTrees(
        _ tables: borrowing LearnedTablesView
    ) throws(DetectionPlanError) {
        typealias Limits = DetectionLimits
        try require("learned.treeCount", learned.treeCount, 1...Limits.treeCountMax)
        let columns = Int(channelCount) * learned.inputCount
        for index in 0..<LearnedTables.splitCount {
            try require(
                "learned.splitInputs", Int32(tables.split(index).column), 0...columns - 1)
        }
        let value = 0 - Limits.treeValueMax...Limits.treeValueMax
        for node in 0..<LearnedTables.nodeCount {
            try require(
                "learned.values", tables.value(ofNode: node), value)
        }
    }
}
