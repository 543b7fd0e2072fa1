import FixedPoint

/// How the detector's memory is laid out.
@unsafe
struct DetectorLayout {
    let groupCount: Int
    let groups: UnsafeMutablePointer<ChannelGroup>?
    let features: FeatureMemory
    let samples: UnsafeMutablePointer<Lanes>?
    let mainsCosines: UnsafeMutablePointer<Int32>?
    let mainsSines: UnsafeMutablePointer<Int32>?
    let learned: UnsafeMutablePointer<LearnedGroup>?
    let featureInputs: UnsafeMutablePointer<Lanes>?
    let splits: UnsafeMutablePointer<UInt32>?
    let values: UnsafeMutablePointer<Int32>?

    init(_ plan: UnsafePointer<DetectionPlan>, _ memory: inout WorkingMemory) {
        unsafe groupCount = laneGroups(channelCount: Int(plan.pointee.channelCount))
        unsafe groups = memory.take(groupCount, of: ChannelGroup())
        unsafe features = FeatureMemory(
            plan.pointee.measures, plan.pointee.features, windowed: plan.pointee.windowed,
            groupCount: groupCount, &memory)
        unsafe samples = memory.take(Int(plan.pointee.hopFrames), of: Lanes())
        let waveCount = unsafe laneGroups(channelCount: Int(plan.pointee.hopFrames)) * laneCount
        unsafe mainsCosines = memory.take(waveCount, of: 0)
        unsafe mainsSines = memory.take(waveCount, of: 0)
        let isLearned = unsafe plan.pointee.learned.family != .none
        unsafe learned = memory.take(isLearned ? groupCount : 0, of: LearnedGroup())
        unsafe featureInputs = memory.take(
            isLearned ? groupCount * FeatureInputs.wordCount(plan.pointee.learned.features) : 0,
            of: Lanes())
        let treeCount = unsafe Detector.treeCount(plan.pointee.learned)
        let travels = unsafe plan.pointee.learned.family == .travelling
        unsafe splits = memory.take(
            travels ? 1 : treeCount * DetectionLimits.treeSplitCount, of: 0)
        unsafe values = memory.take(
            travels ? groupCount * laneCount : treeCount * DetectionLimits.treeNodeCount, of: 0)
    }
}
