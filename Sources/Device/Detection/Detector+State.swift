import FixedPoint

/// What a learned detector has adapted to, as words that outlast a restart: its baselines and its
/// threshold's offset, marked, with the identity of the detector they belong to and a checksum.
extension Detector {
    private static var mark: Int32 { 0x51_53_54_31 }
    private static var headCount: Int { 5 }
    private static func groupWordCount(_ plan: LearnedPlan) -> Int {
        let others = plan.features.isEmpty ? 0 : FeatureInputs.baselineCount
        return (LearnedInput.count &+ 1 &+ others) &* laneCount
    }

    /// Words of a state; 0 where the plan has no learned detector.
    public static func stateWordCount(for plan: DetectionPlan) -> Int {
        guard plan.learned.family != .none else { return 0 }
        return headCount &+ laneGroups(channelCount: Int(plan.channelCount))
            &* groupWordCount(plan.learned) &+ 1
    }

    /// Writes the state into the first `stateWordCount(for:)` of `words`.
    ///
    /// - Parameter identity: of the detector that adapted, its model included.
    public func saveState(of identity: UInt64, into words: inout MutableSpan<Int32>) {
        let count = Self.stateWordCount(for: plan)
        guard count > 0 else { return }
        precondition(words.count >= count, "no room for the state")
        words[0] = Self.mark
        words[1] = Int32(truncatingIfNeeded: identity)
        words[2] = Int32(truncatingIfNeeded: identity >> 32)
        words[3] = baselineHops
        words[4] = operatingPoint.offset
        let groupWordCount = Self.groupWordCount(plan.learned)
        for group in 0..<groupCount {
            for word in 0..<groupWordCount {
                let (input, lane) = (word / laneCount, word % laneCount)
                words[Self.headCount &+ group &* groupWordCount &+ word] =
                    if input < LearnedInput.count {
                        unsafe learned[group].baselines[input][lane]
                    } else if input == LearnedInput.count {
                        unsafe learned[group].hasBaseline[lane]
                    } else {
                        featureInputs.baseline(
                            input &- LearnedInput.count &- 1, lane: lane, ofGroup: group)
                    }
            }
        }
        var sum = WordChecksum()
        for index in 0..<count &- 1 { sum.mix(UInt32(bitPattern: words[index])) }
        words[count &- 1] = Int32(bitPattern: sum.value)
    }

    /// Takes a state up; false, and nothing changes, where the words are damaged, out of range or
    /// another detector's.
    public mutating func restoreState(_ words: Span<Int32>, of identity: UInt64) -> Bool {
        let count = Self.stateWordCount(for: plan)
        guard count > 0, words.count == count, words[0] == Self.mark,
            words[1] == Int32(truncatingIfNeeded: identity),
            words[2] == Int32(truncatingIfNeeded: identity >> 32)
        else { return false }
        var sum = WordChecksum()
        for index in 0..<count &- 1 { sum.mix(UInt32(bitPattern: words[index])) }
        let limits = plan.learned.operatingPoint
        guard words[count &- 1] == Int32(bitPattern: sum.value),
            words[3] >= 0, words[3] <= DetectionLimits.hopCountMax
        else { return false }
        baselineHops = words[3]
        operatingPoint.offset = min(max(words[4], 0 &- limits.belowMax), limits.aboveMax)
        let groupWordCount = Self.groupWordCount(plan.learned)
        for group in 0..<groupCount {
            for word in 0..<groupWordCount {
                let (input, lane) = (word / laneCount, word % laneCount)
                let value = words[Self.headCount &+ group &* groupWordCount &+ word]
                if input < LearnedInput.count {
                    // No logarithm lies outside 0 to 31.
                    unsafe learned[group].baselines[input][lane] = max(0, value)
                } else if input == LearnedInput.count {
                    unsafe learned[group].hasBaseline[lane] = value == 0 ? 0 : -1
                } else {
                    featureInputs.setBaseline(
                        input &- LearnedInput.count &- 1, max(0, value), lane: lane, ofGroup: group)
                }
            }
        }
        return true
    }
}
