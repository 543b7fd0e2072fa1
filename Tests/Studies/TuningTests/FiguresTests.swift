import Evaluation
import Foundation
import Planning
import TestSupport
import Testing
import Training

@testable import Tuning

/// Figures by pieces, objectives, the space, and what is refused.
struct FiguresTests {
    @Test("the pieces together are the strict scores of evaluate", arguments: 1...20)
    func piecesAddUp(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let folder = try TemporaryFolder()
        let set = try TuningSet(
            [
                MadeRecording(name: "a", seconds: 700, seizures: [50..<60, 100..<130, 500..<520]),
                MadeRecording(name: "b", seconds: 90),
            ], in: folder)
        func instants(_ count: Int, _ end: Double) -> [Double] {
            (0..<count).map { _ in Double.random(in: 0...end, using: &random) }.sorted()
        }
        let runs = set.recordings.map { recording -> ScoredRecording in
            let annotated = recording.annotated
            let end = annotated.durationSeconds
            let edges = instants(2 * Int.random(in: 0...12, using: &random), end)
            return ScoredRecording(
                name: annotated.name, durationSeconds: end, reference: annotated.seizures,
                hypothesis: stride(from: 0, to: edges.count, by: 2).map {
                    Interval(start: edges[$0], end: edges[$0 + 1])
                }, uncounted: annotated.uncounted,
                therapies: instants(9, end).map { .init(seconds: $0, microcoulombs: 1) })
        }
        let figures = TuningFigures(set.figures(runs))
        let scores = DetectorScores(runs)
        #expect(figures.seizures == scores.delays.outcomes.count, "seed \(seed)")
        #expect(figures.found == scores.delays.foundCount, "seed \(seed)")
        #expect(figures.alreadyOn == scores.delays.alreadyOnCount, "seed \(seed)")
        #expect(figures.delays == scores.delays.detected, "seed \(seed)")
        #expect(figures.medianDelay == scores.delays.median, "seed \(seed)")
        #expect(figures.falseAlarms == scores.falseAlarmCount, "seed \(seed)")
        #expect(figures.outside == scores.therapiesOutside, "seed \(seed)")
        let rate = try #require(scores.falseAlarmsPerHour)
        #expect(abs(figures.falseAlarmsPerHour - rate) < 1e-9 * max(1, rate), "seed \(seed)")
    }

    @Test(
        "objectives are read as they are told",
        arguments: [
            ("false/h<=0.5", Objective(.falseAlarms, atMost: 0.5)),
            (" outside/h <= 6 ", Objective(.outside, atMost: 6)),
            ("delay<=2.5", Objective(.delay, atMost: 2.5)),
        ])
    func grammar(_ text: String, _ objective: Objective) throws {
        #expect(try Objective(parsing: text) == objective)
        #expect(try Objective(parsing: objective.text) == objective)
    }

    @Test(
        "a typing error is one line that says what is expected",
        arguments: [
            "", "false", "false/h", "false/h<0.5", "false/h<=", "false/h<=x", "false/h<=-1",
            "false/h<=nan", "delay<=inf", "sensitivity<=1", "false/h<=0.5<=1", "delay>=3",
            "delay<=0", "false/h<=0.00009", "outside/h<=1000001", "false/h<=1e300", "delay<=1e18",
        ])
    func typingErrors(_ text: String) {
        let error = #expect(throws: TuningError.self) { try Objective(parsing: text) }
        #expect(error?.description.hasPrefix("--objective: ") == true)
        #expect(error?.description.contains("\n") == false)
    }

    @Test("the limits of a limit", arguments: ["false/h<=0.0001", "outside/h<=1000000"])
    func limits(_ text: String) throws {
        #expect(try Objective(parsing: text).text == text)
    }

    private func figures(_ delays: [Double?], falseAlarms: Int = 0, hours: Double = 1)
        -> TuningFigures
    {
        TuningFigures(
            delays.map { PieceFigures(seizure: $0.map { .found(after: $0) } ?? .missed) } + [
                PieceFigures(seconds: 3_600 * hours, falseAlarms: falseAlarms)
            ])
    }

    @Test("what is preferred")
    func preference() {
        let rate = Objective(.falseAlarms, atMost: 1)
        #expect(rate.prefers(figures([1, 9]), to: figures([1, nil])))
        #expect(rate.prefers(figures([1, 2]), to: figures([2, 2])))
        #expect(rate.prefers(figures([1], falseAlarms: 1), to: figures([2])))
        #expect(!rate.prefers(figures([1]), to: figures([1])))
        #expect(rate.isMet(by: figures([1], falseAlarms: 1)))
        #expect(!rate.isMet(by: figures([1], falseAlarms: 2)))
        let delay = Objective(.delay, atMost: 2)
        #expect(delay.prefers(figures([2]), to: figures([1], falseAlarms: 1)))
        // Two of three are found in time; one of three is not half of them.
        #expect(delay.isMet(by: figures([1, 2, nil])))
        #expect(!delay.isMet(by: figures([1, nil, nil])))
    }

    @Test(
        "every level of every coordinate makes settings that can be planned, each feature in turn")
    func space() throws {
        let signal = SignalDescription(
            channelNames: ["A", "B", "C"], rateNumerator: 512, rateDenominator: 1)
        let space = CandidateSpace(.standard, channelCountMax: 3)
        let counts = space.levelCounts
        let middle = counts.map { $0 / 2 }
        var features: Set<DetectorSettings.FeatureName> = []
        for axis in counts.indices {
            for level in 0..<counts[axis] {
                var levels = middle
                levels[axis] = level
                let settings = try space.settings(space.canonical(levels))
                _ = try Planner.plan(settings, for: signal)
                features.formUnion(settings.detector.patterns.map(\.feature))
            }
        }
        #expect(features == Set(DetectorSettings.FeatureName.allCases))
    }

    @Test("the sweep repeats itself, differs by seed and names no candidate twice")
    func sweep() {
        let space = CandidateSpace(.standard, channelCountMax: 4)
        let sweep = space.sweep(200, seed: 1)
        #expect(sweep.count == 200 && Set(sweep).count == 200)
        #expect(space.sweep(200, seed: 1) == sweep)
        #expect(space.sweep(200, seed: 2) != sweep)
        #expect(space.sweep(50, seed: 1) == Array(sweep.prefix(50)))
        // Every choice of patterns comes up.
        #expect(Set(sweep.map { $0.levels[0] }).count == space.structures.count)
    }

    @Test("what the recordings cannot show is said")
    func refusals() throws {
        let folder = try TemporaryFolder()
        #expect(throws: TuningError.self) {
            _ = try TuningSet([MadeRecording(name: "none", seconds: 60)], in: folder)
        }
        let one = try TuningSet(
            [MadeRecording(name: "one", seconds: 200, seizures: [100..<120])], in: folder)
        var search = TuningSearch(Objective(.falseAlarms, atMost: 500))
        search.sweepCount = 16
        let result = try #require(try one.search(search, in: folder))
        #expect(result.chosen?.leftOut.isEmpty == true)
        #expect(result.chosen?.seen.delay == nil)
        #expect(!result.isShown)
        for words in ["not cross-validated by seizure", "of one subject", "nothing was left out"] {
            #expect(result.remarks.contains { $0.contains(words) }, "\(words)")
        }
    }
}
