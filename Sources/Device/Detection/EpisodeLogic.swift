/// From positive and negative hops to episodes.
public struct EpisodeLogic: BitwiseCopyable, Sendable {
    /// What a hop changed.
    public enum Change: UInt8, BitwiseCopyable, Sendable {
        case none = 0
        case onset = 1
        case termination = 2
        /// The episode reached its longest time; the background has changed, or the threshold is
        /// wrong.
        case timeout = 3
    }

    @usableFromInline var isActive = false
    @usableFromInline var positiveHops: Int32 = 0
    @usableFromInline var negativeHops: Int32 = 0
    @usableFromInline var episodeHops: Int32 = 0

    /// From an onset to its termination or timeout.
    @inlinable public var isInEpisode: Bool { isActive }

    /// Outside an episode, nothing counted.
    public init() {}

    /// Takes the next hop that could be judged. Constant time.
    @_noLocks
    @inlinable @inline(__always)
    public mutating func step(isPositive: Bool, _ plan: DetectionPlan) -> Change {
        if isPositive {
            positiveHops = min(positiveHops &+ 1, DetectionLimits.hopCountMax)
            negativeHops = 0
        } else {
            negativeHops = min(negativeHops &+ 1, DetectionLimits.hopCountMax)
            positiveHops = 0
        }
        guard isInEpisode else {
            guard positiveHops >= plan.onsetHops else { return .none }
            isActive = true
            episodeHops = 0
            return .onset
        }
        episodeHops &+= 1
        if negativeHops >= plan.terminationHops {
            isActive = false
            return .termination
        }
        if episodeHops >= plan.episodeHopsMax {
            isActive = false
            positiveHops = 0
            return .timeout
        }
        return .none
    }

    /// Whether the episode shows again, or still, what makes a detection: a therapy may follow.
    @_noLocks
    @inlinable @inline(__always)
    public func isDetecting(_ plan: DetectionPlan) -> Bool {
        isInEpisode && positiveHops >= plan.onsetHops
    }

    /// Counts a hop of an episode that could not be judged.
    @_noLocks
    public mutating func passHop() {
        positiveHops = 0
        if isInEpisode { episodeHops = min(episodeHops &+ 1, DetectionLimits.hopCountMax) }
    }

    /// Ends whatever is under way.
    @_noLocks
    public mutating func reset() {
        self = EpisodeLogic()
    }
}
