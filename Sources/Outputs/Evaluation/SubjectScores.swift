/// A detector's scores by subject, and what chance in the choice of subjects may do to them.
package struct SubjectScores: Sendable {
    /// In order of appearance.
    package let subjects: [(name: String, recordings: Int, scores: DetectorScores)]
    /// All recordings together.
    package let pooled: DetectorScores

    /// The figures that have intervals, by their names in JSON.
    package static let figures: [(name: String, value: @Sendable (DetectorScores) -> Double?)] = [
        ("foundShare", { $0.foundShare }),
        ("detectionDelaySeconds", { $0.delays.median }),
        ("falseAlarmsPerHour", { $0.falseAlarmsPerHour }),
        ("falseTimeShare", { $0.samples.falseTimeShare }),
        ("therapiesOutsideSeizuresPerHour", { $0.therapiesOutsidePerHour }),
        ("sensitivity", { $0.sensitivity }),
        ("falseAlarmsPer24Hours", { $0.falseAlarmsPer24Hours }),
    ]

    /// Nil where not every recording says whose it is, or all are of one subject.
    package init?(_ recordings: [ScoredRecording]) {
        var names: [String] = []
        for recording in recordings {
            guard let name = recording.subject else { return nil }
            if !names.contains(name) { names.append(name) }
        }
        guard names.count > 1 else { return nil }
        subjects = names.map { name in
            let own = recordings.filter { $0.subject == name }
            return (name, own.count, DetectorScores(own))
        }
        pooled = DetectorScores(recordings)
    }

    /// Each figure's median over the subjects that have it, in the order of `figures`.
    package var medians: [Double?] { Self.medians(subjects.map(\.scores)) }

    /// The intervals of the pooled figures and of the medians, by drawing subjects anew.
    package func intervals(
        _ bootstrap: Bootstrap = Bootstrap()
    ) -> (pooled: [ConfidenceInterval?], medians: [ConfidenceInterval?]) {
        let all = bootstrap.intervals(strata: [subjects.count]) { drawn in
            var sum = DetectorScores()
            for subject in drawn { sum.add(subjects[subject].scores) }
            return Self.figures.map { $0.value(sum) }
                + Self.medians(drawn.map { subjects[$0].scores })
        }
        let count = Self.figures.count
        return (
            zip(all.prefix(count), Self.figures).map { open($0, $1.name) },
            Array(all.suffix(count))
        )
    }

    /// Drawing nothing again gives nothing: a rate without an event ends at the rule of three.
    private func open(_ interval: ConfidenceInterval?, _ name: String) -> ConfidenceInterval? {
        let hours = (pooled.durationSeconds - pooled.uncountedSeconds) / 3_600
        let unitHours = [
            "falseAlarmsPerHour": 1.0, "falseAlarmsPer24Hours": 24,
            "therapiesOutsideSeizuresPerHour": 1,
        ][name]
        guard let unitHours, hours > 0, let interval, interval.high == 0 else { return interval }
        return ConfidenceInterval(
            low: 0, high: unitHours * RateBound.upper(count: 0, hours: hours))
    }

    private static func medians(_ scores: [DetectorScores]) -> [Double?] {
        figures.map { figure in median(scores.compactMap(figure.value)) }
    }
}
