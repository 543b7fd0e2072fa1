import FixedPoint

/// Moves the trends of a group's good channels towards the levels, but for that of the fast activity; a
/// channel's first hop sets them.
@safe
struct TrendStep: SliceKernel {
    private let levels: UnsafeMutablePointer<Lanes>
    private let trends: UnsafeMutablePointer<Lanes>
    private let hasTrend: UnsafeMutablePointer<Lanes>
    private let isGood: UnsafeMutablePointer<Lanes>
    private let features: FeatureSet
    private let rate: Int32

    /// - Parameters:
    ///   - group: must stay where it is as long as this is used.
    ///   - rate: share of the distance, Q30.
    @inline(__always)
    init(_ group: inout ChannelGroup, _ features: FeatureSet, _ rate: Int32) {
        unsafe levels = laneWords(of: &group.levels)
        unsafe trends = laneWords(of: &group.trends)
        unsafe hasTrend = laneWords(of: &group.hasTrend)
        unsafe isGood = laneWords(of: &group.quality.isGood)
        self.features = features
        self.rate = rate
    }

    @inline(__always)
    func run<Slice: LaneSlice>(_: Slice.Type, from lane: Int) {
        let levels = unsafe SliceWords<Slice>(levels, from: lane)
        let trends = unsafe SliceWords<Slice>(trends, from: lane)
        let isGood = unsafe SliceWords<Slice>(isGood, from: lane)[0]
        let hasTrend = unsafe SliceWords<Slice>(hasTrend, from: lane)[0]
        let isFirst = isGood & (hasTrend ^ Slice(repeating: -1))
        for feature in 0..<Feature.count
        where features.contains(feature) && feature != Int(Feature.fastActivity.rawValue) {
            let (level, trend) = unsafe (levels[feature], trends[feature])
            let next = trend &+ (level &- trend).scaled(byQ30: rate)
            unsafe trends[feature] =
                trend.replaced(by: next, where: isGood).replaced(by: level, where: isFirst)
        }
    }
}
