import Detection

/// A learned detector's numbers: those of every image, and its tables behind them.
extension ImageFields {
    mutating func pass(_ plan: inout LearnedPlan) throws(PlanImageError) {
        plan.family = try enumeration(plan.family, "family")
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

    /// A model's tables, as many words as its family has. Reading passes over them: they stay where
    /// they lie.
    mutating func passTables(of family: LearnedFamily, _ tables: borrowing LearnedTablesView) {
        for index in 0..<LearnedTables.wordCount(of: family) {
            var word = tables.word(index)
            pass(&word)
        }
    }
}
