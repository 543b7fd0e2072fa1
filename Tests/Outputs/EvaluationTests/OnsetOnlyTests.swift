import Testing

@testable import Evaluation

/// Seizures of which only the onset is known.
@Suite struct OnsetOnlyTests {
    private func recording(_ hypothesis: [Interval]) -> ScoredRecording {
        ScoredRecording(
            name: "a", durationSeconds: 400,
            reference: [Interval(start: 45, end: 165), Interval(start: 200, end: 210)],
            hypothesis: hypothesis, uncounted: [Interval(start: 45, end: 165)],
            therapies: [50, 150, 205, 300].map { .init(seconds: $0, microcoulombs: 1) })
    }

    @Test func whatFollowsTheOnsetCountsNeitherWay() {
        let scores = DetectorScores([
            recording([
                Interval(start: 47, end: 50), Interval(start: 150, end: 158),
                Interval(start: 300, end: 310),
            ])
        ])
        #expect(scores.delays.seconds == [2, nil])
        #expect(scores.falseAlarmCount == 1)
        #expect(scores.uncountedSeconds == 120)
        #expect(scores.onsetOnlyCount == 1)
        // An alarm in the 280 s of which something is known.
        #expect(abs((scores.falseAlarmsPerHour ?? 0) - 3600.0 / 280) < 1e-9)
        #expect(abs((scores.falseAlarmsPer24Hours ?? 0) - 86_400.0 / 280) < 1e-9)
        #expect(scores.samples.sampleCount == 2800)
        #expect(scores.samples.referenceCount == 100)
        #expect(scores.samples.falseSampleCount == 100)
        // One of the two therapies of which it is known lies in the seizure.
        #expect(scores.therapyShareOutside == 0.5)
    }

    @Test func anAlarmThatBeginsAfterItIsFalse() {
        let scores = EventScores(
            reference: [Interval(start: 45, end: 165)],
            hypothesis: [Interval(start: 165, end: 170), Interval(start: 166, end: 170)],
            duration: 400, uncounted: [Interval(start: 45, end: 165)])
        #expect(scores.falseAlarmCount == 2)
        #expect(abs((scores.falseAlarmsPerHour ?? 0) - 2 * 3600.0 / 280) < 1e-9)
    }

    @Test func withoutOnesNothingChanges() {
        let reference = [Interval(start: 45, end: 165)]
        let hypothesis = [Interval(start: 60, end: 70), Interval(start: 300, end: 301)]
        let one = EventScores(reference: reference, hypothesis: hypothesis, duration: 400)
        #expect(one.falseAlarmsPerHour == 9)
        #expect(one.uncountedSeconds == 0)
        #expect(
            SampleScores(reference: reference, hypothesis: hypothesis, duration: 400)
                == SampleScores(
                    reference: reference, hypothesis: hypothesis, duration: 400, uncounted: []))
    }

    @Test(arguments: 0..<200)
    func pointsAreThoseOfAMask(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func draw(_ bound: UInt64) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % bound)
        }
        func events() -> [Interval] {
            (0..<draw(6)).map { _ in
                let start = Double(draw(1000)) / 10
                return Interval(start: start, end: start + Double(draw(300)) / 10)
            }
        }
        let lists = [events(), events(), events()]
        let masks = lists.map { list in
            (0..<1000).map { point in
                list.contains {
                    Int(($0.start * 10).rounded()) <= point && point < Int(($0.end * 10).rounded())
                }
            }
        }
        let known = (0..<1000).filter { !masks[2][$0] }
        let scores = SampleScores(
            reference: lists[0], hypothesis: lists[1], duration: 100, uncounted: lists[2])
        #expect(scores.sampleCount == known.count, "seed \(seed)")
        #expect(scores.referenceCount == known.count { masks[0][$0] }, "seed \(seed)")
        #expect(scores.trueSampleCount == known.count { masks[0][$0] && masks[1][$0] })
        #expect(scores.falseSampleCount == known.count { !masks[0][$0] && masks[1][$0] })
    }
}
