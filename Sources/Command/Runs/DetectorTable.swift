import Evaluation
import Journal
import Training

/// Scores of detectors by patient and over all patients, on the signal as it is and with drift.
package struct DetectorTable {
    private struct Key: Hashable {
        var detector: String
        var isDrifting: Bool
    }

    private var order: [Key] = []
    private var recordings: [Key: [ScoredRecording]] = [:]

    mutating func add(_ result: PatientTrial.Result) {
        for outcome in result.outcomes {
            let key = Key(detector: outcome.detector, isDrifting: outcome.isDrifting)
            if recordings[key] == nil { order.append(key) }
            recordings[key, default: []].append(outcome.scored)
        }
    }

    package static let columns = [
        "patient", "detector", "signal", "hours", "seizures", "found", "false alarms", "false/h",
        "on falsely", "delay", "worst", "<= 2 s", "therapies/day", "outside",
    ]

    private func row(_ name: String, _ key: Key, _ scores: DetectorScores) -> [String] {
        func text(_ value: Double?, _ digits: Int, _ unit: String = "") -> String {
            value.map { decimal($0, digits) + unit } ?? "-"
        }
        let found = scores.delays.foundCount
        let seizures = scores.delays.outcomes.count
        let share = seizures == 0 ? nil : Double(found) / Double(seizures)
        return [
            name, key.detector, key.isDrifting ? "drifting" : "as it is",
            decimal(scores.durationSeconds / 3_600, 1), "\(seizures)",
            text(share.map { $0 * 100 }, 2, " %"), "\(scores.falseAlarmCount)",
            text(scores.falseAlarmsPerHour, 3),
            text(scores.samples.falseTimeShare.map { $0 * 100 }, 2, " %"),
            text(scores.delays.median, 2, " s"), text(scores.delays.worst, 2, " s"),
            "\(scores.delays.countDetected(within: 2))", text(scores.therapiesPerDay, 0),
            text(scores.therapyShareOutside.map { $0 * 100 }, 0, " %"),
        ]
    }

    /// A row a detector and signal, over all patients.
    package var sums: [[String]] {
        order.map { row("all", $0, DetectorScores(recordings[$0] ?? [])) }
    }

    /// Each patient's scores, then those over all, as `quench evaluate --json` has them.
    package var json: JSONValue {
        func value(_ name: String, _ key: Key, _ scores: DetectorScores) -> JSONValue {
            .object(
                [
                    .init("patient", .text(name)), .init("detector", .text(key.detector)),
                    .init("isDrifting", .bool(key.isDrifting)),
                ] + EvaluationResult.members(scores, by: .event))
        }
        return .list(
            order.flatMap { key in
                (recordings[key] ?? []).map { value($0.name, key, DetectorScores([$0])) }
            } + order.map { value("all", $0, DetectorScores(recordings[$0] ?? [])) })
    }

    var tsv: String {
        let each = order.flatMap { key in
            (recordings[key] ?? []).map { row($0.name, key, DetectorScores([$0])) }
        }
        return ([Self.columns] + each + sums).map { $0.joined(separator: "\t") + "\n" }.joined()
    }
}
