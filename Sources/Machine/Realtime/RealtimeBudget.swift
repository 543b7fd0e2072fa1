import CRealtime

/// How much of a processor a real-time thread may use. One that spins would keep everybody else from
/// its processor for good, so that beyond this it goes down to ordinary scheduling, and says so.
package struct RealtimeBudget: Sendable {
    /// Processor time in any second.
    package static let nanosecondsPerSecond: Int64 = 500_000_000
    private static let windowNanoseconds: Int64 = 1_000_000_000

    private let name: String
    private let isRealtime: Bool
    private var windowStart = Int64.min
    private var usedAtStart: Int64 = 0
    private var isSpent = false

    /// - Parameter grants: what the thread was granted; without SCHED_FIFO there is nothing to hold
    ///   it to.
    package init(name: String, grants: [Grant]) {
        self.name = name
        isRealtime = grants.contains { $0.name.hasPrefix("SCHED_FIFO") && $0.isGranted }
    }

    /// Looks at the calling thread's processor time; the grant that is withdrawn, once it has used
    /// too much. Costs a look at the clock, and a system call once a second.
    package mutating func check() -> Grant? {
        guard isRealtime, !isSpent else { return nil }
        let now = MonotonicClock.now
        guard windowStart == .min || now - windowStart >= Self.windowNanoseconds else {
            return nil
        }
        guard let used = take(used: ThreadClock.now, at: now) else { return nil }
        let problem = crealtime_ask_other()
        return Grant(
            name: "SCHED_FIFO, \(name) thread",
            asked: "at most \(Self.nanosecondsPerSecond / 1_000_000) ms of processor time in 1 s",
            granted: problem == 0 ? "time sharing" : "unchanged", isGranted: false,
            problem: "it used \(used / 1_000_000) ms in 1 s"
                + (problem == 0 ? "" : ", and could not be moved: errno \(problem)"))
    }

    /// Processor time in the second that is over, where that is too much.
    mutating func take(used: Int64, at now: Int64) -> Int64? {
        defer {
            windowStart = now
            usedAtStart = used
        }
        guard windowStart != .min else { return nil }
        let elapsed = max(now - windowStart, Self.windowNanoseconds)
        let share = Int64(
            Double(used - usedAtStart) / Double(elapsed) * Double(Self.windowNanoseconds))
        guard share > Self.nanosecondsPerSecond else { return nil }
        isSpent = true
        return share
    }
}
