import Realtime

/// What this machine lacks for real time, and how to grant it. Grants are tried, the rest is read
/// from the kernel's text files.
package struct Examination: Sendable {
    package let findings: [Finding]

    /// - Parameters:
    ///   - grants: what the system answered when it was asked.
    ///   - system: the kernel's text files.
    ///   - processors: those that the process may use.
    ///   - executable: the program's path, for the commands that a person is told.
    package init(grants: [Grant], system: SystemText, processors: [Int], executable: String) {
        let last = processors.max() ?? 0
        let groups = Self.groups(system)
        let hasBudget = !groups.contains { $0.name == Self.budgetName && $0.verdict == .missing }
        findings =
            Self.permissions(
                grants, executable, isContainer: Self.isContainer(system), hasBudget: hasBudget)
            + Self.processors(system, processors, last)
            + groups
            + Self.kernel(system)
            + Self.surroundings(system, processors)
    }

    /// What a run would ask for, tried on a thread of its own and given back.
    package static func tryGrants() throws(ThreadError) -> [Grant] {
        let request = RealtimeRequest()
        let process = RealtimeProcess(request)
        let found = GrantBox()
        try PosixThread(name: "quench-doctor") {
            found.grants = RealtimeThread.enter(
                name: "test", priority: request.loopPriority, processor: Processors.realtime,
                request)
        }.join()
        return process.grants + found.grants
    }

    private static func permissions(
        _ grants: [Grant], _ executable: String, isContainer: Bool, hasBudget: Bool
    ) -> [Finding] {
        grants.map { grant in
            let found = grant.problem.map { "\(grant.granted) (\($0))" } ?? grant.granted
            return Finding(
                grant.name, grant.isGranted ? .good : .missing, found: found,
                remedy: grant.isGranted
                    ? ""
                    : !hasBudget && grant.name.hasPrefix("SCHED_FIFO")
                        ? "comes with the real-time budget, see there"
                        : isContainer
                            ? containerRemedy(for: grant) : remedy(for: grant, executable))
        }
    }

    /// Limits of a session do not reach into a container.
    private static func containerRemedy(for grant: Grant) -> String {
        if grant.name.hasPrefix("SCHED_FIFO") {
            return "start the container with --cap-add=sys_nice --ulimit rtprio=95"
        }
        if grant.name.hasPrefix("memory lock") {
            return "start the container with --cap-add=ipc_lock --ulimit memlock=-1"
        }
        if grant.name.hasPrefix("processors awake") {
            return "start the container with --device=/dev/cpu_dma_latency"
        }
        if grant.name.hasPrefix("affinity") { return "comes with SCHED_FIFO" }
        return "a limit of the container or of seccomp; run outside of it"
    }

    private static func remedy(for grant: Grant, _ executable: String) -> String {
        if grant.name.hasPrefix("SCHED_FIFO") {
            return "in /etc/security/limits.conf: '@realtime - rtprio 95', join the group (sudo "
                + "groupadd -f realtime; sudo usermod -aG realtime $USER) and log in again; or: "
                + "sudo setcap cap_sys_nice,cap_ipc_lock+ep \(executable)"
        }
        if grant.name.hasPrefix("memory lock") {
            return "in /etc/security/limits.conf: '@realtime - memlock unlimited', join the group "
                + "and log in again; or: sudo setcap cap_sys_nice,cap_ipc_lock+ep \(executable)"
        }
        if grant.name.hasPrefix("processors awake") {
            return "let the group write to /dev/cpu_dma_latency by a udev rule, in "
                + "/etc/udev/rules.d/99-realtime.rules: KERNEL==\"cpu_dma_latency\", "
                + "GROUP=\"realtime\", MODE=\"0660\"; then: sudo udevadm trigger"
        }
        if grant.name.hasPrefix("affinity") { return "comes with SCHED_FIFO" }
        return "a limit of the container or of seccomp; run outside of it"
    }
}

/// Filled by a thread, read when it has been joined.
private final class GrantBox: @unchecked Sendable {
    var grants: [Grant] = []
}
