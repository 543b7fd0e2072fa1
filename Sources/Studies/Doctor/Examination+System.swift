import Realtime

/// What the kernel's text files say.
extension Examination {
    static func processors(_ system: SystemText, _ allowed: [Int], _ last: Int) -> [Finding] {
        var findings = [
            allowed.count > 1
                ? Finding("processors", .good, found: "\(allowed.count)")
                : Finding(
                    "processors", .missing, found: "\(allowed.count)",
                    remedy: "telemetry and report share the loop's processor; use two or more")
        ]
        let isolated = system["/sys/devices/system/cpu/isolated"].map { Processors.list($0) } ?? []
        let usable = isolated.filter(allowed.contains)
        findings.append(
            usable.isEmpty
                ? Finding(
                    "isolated processor", .missing, found: "none",
                    remedy: allowed.count > 1
                        ? "boot with isolcpus=\(last) nohz_full=\(last) rcu_nocbs=\(last): other "
                            + "programs then keep off processor \(last), which the loop takes"
                        : "needs a second processor")
                : Finding(
                    "isolated processor", .good,
                    found: usable.map(String.init).joined(separator: ", ")))
        findings.append(governor(system, allowed))
        return findings
    }

    private static func governor(_ system: SystemText, _ allowed: [Int]) -> Finding {
        let governors = Set(
            allowed.compactMap {
                system["/sys/devices/system/cpu/cpu\($0)/cpufreq/scaling_governor"]
            })
        guard !governors.isEmpty else {
            return Finding(
                "frequency governor", .note, found: "none: the frequency is not the system's to set"
            )
        }
        let found = governors.sorted().joined(separator: ", ")
        guard governors != ["performance"] else {
            return Finding("frequency governor", .good, found: found)
        }
        return Finding(
            "frequency governor", .missing, found: found,
            remedy: "sudo cpupower frequency-set --governor performance: a processor that slowed "
                + "down takes longer for a decision")
    }

    static func kernel(_ system: SystemText) -> [Finding] {
        let version = system["/proc/sys/kernel/version"] ?? ""
        let isRealtime = system["/sys/kernel/realtime"] == "1" || version.contains("PREEMPT_RT")
        var findings = [
            isRealtime
                ? Finding("PREEMPT_RT", .good, found: "yes")
                : Finding(
                    "PREEMPT_RT", .missing,
                    found: version.contains("PREEMPT") ? "no, but preemptible" : "no",
                    remedy: "install a real-time kernel (Debian: linux-image-rt-amd64): interrupts "
                        + "and drivers then cannot hold the loop up for milliseconds")
        ]
        if let text = system["/proc/sys/kernel/sched_rt_runtime_us"], let share = Int(text),
            let period = system["/proc/sys/kernel/sched_rt_period_us"].flatMap({ Int($0) })
        {
            findings.append(
                share < 0 || share * 2 >= period
                    ? Finding(
                        "real-time share", .good,
                        found: share < 0 ? "no limit" : "\(share) of every \(period) µs")
                    : Finding(
                        "real-time share", .missing, found: "\(share) of every \(period) µs",
                        remedy:
                            "sudo sysctl kernel.sched_rt_runtime_us=\(period / 20 * 19): the loop is "
                            + "stopped when it has used this up"))
        }
        let source =
            system["/sys/devices/system/clocksource/clocksource0/current_clocksource"] ?? "unknown"
        findings.append(
            ["tsc", "arch_sys_counter", "kvm-clock"].contains(source)
                ? Finding("clock source", .good, found: source)
                : Finding(
                    "clock source", .missing, found: source,
                    remedy: "boot with clocksource=tsc where the processor's is stable: reading "
                        + "this one takes a system call"))
        return findings
    }

    static func surroundings(_ system: SystemText, _ allowed: [Int]) -> [Finding] {
        var findings: [Finding] = []
        let isVirtual =
            (system["/proc/cpuinfo"] ?? "").split(separator: "\n").first { $0.hasPrefix("flags") }?
            .split(separator: " ").contains("hypervisor") ?? false
        if isVirtual {
            findings.append(
                Finding(
                    "virtual machine", .note,
                    found: "yes: a hypervisor may stop a processor at any time; "
                        + "quench bench latency tells how much it stole"))
        }
        let swaps = (system["/proc/swaps"] ?? "").split(separator: "\n").dropFirst()
        if !swaps.isEmpty {
            findings.append(
                Finding(
                    "swap", .note,
                    found: "\(swaps.count) in use: without the memory lock, pages "
                        + "may have to be read from a disk"))
        }
        let load = system["/proc/loadavg"]?.split(separator: " ").first.flatMap { Double($0) }
        if let load {
            let isBusy = load > Double(max(1, allowed.count))
            findings.append(
                Finding(
                    "load", isBusy ? .note : .good,
                    found: isBusy
                        ? "\(load) on \(allowed.count) processors: figures taken now are of a "
                            + "busy machine" : "\(load)"))
        }
        return findings
    }
}
