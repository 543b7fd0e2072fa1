import Foundation
import Journal
import TestSupport
import Testing

/// `quench bench latency` and `quench doctor` as a person runs them. Budgets are ones that every
/// machine keeps, or none.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct BenchTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let small = [
        "bench", "latency", "--channels", "8", "--rate", "512", "--block", "8", "--blocks", "40",
    ]

    @Test func anImpossibleBudgetIsStatusOne() throws {
        let result = try Quench.run(Self.small + ["--budget-ms", "0.001"], in: folder)
        #expect(result.status == 1 && !result.wasKilled)
        let problem = try #require(result.errorLines.last)
        #expect(problem.hasPrefix("quench: 40 of 40 decisions missed the budget of 0.001 ms"))
        #expect(result.output.contains("failed: 40 of 40"))
        let pardoned = try Quench.run(
            Self.small + ["--budget-ms", "0.001", "--no-fail-on-miss"], in: folder)
        #expect(
            pardoned.status == 0
                && pardoned.errorLines.last?.hasPrefix("quench: 40 of 40 decisions missed") == true)
    }

    @Test func theJSONHasBothLatencies() throws {
        let result = try Quench.run(
            Self.small + ["--budget-ms", "60000", "--json", "--ordinary"], in: folder)
        #expect(result.status == 0, "\(result.errors)")
        let json = try jsonObject(result.output)
        for name in ["computeLatencyMicroseconds", "sampleToActuatorLatencyMilliseconds"] {
            let values = try #require(json[name] as? [String: Any])
            for percentile in ["p50", "p90", "p99", "p999", "p9999", "max"] {
                #expect(values[percentile] is Double || values[percentile] is Int)
            }
        }
        #expect(json["decisions"] as? Int == 40)
        #expect((json["grants"] as? [Any])?.isEmpty == true)
    }

    /// Every mistake is found before the clock starts.
    @Test func whatCannotBeComparedIsOneLine() throws {
        try folder.write("{}", to: "other.json")
        let other = try Quench.run(Self.small + ["--compare", "other.json"], in: folder)
        #expect(other.status != 0 && other.output.isEmpty)
        #expect(
            other.errorLines == [
                "quench: other.json: is no measurement; `quench bench latency --json` writes one"
            ])
    }

    @Test func theFilesAreWritten() throws {
        let result = try Quench.run(
            Self.small + [
                "--budget-ms", "60000", "--trace", "t.tsv", "--hgrm", "h.hgrm", "--report",
                "r.html",
            ], in: folder)
        #expect(result.status == 0, "\(result.errors)")
        let trace = try String(decoding: folder.bytes("t.tsv"), as: UTF8.self)
        let rows = trace.split(separator: "\n").map {
            $0.split(separator: "\t").compactMap { Int64($0) }
        }
        #expect(rows.count == 40 && rows.allSatisfy { $0.count == 5 })
        for (index, row) in rows.enumerated() {
            #expect(row[0] == Int64(index) && row[1] <= row[2] && row[2] <= row[3])
            #expect((0...1).contains(row[4]))
        }
        #expect(try String(decoding: folder.bytes("h.hgrm"), as: UTF8.self).contains("#[Max"))
        #expect(try String(decoding: folder.bytes("r.html"), as: UTF8.self).contains("<svg"))
        // Files of an earlier measurement are not overwritten.
        let again = try Quench.run(Self.small + ["--trace", "t.tsv"], in: folder)
        #expect(again.status == 1)
        #expect(again.errors.hasPrefix("quench: t.tsv: is there already"))
    }

    @Test func aRecordingIsMeasuredToItsEnd() throws {
        try folder.writeRecording(seconds: 30)
        let result = try Quench.run(
            "bench", "latency", "--recording", "good.edf", "--blocks", "10", "--budget-ms",
            "60000", "--json", in: folder)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try jsonObject(result.output)["decisions"] as? Int == 10)
    }

    private static let mistakes: [String: Int32] = [
        "--channels 0": 64, "--rate 50": 64, "--block 201": 64, "--budget-ms 0": 64,
        "--duration -1": 64, "--blocks 0": 64, "--rate 100 --block 16": 1,
        "--settings none.yaml": 1, "--recording none.edf": 1, "--duration 0.001": 1,
        "--blocks 12000001": 64, "--rate 5000 --block 5 --duration 86400": 1,
        "--trace none/t.tsv": 1, "--hgrm none/h": 1, "--report /proc/r.html": 1,
        "--trace both --hgrm both": 1,
    ]

    @Test(arguments: mistakes)
    func mistakesAreOneLine(line: String, status: Int32) throws {
        let arguments = line.split(separator: " ").map(String.init)
        let result = try Quench.run(["bench", "latency"] + arguments, in: folder)
        #expect(result.status == status && !result.wasKilled)
        if status == 1 { #expect(result.errorLines.count == 1, "\(result.errors)") }
        #expect(result.output.isEmpty)
        // A file that cannot be written is found before the clock starts, and none is left.
        #expect(names(in: folder.path).allSatisfy { $0.hasSuffix(".out") || $0.hasSuffix(".err") })
    }

    /// The load ends with the measurement.
    @Test func theLoadIsGoneAfterwards() throws {
        let result = try Quench.run(
            Self.small + ["--budget-ms", "60000", "--stress", "--json"], in: folder)
        #expect(result.status == 0, "\(result.errors)")
        // Children are waited for: none is left that this command started.
        #expect(try jsonObject(result.output)["decisions"] as? Int == 40)
    }

    @Test func theDoctorAnswersInBothForms() throws {
        let text = try Quench.run("doctor", in: folder)
        #expect(text.status == 0 && text.output.contains("SCHED_FIFO"))
        let json = try jsonObject(Quench.run("doctor", "--json", in: folder).output)
        let findings = try #require(json["findings"] as? [[String: Any]])
        #expect(findings.count >= 10)
        for finding in findings {
            #expect(["good", "missing", "note"].contains(finding["verdict"] as? String))
        }
    }

    /// A run at the pace of real time says what the system granted, and leaves a line of stamps for
    /// every decision.
    @Test func aRunInRealTimeLeavesItsStamps() throws {
        try folder.writeRecording(seconds: 30)
        let result = try Quench.run(
            "replay", "good.edf", "--pace", "realtime", "--to", "2", "--output", "out", "--json",
            in: folder)
        #expect(result.status == 0, "\(result.errors)")
        let summary = try jsonObject(result.output)
        let realTime = try #require(summary["realTime"] as? [String: Any])
        #expect((realTime["grants"] as? [Any])?.count == 8)
        let lines = try String(decoding: folder.bytes("out/stamps.tsv"), as: UTF8.self)
            .split(separator: "\n")
        let decisions = try #require(summary["decisions"] as? Int)
        #expect(lines.count == decisions + 1)
        for line in lines.dropFirst() {
            let stamps = line.split(separator: "\t").dropFirst().dropLast().compactMap { Int64($0) }
            #expect(stamps.count == 7 && stamps == stamps.sorted())
        }
        #expect(try decisionsTimed("out") == decisions)
        // A later run without a clock leaves none behind.
        _ = try Quench.run("replay", "good.edf", "--output", "out", in: folder)
        #expect(names(in: folder.file("out")) == fileNames)
    }

    /// By the histograms of their compute latency.
    private func decisionsTimed(_ run: String) throws -> Int {
        let lines = try String(decoding: folder.bytes("\(run)/latency.tsv"), as: UTF8.self)
            .split(separator: "\n").map { $0.split(separator: "\t") }
        #expect(lines.allSatisfy { $0.count == 11 })
        return lines.filter { $0[1] == "compute" }.compactMap { Int($0[2]) }.reduce(0, +)
    }

    @Test func stampsAreLeftOutOrAskedFor() throws {
        try folder.writeRecording(seconds: 30)
        let result = try Quench.run(
            "replay", "good.edf", "--pace", "realtime", "--to", "2", "--no-stamps", in: folder)
        #expect(result.status == 0, "\(result.errors)")
        #expect(names(in: folder.file("quench-run")) == (fileNames + ["latency.tsv"]).sorted())
        let summary = try RunSummary(path: folder.file("quench-run/summary.json"))
        #expect(try decisionsTimed("quench-run") == summary.decisions)
        #expect(summary.identity?.command.contains(" --no-stamps ") == true)
        for pace in ["max", "4x"] {
            let refused = try Quench.run(
                "replay", "good.edf", "--pace", pace, "--stamps", "--output", "out", in: folder)
            #expect(refused.status == 64)
            #expect(refused.errors.contains("--stamps needs --pace realtime"))
        }
    }
}
