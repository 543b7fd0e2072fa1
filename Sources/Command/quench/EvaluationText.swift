import ArgumentParser
import Evaluation
import Foundation
import Journal
import Planning
import Report

/// What an evaluation came to, as a table, as JSON and as files.
struct EvaluationText {
    let detector: String
    let by: ScoringUnit
    let recordings: [ScoredRecording]
    /// What the device may give in a day.
    let caps: StimulationSettings
    let refused: RefusedRecordings

    static let fileName = "evaluation.json"

    /// As BIDS names the events of a recording: its name with another suffix.
    static func eventsName(of recording: String) -> String {
        let stem = recording.split(separator: ".").first.map(String.init) ?? "recording"
        let suffix = ["_ieeg", "_eeg", "_meg"].first { stem.hasSuffix($0) } ?? ""
        return "\(stem.dropLast(suffix.count))_events.tsv"
    }

    /// What a day may hold; a rate beyond it, from a short recording, says nothing of a day.
    private static func within(_ cap: Double?, _ rate: Double?) -> Double? {
        rate.flatMap { $0 <= cap ?? .infinity ? $0 : nil }
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
        members.append(.init("falseAlarmRules", FalseAlarmRules.value))
        members += Self.members(all, by: by, caps: caps)
        members.append(.init("warnings", .list(warnings.map(JSONValue.text))))
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

    private static let columns = [
        "recording", "hours", "seizures", "found", "already on", "delay", "worst", "<= 1 s",
        "<= 2 s", "<= 5 s", "<= 10 s", "false/h", "on falsely", "outside/h", "outside",
        "therapies", "µC", "therapies/day", "µC/day", "SzCORE found", "SzCORE false/24 h",
    ]

    private func row(_ name: String, _ scores: DetectorScores) -> [String] {
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

    private var rows: [[String]] {
        let each = recordings.map { row($0.name, DetectorScores([$0])) }
        return recordings.count > 1 ? each + [row("all", all)] : each
    }

    func text(_ style: TerminalStyle) -> String {
        let table = TextTable(
            columns: Self.columns.enumerated().map { .init($1, $0 == 0 ? .left : .right) },
            rows: rows)
        return "detector: \(Terminal.oneLine(detector)); scores by \(by.rawValue)\n"
            + table.text(style) + FalseAlarmRules.text + refused.text
    }

    /// Makes the folder where it is not there.
    func write(to folder: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw ValidationError(
                "\(Terminal.oneLine(folder)): the folder cannot be made; choose another --output")
        }
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

/// Which rule each of the two rates of false alarms follows.
enum FalseAlarmRules {
    private static let perDay =
        "SzCORE: 30 s before and 60 s after a seizure tolerated, events nearer than 90 s merged, "
        + "longer than 300 s split"
    private static let perHour = "episodes that overlap no seizure; no merging, no tolerance"

    static let value = JSONValue.object([
        .init("falseAlarmsPer24Hours", .text(perDay)), .init("falseAlarmsPerHour", .text(perHour)),
    ])

    static let text =
        "false/24 h: \(perDay)\nfalse/h: \(perHour)\n"
        + "per day: from the hours beside it; none where the caps of a day do not allow it\n"
}
