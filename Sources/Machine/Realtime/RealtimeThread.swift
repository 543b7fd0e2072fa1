import CRealtime
import Glibc

/// What a thread asks for itself, on itself, before it starts its work. Calls the system and
/// allocates.
package enum RealtimeThread {
    /// - Parameters:
    ///   - name: of the thread, for a person.
    ///   - priority: wanted of SCHED_FIFO, 1 to 99. Where the system's limit is lower, the limit is
    ///     asked for, less `below`.
    ///   - below: how far the priority lies below the highest one of the run.
    package static func enter(
        name: String, priority: Int, below: Int = 0, processor: Int, _ request: RealtimeRequest
    ) -> [Grant] {
        crealtime_touch_stack(request.stackBytesTouched)
        var grants = [fifo(name, priority, below)]
        grants.append(timerSlack(name, request.timerSlackNanoseconds))
        grants.append(affinity(name, processor, isFIFO: grants[0].isGranted))
        return grants
    }

    private static func fifo(_ name: String, _ priority: Int, _ below: Int) -> Grant {
        var problem = crealtime_ask_fifo(CInt(priority))
        let limit = Int(crealtime_priority_limit())
        if problem == EPERM, limit > 0 {
            problem = crealtime_ask_fifo(CInt(max(1, min(priority, limit - below))))
        }
        let inForce = Int(crealtime_fifo_priority())
        return Grant(
            name: "SCHED_FIFO, \(name) thread", asked: "priority \(priority)",
            granted: inForce > 0 ? "priority \(inForce)" : "time sharing", isGranted: inForce > 0,
            problem: problem == 0 ? nil : reason(problem))
    }

    private static func timerSlack(_ name: String, _ nanoseconds: Int) -> Grant {
        let problem = -crealtime_set_timer_slack(CInt(nanoseconds))
        let inForce = Int(crealtime_timer_slack())
        // Linux 6.13 and later report 0 for real-time threads, which have none.
        return Grant(
            name: "timer slack, \(name) thread", asked: "\(nanoseconds) ns",
            granted: inForce >= 0 ? "\(inForce) ns" : "unknown",
            isGranted: inForce >= 0 && inForce <= nanoseconds,
            problem: problem > 0 ? reason(problem) : nil)
    }

    private static func affinity(_ name: String, _ processor: Int, isFIFO: Bool) -> Grant {
        var grant = Grant(
            name: "affinity, \(name) thread", asked: "processor \(processor)",
            granted: "any processor", isGranted: false)
        guard isFIFO else {
            grant.problem = "not asked for without SCHED_FIFO"
            return grant
        }
        let problem = crealtime_confine_to(CInt(processor))
        if problem == 0 {
            grant.granted = "processor \(processor)"
            grant.isGranted = true
        } else {
            grant.problem = reason(problem)
        }
        return grant
    }
}

/// The system's words for an error number.
func reason(_ code: CInt) -> String {
    unsafe String(cString: strerror(code))
}
