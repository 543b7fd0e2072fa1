import Evaluation
import Testing

struct SampleScoresTests {
    private func scores(
        _ reference: [(Double, Double)], _ hypothesis: [(Double, Double)], duration: Double = 100
    ) -> SampleScores {
        SampleScores(
            reference: reference.map { Interval(start: $0.0, end: $0.1) },
            hypothesis: hypothesis.map { Interval(start: $0.0, end: $0.1) }, duration: duration)
    }

    @Test func countsOnTheGrid() {
        let scores = scores([(10, 20), (15, 30)], [(25, 40), (50, 50.1)])
        #expect(scores.sampleCount == 1_000)
        #expect(scores.referenceCount == 200)
        #expect(scores.trueSampleCount == 50)
        #expect(scores.falseSampleCount == 101)
        #expect(scores.sensitivity == 0.25)
    }

    @Test func aDetectorThatIsAlwaysOnLooksBad() {
        let scores = scores([(10, 20)], [(0, 100)])
        #expect(scores.sensitivity == 1)
        #expect(scores.falseTimeShare == 1)
        #expect(scores.precision == 0.1)
    }

    @Test func nothingToDivideBy() {
        let scores = scores([], [], duration: 0)
        #expect(scores.sensitivity == nil && scores.precision == nil && scores.f1 == nil)
        #expect(scores.falseTimeShare == nil && scores.falseSamplesPer24Hours == nil)
    }

    @Test func recordingsAddUp() {
        var sum = scores([(10, 20)], [(15, 25)])
        sum.add(scores([(0, 10)], [], duration: 50))
        #expect(sum.sampleCount == 1_500)
        #expect(sum.referenceCount == 200)
        #expect(sum.trueSampleCount == 50)
        #expect(sum.falseSampleCount == 50)
    }
}

struct DetectorScoresTests {
    @Test func recordingsArePooledByCounts() {
        let first = ScoredRecording(
            name: "a", durationSeconds: 3_600, reference: [Interval(start: 1_000, end: 1_060)],
            hypothesis: [Interval(start: 1_002, end: 1_050), Interval(start: 2_000, end: 2_010)],
            therapies: [
                .init(seconds: 1_003, microcoulombs: 2), .init(seconds: 2_001, microcoulombs: 2),
            ])
        let second = ScoredRecording(
            name: "b", durationSeconds: 3_600, reference: [Interval(start: 500, end: 560)],
            hypothesis: [])
        let scores = DetectorScores([first, second])
        #expect(scores.sensitivity == 0.5)
        #expect(scores.falseAlarmsPerHour == 0.5)
        #expect(scores.falseAlarmsPer24Hours == 12)
        #expect(scores.delays.seconds == [2, nil])
        #expect(scores.delays.median == 2)
        #expect(scores.therapyShareOutside == 0.5)
        #expect(scores.therapiesOutsidePerHour == 0.5)
        #expect(scores.microcoulombsPerDay == 48)
        #expect(scores.therapiesPerDay == 24)
    }
}
