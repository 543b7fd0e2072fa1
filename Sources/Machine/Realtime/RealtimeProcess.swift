import CRealtime
import Glibc

/// What the whole process asks for, held as long as this exists: memory locked, processors awake.
package final class RealtimeProcess: Sendable {
    package let grants: [Grant]
    private let isLocked: Bool
    private let wakeUpDescriptor: CInt

    package init(_ request: RealtimeRequest) {
        var grants: [Grant] = []
        var isLocked = false
        if request.locksMemory {
            let problem = crealtime_lock_memory()
            isLocked = problem == 0
            grants.append(
                Grant(
                    name: "memory lock", asked: "all pages",
                    granted: isLocked ? "all pages" : "none", isGranted: isLocked,
                    problem: isLocked ? nil : reason(problem)))
        }
        var descriptor: CInt = -1
        if let microseconds = request.wakeUpMicrosecondsMax {
            descriptor = crealtime_hold_wake_up_latency(CInt(microseconds))
            grants.append(
                Grant(
                    name: "processors awake", asked: "\(microseconds) µs to wake up",
                    granted: descriptor >= 0 ? "\(microseconds) µs" : "as the system likes",
                    isGranted: descriptor >= 0,
                    problem: descriptor >= 0 ? nil : reason(-descriptor)))
        }
        self.grants = grants
        self.isLocked = isLocked
        wakeUpDescriptor = descriptor
    }

    deinit {
        if isLocked { _ = crealtime_unlock_memory() }
        if wakeUpDescriptor >= 0 { crealtime_close(wakeUpDescriptor) }
    }
}
