import ClosedLoop
import Foundation
import Planning
import TestSupport
import Testing

@testable import Pipeline
@testable import RunFolder

/// The file of a state while its run goes on.
struct StateKeeperTests {
    private let folder: TemporaryFolder
    private let plan: LoopPlan
    private var path: String { folder.file("state") }

    init() throws {
        folder = try TemporaryFolder()
        plan = try Planner.plan(
            .standard,
            for: SignalDescription(
                channelNames: ["A", "B", "C", "D"], rateNumerator: 200, rateDenominator: 1)
        ).plan
    }

    private func report(atSecond second: Int64, therapies: Int64, starts: Bool = false) -> HopReport
    {
        var report = HopReport()
        report.record.decision.tick = second * 1_000_000
        report.record.therapies = therapies
        if starts {
            report.record.decision.response = .started(therapyIndex: 0, firstPulseMicroseconds: 0)
        }
        return report
    }

    @Test func telemetryThatWasLostCounts() throws {
        let fresh = try StateFile.read(path, for: plan, lsbNanovolts: 250)
        #expect(fresh.doses == .new)
        var keeper = try StateKeeper(path, fresh, plan, firstFrame: 1_000)
        func therapies() throws -> Int64 {
            let state = try StateFile.read(path, for: plan, lsbNanovolts: 250)
            #expect(state.remark.contains("did not end in order"))
            return state.memory(at: 0).therapiesOfDay
        }
        #expect(try therapies() == 0)
        try keeper.take(report(atSecond: 6, therapies: 0))
        #expect(try therapies() == 0)
        try keeper.take(report(atSecond: 7, therapies: 1, starts: true))
        #expect(try therapies() == 1)
        try keeper.take(report(atSecond: 20, therapies: 3))
        #expect(try therapies() == 3)
        try keeper.take(report(atSecond: 30, therapies: 5, starts: true))
        #expect(try therapies() == 5)
    }

    /// Without a therapy the file is written every quarter of an hour, so that time counts.
    @Test func timeThatPassesIsKept() throws {
        var keeper = try StateKeeper(
            path, StateFile.read(path, for: plan, lsbNanovolts: 250), plan, firstFrame: 0)
        try keeper.take(report(atSecond: 1, therapies: 1, starts: true))
        let first = try StateFile.read(path, for: plan, lsbNanovolts: 250).doseWords
        try keeper.take(report(atSecond: 800, therapies: 1))
        #expect(try StateFile.read(path, for: plan, lsbNanovolts: 250).doseWords == first)
        try keeper.take(report(atSecond: 901, therapies: 1))
        #expect(try StateFile.read(path, for: plan, lsbNanovolts: 250).doseWords != first)
        for hour in Int64(1)...25 {
            try keeper.take(report(atSecond: hour * 3_600, therapies: 1))
        }
        #expect(
            try StateFile.read(path, for: plan, lsbNanovolts: 250).memory(at: 0).therapiesOfDay == 0
        )
    }
}
