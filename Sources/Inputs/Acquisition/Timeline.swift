import CRealtime
import Realtime
import Synchronization

/// The time that a capture runs in: this machine's, or one that passes only as it is waited for, so
/// that an hour of frames takes seconds and is the same every time.
package enum Timeline: Sendable {
    case machine
    case simulated(SimulatedTime)

    package var isMachine: Bool { if case .machine = self { true } else { false } }

    /// Nanoseconds of `CLOCK_MONOTONIC`.
    package var now: Int64 {
        switch self {
        case .machine: MonotonicClock.now
        case .simulated(let time): time.now
        }
    }

    /// Nanoseconds that the machine has been suspended since it started: `CLOCK_BOOTTIME` less
    /// `CLOCK_MONOTONIC`, which stands still meanwhile while a device may go on.
    package var suspended: Int64 {
        switch self {
        case .machine: crealtime_suspended_nanoseconds()
        case .simulated(let time): time.suspended
        }
    }

    package func sleep(until deadline: Int64) {
        switch self {
        case .machine: MonotonicClock.sleep(until: deadline)
        case .simulated(let time): time.advance(to: deadline)
        }
    }
}

/// A clock that stands until somebody sleeps.
package final class SimulatedTime: Sendable {
    private let nanoseconds: Atomic<Int64>
    private let suspension = Atomic<Int64>(0)
    private let follow: @Sendable (Int64) -> Void

    /// - Parameter follow: told of every new time, and of the first.
    package init(startNanoseconds: Int64, follow: @escaping @Sendable (Int64) -> Void = { _ in }) {
        nanoseconds = Atomic(startNanoseconds)
        self.follow = follow
        follow(startNanoseconds)
    }

    package var now: Int64 { nanoseconds.load(ordering: .acquiring) }
    package var suspended: Int64 { suspension.load(ordering: .acquiring) }

    /// Never goes back.
    package func advance(to deadline: Int64) {
        guard deadline > now else { return }
        nanoseconds.store(deadline, ordering: .releasing)
        follow(deadline)
    }

    /// The machine is suspended for so long.
    package func suspend(nanoseconds: Int64) {
        suspension.add(nanoseconds, ordering: .acquiringAndReleasing)
    }
}
