import Evaluation
import Testing

/// Several subjects together.
struct SubjectScoresTests {
    /// A seizure from 100 to 120 s, found after `delay` or missed, and so many false alarms in an hour.
    private func recording(
        _ subject: String?, delay: Double?, falseAlarms: Int = 0
    ) -> ScoredRecording {
        let found = delay.map { [Interval(start: 100 + $0, end: 125)] } ?? []
        var recording = ScoredRecording(
            name: "\(subject ?? "x")_run", durationSeconds: 3_600,
            reference: [Interval(start: 100, end: 120)],
            hypothesis: found
                + (0..<falseAlarms).map {
                    Interval(start: 1_000 + 100 * Double($0), end: 1_010 + 100 * Double($0))
                })
        recording.subject = subject
        return recording
    }

    @Test func pooledIsWhatAllRecordingsComeTo() throws {
        let recordings = [
            recording("sub-a", delay: 1), recording("sub-b", delay: nil, falseAlarms: 3),
            recording("sub-a", delay: 4), recording("sub-c", delay: 7),
        ]
        let scores = try #require(SubjectScores(recordings))
        #expect(scores.subjects.map(\.name) == ["sub-a", "sub-b", "sub-c"])
        #expect(scores.subjects.map(\.recordings) == [2, 1, 1])
        let all = DetectorScores(recordings)
        var sum = DetectorScores()
        for subject in scores.subjects { sum.add(subject.scores) }
        for figure in SubjectScores.figures {
            #expect(figure.value(scores.pooled) == figure.value(all), "\(figure.name)")
            #expect(figure.value(sum) == figure.value(all), "\(figure.name)")
        }
        func median(_ name: String) -> Double? {
            zip(SubjectScores.figures, scores.medians).first { $0.0.name == name }?.1
        }
        #expect(median("foundShare") == 1)
        // 2.5 s of a and 7 s of c; b has no delay.
        #expect(median("detectionDelaySeconds") == 4.75)
        #expect(median("falseAlarmsPerHour") == 0)
    }

    /// Of two subjects a quarter of the draws has only one of them, twice.
    @Test func twoSubjectsSpanTheirFigures() throws {
        let scores = try #require(
            SubjectScores([
                recording("sub-a", delay: 2, falseAlarms: 1),
                recording("sub-b", delay: 6, falseAlarms: 5),
            ]))
        let intervals = scores.intervals()
        func interval(_ name: String) -> ConfidenceInterval? {
            zip(SubjectScores.figures, intervals.pooled).first { $0.0.name == name }?.1 ?? nil
        }
        #expect(interval("detectionDelaySeconds") == ConfidenceInterval(low: 2, high: 6))
        #expect(interval("falseAlarmsPerHour") == ConfidenceInterval(low: 1, high: 5))
        #expect(interval("foundShare") == ConfidenceInterval(low: 1, high: 1))
        // Nothing was stimulated in two hours.
        let outside = try #require(interval("therapiesOutsideSeizuresPerHour"))
        #expect(outside.low == 0 && abs(outside.high - 2.9957 / 2) < 1e-3)
    }

    @Test func oneSubjectOrNobodysRecordingsAreNotSubjects() {
        #expect(SubjectScores([recording("sub-a", delay: 1), recording("sub-a", delay: 1)]) == nil)
        #expect(SubjectScores([recording("sub-a", delay: 1), recording(nil, delay: 1)]) == nil)
    }
}
