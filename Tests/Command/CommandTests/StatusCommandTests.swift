import TestSupport
import Testing

/// `quench status` on what a run, or anybody, left.
@Suite("The status of a capture", .enabled(if: Quench.executable != nil, Quench.missing))
struct StatusCommandTests {
    private let bench: AmplifierBench
    private var folder: TemporaryFolder { bench.folder }

    init() throws { bench = try AmplifierBench() }

    private func run(_ line: String) throws -> Quench.Result { try bench.run(line) }

    @Test(
        "a status that says anything is shown, and ends nothing",
        arguments: [1e300, -1e300, 9.3e18] as [Double])
    func aHostileStatus(number: Double) throws {
        try folder.write(
            """
            {"device": "x\\u001b[2J", "process": 1, "renewed": \(number), "state": "\\u001b]0;x",
             "frame": 0, "timeSeconds": \(number), "decided": \(number), "decisions": 0,
             "missedDeadlines": 0, "episodes": 0, "therapies": 0, "framesMissing": 0, "gaps": 0,
             "overruns": 0, "latencyMicroseconds": {"p50": \(number), "p99": 0, "most": 0},
             "recording": {"path": "in.edf", "bytesPerSecond": \(number),
              "freeBytes": \(Int64.max), "reserveBytes": \(Int64.min)}}
            """, to: "status.json")
        let result = try run("status .")
        #expect(!result.wasKilled && result.status == (number > 0 ? 0 : 1), "\(result.errors)")
        #expect(!result.output.contains("\u{1b}") && !result.errors.contains("\u{1b}"))
    }

    @Test func aStatusTellsOfADeviceThatIsAway() throws {
        try folder.write(
            """
            {"device": "hw:1,0", "process": 1, "renewed": 1e12, "state": "safe state",
             "stateReason": "source lost", "frame": 0, "timeSeconds": 0, "decisions": 0,
             "missedDeadlines": 0, "episodes": 0, "therapies": 0, "framesMissing": 0, "gaps": 0,
             "overruns": 0, "input": {"isAway": true, "reconnects": 1}}
            """, to: "status.json")
        let result = try run("status .")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("hw:1,0, away, back again once so far"))
        #expect(result.output.contains("safe state: source lost"), "\(result.output)")
    }

    @Test func aRunThatItsDeviceEndedIsNoSuccess() throws {
        try folder.write(
            """
            {"device": "hw:1,0", "process": 1, "renewed": 0, "endReason": "hw:1,0: was lost",
             "problem": "hw:1,0: was lost", "state": "watching", "frame": 0, "timeSeconds": 0,
             "decisions": 0, "missedDeadlines": 0, "episodes": 0, "therapies": 0,
             "framesMissing": 0, "gaps": 0, "overruns": 0}
            """, to: "status.json")
        let result = try run("status .")
        #expect(result.status == 1 && result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.contains("the run was ended by its source: hw:1,0: was lost"))
    }
}
