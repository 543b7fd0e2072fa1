import Foundation
import Testing

@testable import Cohort

/// The tables of a study: sums by subject, differences on the same subjects.
struct TableTests {
    /// Subjects' seizure milliseconds with the first settings and with the second, of 1,000 untreated.
    private func table(_ subjects: [(Int64, Int64?)]) throws -> CohortTable {
        let made = try Made()
        let plan = try made.plan(Made.study(count: 1)).plan
        let rows = subjects.enumerated().flatMap { index, values in
            [("a", Optional(values.0)), ("b", values.1)].map { settings, left in
                let task = CohortTask(
                    key: "\(index)\(settings)", centre: "none", subject: "s-\(index)",
                    session: "1", source: "s", settings: settings, model: "m", seconds: 300)
                guard let left else { return (task: task, result: TaskResult?.none) }
                var tally = Tally()
                (tally.milliseconds, tally.twinMilliseconds) = (300_000, 1_000)
                tally.seizureMilliseconds = left
                return (task, TaskResult(key: task.key, tally: tally))
            }
        }
        return CohortTable(plan, rows) { _ in nil }
    }

    @Test("a difference is paired: one that is the same in all has an interval of no width")
    func paired() throws {
        let table = try table([(100, 50), (500, 450), (900, 850), (300, 250)])
        let second = table.levels[1].estimates[0]
        #expect(table.levels[0].estimates[0].value == 0.45)
        #expect(table.levels[0].estimates[0].difference == nil)
        let difference = try #require(second.difference)
        #expect(abs(difference + 0.05) < 1e-12)
        let interval = try #require(second.differenceInterval)
        #expect(abs(interval.low + 0.05) < 1e-12 && abs(interval.high + 0.05) < 1e-12)
        let own = try #require(second.interval)
        #expect(own.high - own.low > 0.2)
    }

    @Test("a subject without one of its tasks is in no figure, and is named")
    func incomplete() throws {
        let table = try table([(100, 50), (500, nil), (900, 850)])
        #expect(table.subjects == ["s-0", "s-2"] && table.incomplete.map(\.subject) == ["s-1"])
        #expect(table.levels[0].estimates[0].value == 0.5)
        #expect(table.missingCount == 1)
        #expect(table.tasksTSV.split(separator: "\n").count == 7)
    }

    @Test("one subject says nothing of a spread")
    func alone() throws {
        let estimate = try table([(100, 50)]).levels[1].estimates[0]
        #expect(estimate.value == 0.05 && estimate.interval == nil)
    }

    @Test("a result is its own bytes read back, and no other's")
    func result() {
        var tally = Tally()
        (tally.found, tally.delaysMilliseconds) = (3, [5, 700])
        let key = String(repeating: "a", count: 32)
        let result = TaskResult(key: key, tally: tally, decisionHash: "00ff")
        let bytes = Data(result.text.utf8)
        #expect(TaskResult(bytes, key: key) == result)
        #expect(TaskResult(bytes, key: String(repeating: "b", count: 32)) == nil)
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= 1
            #expect(TaskResult(damaged, key: key) == nil, "byte \(place)")
        }
    }
}
