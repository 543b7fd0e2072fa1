import Evaluation
import Testing

/// Worked by hand from the rules.
struct EventScoresTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var reference: [Interval] = []
        var hypothesis: [Interval] = []
        var duration: Double = 3600
        var expected: [Int]
    }

    static func span(_ start: Double, _ end: Double) -> Interval {
        Interval(start: start, end: end)
    }

    @Test(arguments: [
        Case(testDescription: "nothing at all", expected: [0, 0, 0]),
        Case(
            testDescription: "an overlap is a hit",
            reference: [span(1000, 1060)], hypothesis: [span(1050, 1200)], expected: [1, 1, 0]),
        Case(
            testDescription: "29 s before is tolerated",
            reference: [span(1000, 1060)], hypothesis: [span(960, 971)], expected: [1, 1, 0]),
        Case(
            testDescription: "31 s before is not",
            reference: [span(1000, 1060)], hypothesis: [span(960, 969)], expected: [1, 0, 1]),
        Case(
            testDescription: "59 s after is tolerated",
            reference: [span(1000, 1060)], hypothesis: [span(1119, 1125)], expected: [1, 1, 0]),
        Case(
            testDescription: "61 s after is not",
            reference: [span(1000, 1060)], hypothesis: [span(1121, 1125)], expected: [1, 0, 1]),
        Case(
            testDescription: "an event however short is seen, also at the very end",
            reference: [span(1000, 1060), span(3590, 3600)],
            hypothesis: [span(1010.01, 1010.03), span(3600, 3600)], expected: [2, 2, 0]),
        Case(
            testDescription: "and is a false detection outside, as any other",
            reference: [span(1000, 1060)], hypothesis: [span(500.01, 500.03)],
            expected: [1, 0, 1]),
        Case(
            testDescription: "a split's last piece however short lies within the seizure",
            reference: [span(1000, 1310)], hypothesis: [span(1000, 1300.02)],
            expected: [2, 2, 0]),
        Case(
            testDescription: "nearer than 90 s is one event",
            reference: [span(1000, 1010), span(1099, 1110)], hypothesis: [span(1000, 1001)],
            expected: [1, 1, 0]),
        Case(
            testDescription: "90 s apart are two",
            reference: [span(1000, 1010), span(1100, 1110)], hypothesis: [span(1000, 1001)],
            expected: [2, 1, 0]),
        Case(
            testDescription: "longer than 300 s is split, and the tolerance reaches a neighbour",
            reference: [span(1000, 1700)], hypothesis: [span(1650, 1651)], expected: [3, 2, 0]),
        Case(
            testDescription: "an alarm without a seizure",
            hypothesis: [span(10, 20), span(500, 1200)], expected: [0, 0, 4]),
        Case(
            testDescription: "beyond the end, before the start and backwards do not count",
            reference: [span(4000, 4010)], hypothesis: [span(-20, -10), span(50, 40)],
            expected: [0, 0, 0]),
        Case(
            testDescription: "not a number does not count",
            reference: [span(.nan, 5)], hypothesis: [span(0, .infinity)], expected: [0, 0, 0]),
        Case(
            testDescription: "no recording", reference: [span(0, 1)], hypothesis: [span(0, 1)],
            duration: 0, expected: [1, 0, 1]),
    ])
    func counts(_ testCase: Case) {
        let scores = EventScores(
            reference: testCase.reference, hypothesis: testCase.hypothesis,
            duration: testCase.duration)
        #expect(
            [scores.referenceCount, scores.detectedCount, scores.falseDetectionCount]
                == testCase.expected)
    }

    @Test func ratesWithNothingToDivideByAreAbsent() {
        let scores = EventScores(reference: [], hypothesis: [], duration: 0)
        #expect(scores.sensitivity == nil)
        #expect(scores.precision == nil)
        #expect(scores.f1 == nil)
        #expect(scores.falseAlarmsPer24Hours == nil)
        #expect(scores.falseAlarmsPerHour == nil)
        #expect(scores.delays.median == nil)
        #expect(scores.delays.worst == nil)
    }

    @Test func falseAlarmsPerHourKnowNoTolerance() {
        // Within SzCORE's tolerance, merged by its rules: no false detection. Two alarms all the
        // same.
        let scores = EventScores(
            reference: [Self.span(1000, 1060)],
            hypothesis: [Self.span(980, 990), Self.span(1065, 1070), Self.span(1010, 1020)],
            duration: 7200)
        #expect(scores.falseDetectionCount == 0)
        #expect(scores.falseAlarmCount == 2)
        #expect(scores.falseAlarmsPerHour == 1)
        #expect(scores.falseAlarmsPer24Hours == 0)
    }

    @Test func alarmsAreCountedAsByHand() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<500 {
            let events = (0..<2).map { _ in
                (0..<Int.random(in: 0...6, using: &random)).map { _ in
                    let start = Double(Int.random(in: 0...40, using: &random))
                    return Self.span(start, start + Double(Int.random(in: 0...8, using: &random)))
                }
            }
            let scores = EventScores(reference: events[0], hypothesis: events[1], duration: 1000)
            let byHand = events[1].filter { alarm in
                !events[0].contains { $0.overlaps(alarm) }
            }.count
            #expect(scores.falseAlarmCount == byHand, "\(events)")
        }
    }

    @Test func manyEventsOverYearsTakeNoMaskAndNoLoop() {
        let reference = (0..<20_000).map { Self.span(Double($0) * 1000, Double($0) * 1000 + 50) }
        let scores = EventScores(
            reference: reference, hypothesis: reference + reference, duration: 2e7)
        #expect(scores.sensitivity == 1)
        #expect(scores.falseAlarmCount == 0)
        #expect(
            EventScores(reference: reference, hypothesis: [], duration: .infinity).detectedCount
                == 0)
        let endless = EventScores(
            reference: [Self.span(0, 1e300)], hypothesis: [], duration: 1e300)
        #expect(endless.sensitivity == 0)
    }
}
