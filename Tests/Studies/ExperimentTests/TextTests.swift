import Foundation
import Testing

@testable import Experiment

@Suite("A result as text")
struct TextTests {
    /// Two seeds at one delay and two amplitudes, and one without a seizure.
    private var result: DoseResponseResult {
        let experiment = quickExperiment(seeds: [1, 2, 3], delays: [2.5], amplitudes: [3_500])
        let stopped = TrainOutcome(
            remainingSeconds: 0.25, isAborted: true, seizureCount: 1, secondsInSeizure: 2.75)
        let lasting = TrainOutcome(
            remainingSeconds: nil, isAborted: false, seizureCount: 2, secondsInSeizure: 9)
        return DoseResponseResult(
            experiment: experiment,
            seeds: [
                SeedOutcome(seed: 1, onsetSeconds: 70, outcomes: [[lasting, stopped]]),
                SeedOutcome(
                    seed: 2, onsetSeconds: 75, durationSeconds: 2, outcomes: [[nil, nil]]),
                SeedOutcome(seed: 3),
            ])
    }

    @Test("the TSV has a header, and a row of as many cells for each point")
    func table() {
        let lines = result.tsv().split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false)
        }
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { $0.count == 10 })
        #expect(lines[0].first == "delaySeconds" && lines[0].last == "secondsInSeizureMean")
        #expect(lines[1].prefix(5) == ["2.5", "0", "1", "0", "0"])
        #expect(lines[1].suffix(3) == ["inf", "2", "9"])
        #expect(
            lines[2] == [
                "2.5", "3.5", "1", "1", "1", "0.206549", "1", "0.25", "1", "2.75",
            ])
    }

    @Test("without a seed at risk the cells say so")
    func nobody() throws {
        let empty = DoseResponseResult(
            experiment: result.experiment, seeds: [SeedOutcome(seed: 1)])
        let row = try #require(empty.tsv().split(separator: "\n").last)
        #expect(row == "2.5\t3.5\t0\t0" + String(repeating: "\tn/a", count: 6))
    }

    @Test("the JSON holds points, seeds and those without a seizure")
    func object() throws {
        let text = try result.json(therapy: "a \"train\"", command: "quench", programVersion: "1")
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["therapy"] as? String == "a \"train\"")
        #expect(object["seedsWithoutSeizure"] as? [Int] == [3])
        #expect((object["seeds"] as? [[String: Any]])?.count == 3)
        let points = try #require(object["points"] as? [[String: Any]])
        #expect(points.count == 2)
        #expect(points[0]["remainingSecondsMedian"] == nil)
        #expect(points[1]["abortProbability"] as? Double == 1)
    }

    @Test(
        "the median is the middle, or between the middle two",
        arguments: [([3, 1, 2], 2), ([4, 1, 2, 3], 2.5), ([1, .infinity, .infinity], .infinity)])
    func middle(values: [Double], expected: Double) {
        #expect(median(values) == expected)
        #expect(median([]) == nil)
    }
}
