import Detection

/// A learned detector's numbers: those of every image, and its bulk behind them.
extension ImageFields {
    mutating func pass(_ plan: inout LearnedPlan) throws(PlanImageError) {
        plan.family = try enumeration(plan.family, "family")
        // A device measures nothing for training.
        guard plan.family != .measuring else {
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

    /// The channels that a model knows, then its weights, or its trees' splits and values.
    ///
    /// - Parameter tables: where they go when reading, and what `plan` refers to from then on.
    mutating func passTables(
        of plan: inout LearnedPlan, to tables: UnsafeMutablePointer<LearnedTables>?
    ) throws(PlanImageError) {
        guard plan.decides else { return }
        if isReading {
            guard let tables = unsafe tables else {
                throw .field("family", value: Int64(plan.family.rawValue))
            }
            unsafe tables.clear()
            unsafe plan.refer(to: UnsafePointer(tables))
        }
        unsafe passChannels(plan, tables)
        if plan.family == .trees {
            unsafe passTrees(plan, tables)
        } else {
            unsafe passWeights(plan, tables)
        }
    }

    /// Bytes of a model's tables in an image.
    static func tablesByteCount(of family: LearnedFamily) -> Int {
        let channels = DetectionLimits.learnedChannelCountMax / 8
        return switch family {
        case .none, .measuring: 0
        case .linear: channels + 2 * weightCount
        case .trees: channels + 4 * splitCount + 4 * nodeCount
        }
    }

    private static var weightCount: Int {
        DetectionLimits.learnedChannelCountMax * LearnedInput.count
    }
    private static var splitCount: Int { DetectionLimits.treeCountMax * TreesPlan.splitCount }
    private static var nodeCount: Int { DetectionLimits.treeCountMax * TreesPlan.nodeCount }

    private mutating func passChannels(
        _ plan: LearnedPlan, _ tables: UnsafeMutablePointer<LearnedTables>?
    ) {
        for first in stride(from: 0, to: DetectionLimits.learnedChannelCountMax, by: 32) {
            var word: UInt32 = 0
            for bit in 0..<32 where plan.knows(first + bit) { word |= 1 << UInt32(bit) }
            pass(&word)
            guard isReading else { continue }
            for bit in 0..<32 where word & (1 << UInt32(bit)) != 0 {
                unsafe tables?.pointee.channels.insert(first + bit)
            }
        }
    }

    private mutating func passWeights(
        _ plan: LearnedPlan, _ tables: UnsafeMutablePointer<LearnedTables>?
    ) {
        for column in stride(from: 0, to: Self.weightCount, by: 2) {
            let pair = passed(
                Int16(truncatingIfNeeded: plan.weight(column)),
                Int16(truncatingIfNeeded: plan.weight(column + 1)))
            guard isReading else { continue }
            unsafe tables?.pointee.weights[column] = pair.low
            unsafe tables?.pointee.weights[column + 1] = pair.high
        }
    }

    private mutating func passTrees(
        _ plan: LearnedPlan, _ tables: UnsafeMutablePointer<LearnedTables>?
    ) {
        for index in 0..<Self.splitCount {
            let split = plan.split(index)
            let pair = passed(
                Int16(truncatingIfNeeded: split.column), Int16(truncatingIfNeeded: split.threshold))
            guard isReading else { continue }
            unsafe tables?.pointee.trees.splitInputs[index] = pair.low
            unsafe tables?.pointee.trees.splitThresholds[index] = pair.high
        }
        for node in 0..<Self.nodeCount {
            let value = passed(plan.value(ofNode: node))
            guard isReading else { continue }
            unsafe tables?.pointee.trees.values[node] = value
        }
    }

    /// Two numbers in a word, the first in its low half.
    private mutating func passed(_ low: Int16, _ high: Int16) -> (low: Int16, high: Int16) {
        var word = UInt32(UInt16(bitPattern: low)) | UInt32(UInt16(bitPattern: high)) << 16
        pass(&word)
        return (
            Int16(truncatingIfNeeded: Int32(bitPattern: word)),
            Int16(truncatingIfNeeded: Int32(bitPattern: word) >> 16)
        )
    }
}

extension UnsafeMutablePointer<LearnedTables> {
    /// All numbers 0, as in new tables, but made where they lie: a small stack has no room for them.
    fileprivate func clear() {
        _ = unsafe UnsafeMutableRawPointer(self).initializeMemory(
            as: UInt8.self, repeating: 0, count: MemoryLayout<LearnedTables>.size)
    }
}
