import CThroughput
import Glibc
import Planning

/// One decision at a time, as `quench bench latency` has them: the defaults, 128 channels, a hop of 16
/// frames. Between two hops of a run in real time other programs have the caches; here 32 MiB of memory
/// and as many instructions as they hold pass through them.
public final class ColdWorkload {
    /// Before a decision.
    public enum Before: CaseIterable, Sendable {
        /// The one before it.
        case nothing
        /// Others had the caches.
        case others
        /// Likewise; then a smaller loop decided, and this one's memory was touched.
        case othersThenTouch
    }

    private let loop: LoopWorkload
    private let rehearsal: LoopWorkload

    public init() throws {
        loop = try LoopWorkload(channelCount: 128, settings: .shortHops)
        rehearsal = try LoopWorkload(channelCount: 8, settings: .shortHops)
    }

    /// Median time of a decision by the clock, µs.
    public func microseconds(_ before: Before, decisions: Int = 21) -> Double {
        var times = (0..<decisions).map { _ in
            if before != .nothing { use_the_caches() }
            if before == .othersThenTouch {
                rehearsal.decide()
                loop.touch()
            }
            let start = Self.nanoseconds
            let isDecided = loop.decide()
            let end = Self.nanoseconds
            precondition(isDecided, "a hop has a decision")
            return Double(end - start) / 1_000
        }
        times.sort()
        return times[decisions / 2]
    }

    private static var nanoseconds: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
