import Journal
import Planning
import Realtime
import Recordings
import RunFolder
import SignalSources
import Testing

@testable import Latency

/// Short runs in real time. What they check holds whatever the machine's speed.
@Suite struct LatencyRunTests {
    private static func run(budgetMilliseconds: Double, hops: Int) throws -> LatencyResult {
        var generator = SignalGenerator()
        generator.channelCount = 4
        generator.rateHertz = 512
        generator.durationSeconds = 2
        let rate = try #require(SamplingRate(numerator: 512))
        let frontEnd = try FrontEndPlan(
            Settings.standard.frontEnd, for: MemorySource.channels(of: generator, rate: rate))
        var settings = Settings.standard
        settings.detector.hopMilliseconds = 8.0 / 512 * 1_000
        let planned = try Planner.plan(settings, for: frontEnd.signal)
        let source = MemorySource(generator, frontEnd, durationFrames: Int64(8 * hops))
        return try LatencyRun(
            planned: planned, source: .memory(source), budgetMilliseconds: budgetMilliseconds,
            realtime: nil
        ).run()
    }

    /// A minute for each decision: every machine has it.
    @Test func aRunKeepsEveryHopAndPasses() throws {
        let result = try Self.run(budgetMilliseconds: 60_000, hops: 30)
        #expect(result.failure == nil)
        #expect(result.hops.map(\.sequence) == (0..<30).map { $0 })
        #expect(result.latencies.compute.count == 30)
        #expect(result.floor.count == 29)
        #expect(result.misses == 0 && result.overruns == 0)
        for (earlier, later) in zip(result.hops, result.hops.dropFirst()) {
            #expect(later.stamps.acquiredFirst - earlier.stamps.acquiredFirst == 15_625_000)
        }
    }

    @Test func anImpossibleBudgetFails() throws {
        let result = try Self.run(budgetMilliseconds: 0.001, hops: 10)
        #expect(result.misses == 10 && result.lateDecisions == 10)
        let failure = try #require(result.failure)
        #expect(failure.hasPrefix("10 of 10 decisions missed the budget of 0.001 ms (10 late)"))
        #expect(!failure.contains("\n"))
    }

    @Test func theJSONHasItsShape() throws {
        let result = try Self.run(budgetMilliseconds: 60_000, hops: 12)
        let json = result.json(programVersion: "1.2")
        let names = ["p50", "p90", "p99", "p999", "p9999", "max", "mean", "count"]
        let places =
            [
                json["computeLatencyMicroseconds"], json["sampleToActuatorLatencyMilliseconds"],
                json["wakeUpFloorMicroseconds"],
                json["withoutCorrection"]?["computeLatencyMicroseconds"],
                json["withoutCorrection"]?["sampleToActuatorLatencyMilliseconds"],
            ] + Stage.allCases.map { json["stagesMicroseconds"]?[$0.rawValue] }
        for place in places {
            let distribution = try #require(place)
            let values = try names.map { try #require(distribution[$0]?.number) }
            #expect(values[..<6].sorted() == Array(values[..<6]))
        }
        // Fifteen frames and a half lie within a hop, in milliseconds.
        let whole = json["sampleToActuatorLatencyMilliseconds"]?["p50"]?.number ?? 0
        let compute = json["computeLatencyMicroseconds"]?["p50"]?.number ?? 0
        #expect(whole > 13.6 && whole * 1_000 > compute)
        #expect(json["misses"]?.integer == 0)
        #expect(json["passed"] == .bool(true))
        #expect(json["failure"] == .null)
        #expect(json["channels"]?.integer == 4)
        #expect(json["hopMilliseconds"]?.number == 15.625)
        #expect(json["grants"]?.list?.isEmpty == true)
        #expect(json["comparison"] == .null && json["signal"] == .text("generated"))
        #expect(json["segments"]?.list?.count == 1)
        // Nothing was asked of the system, so that nobody woke up early.
        #expect(json["earlyFloorMicroseconds"] == .null)
    }

    @Test func theReportAndTheScreenSayHowItWent() throws {
        let late = try Self.run(budgetMilliseconds: 0.001, hops: 8)
        #expect(late.text(.init(width: 120)).contains("failed: 8 of 8 decisions"))
        let html = late.report(programVersion: "1.2", command: "quench bench latency <x>").html()
        #expect(html.contains("8 of 8 decisions missed the budget"))
        #expect(html.contains("quench bench latency &lt;x&gt;"))
        #expect(html.contains("<svg"))
        let good = try Self.run(budgetMilliseconds: 60_000, hops: 8)
        #expect(good.text(.init(width: 120)).contains("passed: every decision within the budget"))
    }
}
