import Realtime
import Testing

@testable import Doctor

@Suite struct GroupsTests {
    private func examine(_ files: [String: String], grants: [Grant] = []) -> [String: Finding] {
        let examination = Examination(
            grants: grants, system: SystemText { files[$0] }, processors: [0, 1],
            executable: "/opt/quench")
        return Dictionary(uniqueKeysWithValues: examination.findings.map { ($0.name, $0) })
    }

    private static let version1 = "4:cpu,cpuacct:/docker/abc\n0::/\n"
    private static let folder1 = "/sys/fs/cgroup/cpu,cpuacct/docker"

    @Test(
        arguments: [
            (["/proc/self/cgroup": "0::/a/b", "/sys/fs/cgroup/a/b/cpu.max": "max 100000"], nil),
            (
                ["/proc/self/cgroup": "0::/a/b", "/sys/fs/cgroup/a/b/cpu.max": "50000 100000"],
                "0.5"
            ),
            // Of a group above, which is the tighter one.
            (
                [
                    "/proc/self/cgroup": "0::/a/b", "/sys/fs/cgroup/a/b/cpu.max": "200000 100000",
                    "/sys/fs/cgroup/a/cpu.max": "25000 100000",
                ], "0.25"
            ),
            // A container sees its group as the topmost.
            (["/proc/self/cgroup": "0::/", "/sys/fs/cgroup/cpu.max": "150000 100000"], "1.5"),
            (
                [
                    "/proc/self/cgroup": version1, folder1 + "/abc/cpu.cfs_quota_us": "20000",
                    folder1 + "/abc/cpu.cfs_period_us": "100000",
                ], "0.2"
            ),
            (
                [
                    "/proc/self/cgroup": version1, folder1 + "/abc/cpu.cfs_quota_us": "-1",
                    folder1 + "/abc/cpu.cfs_period_us": "100000",
                ], nil
            ),
            ([:], nil),
        ] as [([String: String], String?)])
    func theTightestQuotaCounts(files: [String: String], share: String?) {
        let finding = examine(files)["processor quota"]
        #expect(finding?.verdict == (share == nil ? .good : .missing))
        #expect(finding?.found.hasPrefix(share.map { "\($0) processors" } ?? "none") == true)
    }

    @Test(arguments: [("0", Finding.Verdict.missing), ("950000", .good)])
    func aGroupNeedsARealtimeBudget(runtime: String, verdict: Finding.Verdict) {
        let finding = examine([
            "/proc/self/cgroup": Self.version1, Self.folder1 + "/cpu.rt_runtime_us": runtime,
            Self.folder1 + "/cpu.rt_period_us": "1000000",
        ])["real-time budget"]
        #expect(finding?.verdict == verdict)
        #expect(examine([:])["real-time budget"] == nil)
    }

    /// Permissions do not help where the group has no budget.
    @Test func theRemedyForARefusalByTheBudgetIsTheBudget() {
        let refused = Grant(
            name: "SCHED_FIFO, test thread", asked: "", granted: "time sharing", isGranted: false)
        let text = [
            "/proc/self/cgroup": Self.version1, Self.folder1 + "/cpu.rt_runtime_us": "0",
            Self.folder1 + "/cpu.rt_period_us": "1000000",
        ]
        #expect(
            examine(text, grants: [refused])[refused.name]?.remedy
                == "comes with the real-time budget, see there")
    }

    @Test func aContainerIsToldWhatHelpsInOne() {
        let refused = Grant(
            name: "SCHED_FIFO, test thread", asked: "", granted: "time sharing", isGranted: false)
        let outside = examine([:], grants: [refused])[refused.name]?.remedy ?? ""
        let inside = examine(["/.dockerenv": ""], grants: [refused])[refused.name]?.remedy ?? ""
        #expect(outside.contains("limits.conf") && !inside.contains("limits.conf"))
        #expect(inside.contains("--ulimit rtprio"))
    }
}
