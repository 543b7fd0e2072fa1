/// What the control groups that the process is in leave it: of version 2, or of version 1. A limit
/// of any group above counts as much as its own.
extension Examination {
    static let budgetName = "real-time budget"

    static func groups(_ system: SystemText) -> [Finding] {
        let memberships = system["/proc/self/cgroup"] ?? ""
        return [quota(system, memberships), realtimeBudget(system, memberships)].compactMap { $0 }
    }

    /// Processor time in a period that all threads of ordinary scheduling share; telemetry and
    /// report are among them.
    private static func quota(_ system: SystemText, _ memberships: String) -> Finding? {
        var least: (share: Double, file: String)?
        for folder in folders(memberships, controller: nil) {
            let words = (system["\(folder)/cpu.max"] ?? "").split(separator: " ")
            guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1])
            else { continue }
            keep(quota / period, "\(folder)/cpu.max", &least)
        }
        for folder in folders(memberships, controller: "cpu") {
            guard let quota = system["\(folder)/cpu.cfs_quota_us"].flatMap(Double.init),
                let period = system["\(folder)/cpu.cfs_period_us"].flatMap(Double.init), quota > 0
            else { continue }
            keep(quota / period, "\(folder)/cpu.cfs_quota_us", &least)
        }
        guard let least else { return Finding("processor quota", .good, found: "none") }
        let share = (least.share * 100).rounded() / 100
        return Finding(
            "processor quota", .missing, found: "\(share) processors, by \(least.file)",
            remedy: "when it is used up the run stands still for the rest of the period: start the "
                + "container without --cpus and --cpu-quota, or the unit without CPUQuota=")
    }

    /// Version 1 gives each group a budget of real-time scheduling, 0 unless somebody sets it:
    /// SCHED_FIFO is then refused, whatever the process is permitted.
    private static func realtimeBudget(_ system: SystemText, _ memberships: String) -> Finding? {
        var least: (share: Double, file: String)?
        for folder in folders(memberships, controller: "cpu") {
            guard let runtime = system["\(folder)/cpu.rt_runtime_us"].flatMap(Double.init),
                let period = system["\(folder)/cpu.rt_period_us"].flatMap(Double.init), period > 0,
                runtime >= 0
            else { continue }
            keep(runtime / period, "\(folder)/cpu.rt_runtime_us", &least)
        }
        guard let least else { return nil }
        guard least.share < 0.5 else {
            return Finding(Self.budgetName, .good, found: "\(Int(least.share * 100)) %")
        }
        return Finding(
            Self.budgetName, .missing,
            found: "\(Int(least.share * 100)) % of a processor, by \(least.file)",
            remedy: "echo 950000 | sudo tee \(least.file), on the host and in every group above it "
                + "first; or docker run --cpu-rt-runtime=950000 --ulimit rtprio=95 "
                + "--cap-add=sys_nice. Permissions alone do not help")
    }

    private static func keep(
        _ share: Double, _ file: String, _ least: inout (share: Double, file: String)?
    ) {
        if share < least?.share ?? .infinity { least = (share, file) }
    }

    /// The group's folder and those above it, as they are mounted; a container sees its own group
    /// as the topmost.
    private static func folders(_ memberships: String, controller: String?) -> [String] {
        var folders: [String] = []
        for line in memberships.split(separator: "\n") {
            let cells = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard cells.count == 3 else { continue }
            let names = cells[1].split(separator: ",")
            let isWanted = controller.map { names.contains(Substring($0)) } ?? cells[1].isEmpty
            guard isWanted else { continue }
            let roots =
                controller == nil
                ? ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"]
                : ["/sys/fs/cgroup/\(cells[1])", "/sys/fs/cgroup/cpu"]
            var parts = cells[2].split(separator: "/")
            while true {
                let path = parts.map { "/\($0)" }.joined()
                folders += roots.map { $0 + path }
                if parts.isEmpty { break }
                parts.removeLast()
            }
        }
        return folders
    }

    /// Whether the process is in a container, where files of the host are out of reach.
    static func isContainer(_ system: SystemText) -> Bool {
        let memberships = system["/proc/self/cgroup"] ?? ""
        return system["/.dockerenv"] != nil || system["/run/.containerenv"] != nil
            || ["docker", "lxc", "kubepods", "containerd", "podman"].contains {
                memberships.contains($0)
            }
    }
}
