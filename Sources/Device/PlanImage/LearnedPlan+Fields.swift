import Detection

/// A learned detector's numbers: those of every image, and its tables behind them.
extension ImageFields {
    mutating func pass(_ plan: inout LearnedPlan) throws(PlanImageError) {
        try passFamily(&plan)
        // A device measures nothing for training.
        guard !isReading || plan.family != .measuring else {
            throw .field("family", value: Int64(plan.family.rawValue))
        }
        pass(&plan.channelCount)
        pass(&plan.bandCount)
        for band in 0..<DetectionLimits.bandCountMax { pass(&plan.bandShifts[band]) }
        pass(&plan.meanHops)
        pass(&plan.baseline.hops)
        pass(&plan.baseline.firstHops)
        pass(&plan.baseline.stepMax)
        pass(&plan.baseline.learningHopsMax)
        pass(&plan.inputMax)
        pass(&plan.intercept)
        pass(&plan.threshold)
        pass(&plan.treeCount)
        pass(&plan.operatingPoint.backgroundScore)
        pass(&plan.operatingPoint.belowMax)
        pass(&plan.operatingPoint.aboveMax)
        pass(&plan.operatingPoint.step)
    }

    /// The family, and above its byte the features that are inputs: a word that a program without such
    /// inputs refuses, and that is the family alone where there are none.
    private mutating func passFamily(_ plan: inout LearnedPlan) throws(PlanImageError) {
        var word = UInt32(plan.family.rawValue) | UInt32(plan.features.bits) << 8
        pass(&word)
        let features = FeatureSet(bits: UInt8(truncatingIfNeeded: word >> 8))
        guard word >> 16 == 0,
            let family = LearnedFamily(rawValue: UInt8(truncatingIfNeeded: word)),
            family != .none || features.isEmpty
        else { throw .field("family", value: Int64(word)) }
        (plan.family, plan.features) = (family, features)
    }

    /// A model's tables, as many words as it has. Reading passes over them: they stay where they lie.
    mutating func passTables(
        of family: LearnedFamily, with features: FeatureSet,
        _ tables: borrowing LearnedTablesView
    ) {
        for index in 0..<LearnedTables.wordCount(of: family, with: features) {
            var word = tables.word(index)
            pass(&word)
        }
    }
}
