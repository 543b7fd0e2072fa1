import Evaluation
import Journal
import Planning

/// What an evaluation came to, as a table, as JSON and as files.
package struct EvaluationResult {
    package let detector: String
    package let by: ScoringUnit
    let recordings: [ScoredRecording]
    /// Where there are several.
    private let subjects: SubjectScores?
    /// What the device may give in a day.
    let caps: StimulationSettings
    package let refused: RefusedRecordings

    init(
        detector: String, by: ScoringUnit, recordings: [ScoredRecording],
        caps: StimulationSettings, refused: RefusedRecordings
    ) {
        self.detector = detector
        self.by = by
        self.recordings = recordings
        self.caps = caps
        self.refused = refused
        subjects = SubjectScores(recordings)
    }

    /// What a day may hold; a rate beyond it, from a short recording, says nothing of a day.
    private static func within(_ cap: Double?, _ rate: Double?) -> Double? {
        rate.flatMap { $0 <= cap ?? .infinity ? $0 : nil }
    }

    /// What was odd about the marks of seizures, one line each.
    var warnings: [String] {
        recordings.flatMap { recording in recording.warnings.map { "\(recording.name): \($0)" } }
    }

    var all: DetectorScores { DetectorScores(recordings) }

    package var json: JSONValue {
        var members = [
            JSONValue.Member("detector", .text(detector)), .init("by", .text(by.rawValue)),
        ]
        members.append(.init("falseAlarmRules", FalseAlarmRules.value))
        members += Self.members(all, by: by, caps: caps)
        members.append(.init("warnings", .list(warnings.map(JSONValue.text))))
        if let subjects { members += self.members(of: subjects) }
        members.append(
            .init(
                "recordings",
                .list(
                    recordings.map {
                        .object(
                            [.init("name", .text($0.name))]
                                + Self.members(DetectorScores([$0]), by: by, caps: caps)
                                + [.init("warnings", .list($0.warnings.map(JSONValue.text)))])
                    })))
        members.append(.init("refused", refused.value))
        return .object(members)
    }

    /// - Parameter caps: beyond which a rate a day says nothing.
    static func members(
        _ scores: DetectorScores, by: ScoringUnit, caps: StimulationSettings? = nil
    ) -> [JSONValue.Member] {
        func number(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
        let samples = scores.samples
        let byEvent = by == .event
        return [
            .init("durationSeconds", .number(scores.durationSeconds)),
            .init("uncountedSeconds", .number(scores.uncountedSeconds)),
            .init("onsetOnlySeizures", .integer(Int64(scores.onsetOnlyCount))),
            .init("seizures", .integer(Int64(scores.delays.outcomes.count))),
            .init("seizuresDetected", .integer(Int64(scores.delays.foundCount))),
            .init("seizuresAlreadyOn", .integer(Int64(scores.delays.alreadyOnCount))),
            .init("sensitivity", number(byEvent ? scores.sensitivity : samples.sensitivity)),
            .init("precision", number(byEvent ? scores.precision : samples.precision)),
            .init("f1", number(byEvent ? scores.f1 : samples.f1)),
            .init("falseAlarmsPer24Hours", number(scores.falseAlarmsPer24Hours)),
            .init("falseAlarms", .integer(Int64(scores.falseAlarmCount))),
            .init("falseAlarmsPerHour", number(scores.falseAlarmsPerHour)),
            .init("falseTimeShare", number(samples.falseTimeShare)),
            .init("detectionDelaySeconds", number(scores.delays.median)),
            .init("detectionDelayWorstSeconds", number(scores.delays.worst)),
            .init(
                "detectedWithin",
                .object(
                    DetectionDelays.usualLimits.map {
                        .init(
                            "\(Int($0))s", .integer(Int64(scores.delays.countDetected(within: $0))))
                    })),
            .init("detectionDelaysSeconds", .list(scores.delays.seconds.map(number))),
            .init("therapies", .integer(Int64(scores.therapyCount))),
            .init("microcoulombs", .number(scores.microcoulombs)),
            .init(
                "therapiesPerDay",
                number(within(caps.map { Double($0.therapiesPerDay) }, scores.therapiesPerDay))),
            .init(
                "microcoulombsPerDay",
                number(within(caps?.chargePerDayMicrocoulombs, scores.microcoulombsPerDay))),
            .init("therapyShareOutsideSeizures", number(scores.therapyShareOutside)),
            .init("therapiesOutsideSeizures", .integer(Int64(scores.therapiesOutside))),
            .init("therapiesOutsideSeizuresPerHour", number(scores.therapiesOutsidePerHour)),
        ]
    }

    package static let columns = [
        "recording", "hours", "seizures", "found", "already on", "delay", "worst", "<= 1 s",
        "<= 2 s", "<= 5 s", "<= 10 s", "false/h", "on falsely", "outside/h", "outside",
        "therapies", "µC", "therapies/day", "µC/day", "SzCORE found", "SzCORE false/24 h",
    ]

    func row(_ name: String, _ scores: DetectorScores) -> [String] {
        func text(_ value: Double?, _ digits: Int, _ unit: String = "") -> String {
            value.map { decimal($0, digits) + unit } ?? "-"
        }
        let sensitivity = by == .event ? scores.sensitivity : scores.samples.sensitivity
        return [
            name, decimal((scores.durationSeconds - scores.uncountedSeconds) / 3_600, 2),
            "\(scores.delays.outcomes.count)", "\(scores.delays.foundCount)",
            "\(scores.delays.alreadyOnCount)",
            text(scores.delays.median, 2, " s"), text(scores.delays.worst, 2, " s"),
        ] + DetectionDelays.usualLimits.map { "\(scores.delays.countDetected(within: $0))" } + [
            text(scores.falseAlarmsPerHour, 2),
            text(scores.samples.falseTimeShare.map { $0 * 100 }, 2, " %"),
            text(scores.therapiesOutsidePerHour, 1),
            text(scores.therapyShareOutside.map { $0 * 100 }, 0, " %"),
            "\(scores.therapyCount)", decimal(scores.microcoulombs, 1),
            text(Self.within(Double(caps.therapiesPerDay), scores.therapiesPerDay), 0),
            text(Self.within(caps.chargePerDayMicrocoulombs, scores.microcoulombsPerDay), 0),
            text(sensitivity.map { $0 * 100 }, 1, " %"), text(scores.falseAlarmsPer24Hours, 1),
        ]
    }

    /// A row a recording and, of several, one of all; of several subjects also one each, their medians,
    /// and the intervals of both.
    package var rows: [[String]] {
        let each = recordings.map { row($0.name, DetectorScores([$0])) }
        guard let subjects else {
            return recordings.count > 1 ? each + [row("all", all)] : each
        }
        return each + rows(of: subjects)
    }
}

/// What a sensitivity counts.
package enum ScoringUnit: String, CaseIterable, Sendable {
    case event, sample
}
