import Evaluation
import Foundation
import TestSupport
import Testing

/// Our scores against those of `timescoring` on random events.
@Suite(
    .enabled(
        if: PythonOracle.has("timescoring"),
        "needs a Python with timescoring 0.0.7: set QUENCH_PYTHON or make .venv at the root"))
struct OracleTests {
    struct Case: Codable {
        var duration: Double
        var reference: [[Double]]
        var hypothesis: [[Double]]
    }

    struct Answer: Codable {
        /// Reference events, detected ones, false detections.
        var counts: [Int]
        /// The same, with detected events between two grid points drawn as the nearest one.
        var seen: [Int]
        var sensitivity: Double?
        var precision: Double?
        var f1: Double?
        var falseAlarmsPer24Hours: Double?
        var samples: [Samples]

        struct Samples: Codable {
            var gridHertz: Int
            var reference: Int
            var `true`: Int
            var `false`: Int
            var sensitivity: Double?
            var precision: Double?
            var f1: Double?
            var falsePer24Hours: Double?
        }
    }

    @Test func twoThousandRandomCasesAgree() throws {
        var random = SeededRandom(seed: 20_26)
        let cases = (0..<2000).map { _ in Self.randomCase(&random) }
        let encoder = JSONEncoder()
        let input = try cases.map { try encoder.encode($0) + Data("\n".utf8) }.reduce(Data(), +)
        let output = try PythonOracle.run("score_events.py", input: input)
        let answers = try output.split(separator: UInt8(ascii: "\n"))
            .map { try JSONDecoder().decode(Answer.self, from: $0) }
        try #require(answers.count == cases.count)
        // The cases must exercise the rules, or the agreement says little.
        #expect(answers.filter { $0.counts[1] > 0 && $0.counts[2] > 0 }.count > 400)
        #expect(answers.filter { $0.counts != $0.seen }.count > 20)
        for (index, (scoreCase, answer)) in zip(cases, answers).enumerated() {
            let scores = EventScores(
                reference: scoreCase.reference.map { Interval(start: $0[0], end: $0[1]) },
                hypothesis: scoreCase.hypothesis.map { Interval(start: $0[0], end: $0[1]) },
                duration: scoreCase.duration)
            let message: Comment = "case \(index) of seed 2026: \(scoreCase)"
            let counts = [
                scores.referenceCount, scores.detectedCount, scores.falseDetectionCount,
            ]
            #expect(counts == answer.seen, message)
            for theirs in answer.samples { Self.compare(scoreCase, theirs, message) }
            // Equal to timescoring as it is wherever its grid sees every event.
            guard answer.counts == answer.seen else { continue }
            #expect(Self.agree(scores.sensitivity, answer.sensitivity), message)
            #expect(Self.agree(scores.precision, answer.precision), message)
            #expect(Self.agree(scores.f1, answer.f1), message)
            #expect(
                Self.agree(scores.falseAlarmsPer24Hours, answer.falseAlarmsPer24Hours), message)
        }
    }

    private static func compare(_ scoreCase: Case, _ theirs: Answer.Samples, _ message: Comment) {
        let ours = SampleScores(
            reference: scoreCase.reference.map { Interval(start: $0[0], end: $0[1]) },
            hypothesis: scoreCase.hypothesis.map { Interval(start: $0[0], end: $0[1]) },
            duration: scoreCase.duration, gridHertz: theirs.gridHertz)
        #expect(ours.referenceCount == theirs.reference, message)
        #expect(ours.trueSampleCount == theirs.true, message)
        #expect(ours.falseSampleCount == theirs.false, message)
        #expect(agree(ours.sensitivity, theirs.sensitivity), message)
        #expect(agree(ours.precision, theirs.precision), message)
        #expect(agree(ours.f1, theirs.f1), message)
        #expect(agree(ours.falseSamplesPer24Hours, theirs.falsePer24Hours), message)
    }

    private static func agree(_ ours: Double?, _ theirs: Double?) -> Bool {
        guard let ours, let theirs else { return ours == nil && theirs == nil }
        return abs(ours - theirs) <= 1e-9 * max(1, abs(theirs))
    }

    /// Events on and off the 10 Hz grid, at its halves, nested, touching, far shorter and far
    /// longer than the rules' figures.
    private static func randomCase(_ random: inout SeededRandom) -> Case {
        let duration =
            random.pick([60.0, 600, 3600, 20_000]) + random.pick([0, 0.04, 0.05, 12.37])
        func events() -> [[Double]] {
            (0..<Int.random(in: 0...8, using: &random)).map { _ in
                let start = random.rounded(Double.random(in: 0..<duration, using: &random))
                let length = random.rounded(
                    Double.random(in: 0...random.pick([0.2, 5, 60, 400, 2000]), using: &random))
                return [start, min(duration, start + length)]
            }
        }
        return Case(duration: duration, reference: events(), hypothesis: events())
    }
}

struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func pick<T>(_ choices: [T]) -> T {
        choices[Int.random(in: 0..<choices.count, using: &self)]
    }

    /// On the second, on the grid, at a half of it, or anywhere.
    mutating func rounded(_ seconds: Double) -> Double {
        switch Int.random(in: 0..<4, using: &self) {
        case 0: seconds.rounded(.down)
        case 1: (seconds * 10).rounded(.down) / 10
        case 2: (seconds * 20).rounded(.down) / 20
        default: seconds
        }
    }
}
