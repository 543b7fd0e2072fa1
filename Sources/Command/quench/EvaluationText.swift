import Evaluation
import Foundation
import Journal
import Report

/// What an evaluation came to, as a table, as JSON and as files.
struct EvaluationText {
    let detector: String
    let by: ScoringUnit
    let recordings: [ScoredRecording]
    let refused: RefusedRecordings

    static let fileName = "evaluation.json"

    static func eventsName(of recording: String) -> String {
        "\(recording.split(separator: ".").first.map(String.init) ?? "recording")_events.tsv"
    }

    /// What was odd about the marks of seizures, one line each.
    var warnings: [String] {
        recordings.flatMap { recording in recording.warnings.map { "\(recording.name): \($0)" } }
    }

    private var all: DetectorScores { DetectorScores(recordings) }

    var json: JSONValue {
        var members = [
            JSONValue.Member("detector", .text(detector)), .init("by", .text(by.rawValue)),
        ]
        members += Self.members(all, by: by)
        members.append(.init("warnings", .list(warnings.map(JSONValue.text))))
        members.append(
            .init(
                "recordings",
                .list(
                    recordings.map {
                        .object(
                            [.init("name", .text($0.name))]
                                + Self.members(DetectorScores([$0]), by: by)
                                + [.init("warnings", .list($0.warnings.map(JSONValue.text)))])
                    })))
        members.append(.init("refused", refused.value))
        return .object(members)
    }

    static func members(_ scores: DetectorScores, by: ScoringUnit) -> [JSONValue.Member] {
        func number(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
        let samples = scores.samples
        let byEvent = by == .event
        return [
            .init("durationSeconds", .number(scores.durationSeconds)),
            .init("uncountedSeconds", .number(scores.uncountedSeconds)),
            .init("onsetOnlySeizures", .integer(Int64(scores.onsetOnlyCount))),
            .init("seizures", .integer(Int64(scores.delays.count))),
            .init("seizuresDetected", .integer(Int64(scores.detectedDelays.count))),
            .init("sensitivity", number(byEvent ? scores.sensitivity : samples.sensitivity)),
            .init("precision", number(byEvent ? scores.precision : samples.precision)),
            .init("f1", number(byEvent ? scores.f1 : samples.f1)),
            .init("falseAlarmsPer24Hours", number(scores.falseAlarmsPer24Hours)),
            .init("falseAlarms", .integer(Int64(scores.falseAlarmCount))),
            .init("falseAlarmsPerHour", number(scores.falseAlarmsPerHour)),
            .init("falseTimeShare", number(samples.falseTimeShare)),
            .init("detectionDelaySeconds", number(scores.delayMedian)),
            .init("detectionDelayWorstSeconds", number(scores.delayWorst)),
            .init(
                "detectedWithin",
                .object(
                    DetectionDelays.usualLimits.map {
                        .init("\(Int($0))s", .integer(Int64(scores.countDetected(within: $0))))
                    })),
            .init("detectionDelaysSeconds", .list(scores.delays.map(number))),
            .init("therapiesPerDay", number(scores.therapiesPerDay)),
            .init("microcoulombsPerDay", number(scores.microcoulombsPerDay)),
            .init("therapyShareOutsideSeizures", number(scores.therapyShareOutside)),
        ]
    }

    private static let columns = [
        "recording", "hours", "seizures", "found", "sensitivity", "false/24 h", "false/h",
        "on falsely",
        "delay", "worst", "<= 1 s", "<= 2 s", "<= 5 s", "<= 10 s", "therapies/day", "µC/day",
        "outside",
    ]

    private func row(_ name: String, _ scores: DetectorScores) -> [String] {
        func text(_ value: Double?, _ digits: Int, _ unit: String = "") -> String {
            value.map { decimal($0, digits) + unit } ?? "-"
        }
        let sensitivity = by == .event ? scores.sensitivity : scores.samples.sensitivity
        return [
            name, decimal(scores.durationSeconds / 3_600, 2), "\(scores.delays.count)",
            "\(scores.detectedDelays.count)", text(sensitivity.map { $0 * 100 }, 1, " %"),
            text(scores.falseAlarmsPer24Hours, 1), text(scores.falseAlarmsPerHour, 2),
            text(scores.samples.falseTimeShare.map { $0 * 100 }, 2, " %"),
            text(scores.delayMedian, 2, " s"), text(scores.delayWorst, 2, " s"),
        ] + DetectionDelays.usualLimits.map { "\(scores.countDetected(within: $0))" } + [
            text(scores.therapiesPerDay, 0), text(scores.microcoulombsPerDay, 0),
            text(scores.therapyShareOutside.map { $0 * 100 }, 0, " %"),
        ]
    }

    private var rows: [[String]] {
        let each = recordings.map { row($0.name, DetectorScores([$0])) }
        return recordings.count > 1 ? each + [row("all", all)] : each
    }

    func text(_ style: TerminalStyle) -> String {
        let table = TextTable(
            columns: Self.columns.enumerated().map { .init($1, $0 == 0 ? .left : .right) },
            rows: rows)
        return "detector: \(Terminal.oneLine(detector)); scores by \(by.rawValue)\n"
            + table.text(style) + refused.text
    }

    /// Makes the folder where it is not there.
    func write(to folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let base = URL(fileURLWithPath: folder)
        try WholeFile.write(json.pretty + "\n", to: base.appending(path: Self.fileName).path)
        let lines = ([Self.columns] + rows).map { row in
            row.map { $0.replacing("\t", with: " ") }.joined(separator: "\t") + "\n"
        }
        try WholeFile.write(lines.joined(), to: base.appending(path: "evaluation.tsv").path)
        for recording in recordings {
            try EventsFile.write(
                episodes: recording.hypothesis.map {
                    Episode(onsetSeconds: $0.start, durationSeconds: $0.duration)
                },
                recordingDurationSeconds: recording.durationSeconds,
                to: base.appending(path: Self.eventsName(of: recording.name)).path)
        }
    }
}
