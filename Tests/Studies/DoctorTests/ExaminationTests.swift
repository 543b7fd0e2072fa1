import Journal
import Realtime
import Report
import Testing

@testable import Doctor

/// A machine made of text.
private func examine(
    _ files: [String: String], processors: [Int] = [0, 1], grants: [Grant] = []
) -> [String: Finding] {
    let examination = Examination(
        grants: grants, system: SystemText { files[$0] }, processors: processors,
        executable: "/opt/quench")
    return Dictionary(uniqueKeysWithValues: examination.findings.map { ($0.name, $0) })
}

@Suite struct ExaminationTests {
    private static func governor(_ processor: Int) -> String {
        "/sys/devices/system/cpu/cpu\(processor)/cpufreq/scaling_governor"
    }

    @Test func isolatedProcessorsThatMayBeUsedAreGood() {
        let path = "/sys/devices/system/cpu/isolated"
        #expect(examine([path: "1-2\n"])["isolated processor"]?.verdict == .good)
        #expect(examine([path: "1-2\n"])["isolated processor"]?.found == "1")
        let none = examine([path: "\n"])["isolated processor"]
        #expect(none?.verdict == .missing)
        #expect(none?.remedy.contains("isolcpus=1") == true)
        #expect(examine([path: "4"])["isolated processor"]?.verdict == .missing)
        #expect(
            examine([:], processors: [0])["isolated processor"]?.remedy
                == "needs a second processor")
    }

    @Test(arguments: [
        (["performance", "performance"], Finding.Verdict.good, "performance"),
        (["performance", "powersave"], .missing, "performance, powersave"),
        (["schedutil", "schedutil"], .missing, "schedutil"),
        ([], .note, "none: the frequency is not the system's to set"),
    ])
    func everyGovernorCounts(names: [String], verdict: Finding.Verdict, found: String) {
        var files: [String: String] = [:]
        for (processor, name) in names.enumerated() { files[Self.governor(processor)] = name }
        let finding = examine(files)["frequency governor"]
        #expect(finding?.verdict == verdict)
        #expect(finding?.found == found)
        #expect((finding?.remedy.isEmpty == false) == (verdict == .missing))
    }

    @Test(arguments: [
        (["/sys/kernel/realtime": "1\n"], Finding.Verdict.good),
        (["/proc/sys/kernel/version": "#1 SMP PREEMPT_RT Debian 6.12"], .good),
        (["/proc/sys/kernel/version": "#1 SMP PREEMPT_DYNAMIC"], .missing),
        (["/sys/kernel/realtime": "0"], .missing),
        ([:], .missing),
    ])
    func aRealtimeKernelIsRecognised(files: [String: String], verdict: Finding.Verdict) {
        #expect(examine(files)["PREEMPT_RT"]?.verdict == verdict)
    }

    @Test(arguments: [
        ("950000", "1000000", Finding.Verdict.good), ("-1", "1000000", .good),
        ("10000", "1000000", .missing), ("0", "1000000", .missing),
    ])
    func theRealtimeShareMustBeHalf(share: String, period: String, verdict: Finding.Verdict) {
        let findings = examine([
            "/proc/sys/kernel/sched_rt_runtime_us": share,
            "/proc/sys/kernel/sched_rt_period_us": period,
        ])
        #expect(findings["real-time share"]?.verdict == verdict)
        #expect(examine([:])["real-time share"] == nil)
    }

    @Test func aHypervisorAndSwapAreNoted() {
        let findings = examine([
            "/proc/cpuinfo": "processor : 0\nflags : fpu vme hypervisor avx2\n",
            "/proc/swaps": "Filename Type Size Used Priority\n/dev/sda2 partition 1 0 -2\n",
            "/proc/loadavg": "8.77 6.14 4.35 8/168 24753\n",
            "/sys/devices/system/clocksource/clocksource0/current_clocksource": "hpet\n",
        ])
        #expect(findings["virtual machine"]?.verdict == .note)
        #expect(findings["swap"]?.found.hasPrefix("1 in use") == true)
        #expect(findings["load"]?.found.hasPrefix("8.77 on 2 processors") == true)
        #expect(findings["clock source"]?.verdict == .missing)
        let bare = examine([
            "/proc/cpuinfo": "model name : hypervisor 9000\nflags : fpu avx2\n",
            "/proc/swaps": "Filename Type Size Used Priority\n", "/proc/loadavg": "0.10 0 0",
        ])
        #expect(bare["virtual machine"] == nil && bare["swap"] == nil)
        #expect(bare["load"]?.verdict == .good)
    }

    @Test func aRefusedGrantSaysHowToGetIt() {
        let grants = [
            Grant(
                name: "SCHED_FIFO, test thread", asked: "priority 80", granted: "time sharing",
                isGranted: false, problem: "Operation not permitted"),
            Grant(name: "memory lock", asked: "all pages", granted: "all pages", isGranted: true),
            Grant(
                name: "processors awake", asked: "0", granted: "as the system likes",
                isGranted: false, problem: "Permission denied"),
        ]
        let findings = examine([:], grants: grants)
        let fifo = findings["SCHED_FIFO, test thread"]
        #expect(fifo?.verdict == .missing)
        #expect(fifo?.found == "time sharing (Operation not permitted)")
        #expect(fifo?.remedy.contains("rtprio") == true)
        #expect(fifo?.remedy.contains("setcap cap_sys_nice,cap_ipc_lock+ep /opt/quench") == true)
        #expect(findings["memory lock"] == Finding("memory lock", .good, found: "all pages"))
        #expect(findings["processors awake"]?.remedy.contains("udev") == true)
    }

    @Test func theTableAndTheJSONTellTheSame() {
        let examination = Examination(
            grants: [], system: SystemText { _ in nil }, processors: [0], executable: "q")
        let missing = examination.findings.count { $0.verdict == .missing }
        #expect(missing > 0)
        #expect(examination.json["missing"]?.integer == Int64(missing))
        let names = examination.json["findings"]?.list?.compactMap { $0["name"]?.text }
        #expect(names == examination.findings.map(\.name))
        let text = examination.text(TerminalStyle(isASCII: true, width: 120))
        for finding in examination.findings {
            #expect(text.contains(finding.name))
            if finding.verdict == .missing { #expect(text.contains(finding.remedy)) }
        }
        #expect(text.contains("doctor: \(missing) of \(examination.findings.count) missing"))
    }

    /// The machine that runs the test answers too, whatever it answers.
    @Test func thisMachineIsExamined() throws {
        let grants = try Examination.tryGrants()
        #expect(grants.count == 5)
        let findings = Examination(
            grants: grants, system: .machine, processors: Processors.allowed, executable: "q"
        ).findings
        #expect(findings.count >= 10)
    }
}
