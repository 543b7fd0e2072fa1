import Acquisition
import Foundation
import Journal
import Report
import Runs

extension RoundTripResult {
    /// For a person: a row a stage, then what became of the trials.
    func text(_ style: TerminalStyle) -> String {
        var table = TextTable(columns: [.init("round trip, ms")])
        table.columns += Self.percentiles.map { .init($0.0, .right) }
        for stage in Stage.allCases where !seconds(stage).isEmpty {
            table.rows.append([stage.title] + cells(stage))
        }
        let outcomes = Outcome.allCases.filter { $0 == .answered || count($0) > 0 }
            .map { "\(count($0)) \($0.text)" }.joined(separator: ", ")
        return table.text(style)
            + "\(counted(trials.count, "trial")): \(outcomes); \(counted(unbidden, "unbidden detection"))\n"
            + "the detector alone, offline: \(offline(persistenceSecondsOffline.first)) to "
            + "\(offline(persistenceSecondsOffline.last)) ms\n"
            + "\(counted(capture.overruns, "overrun")), \(counted(capture.output?.underruns ?? 0, "underrun"))\n"
    }

    /// For machines; times in milliseconds.
    var json: JSONValue {
        let stages = Stage.allCases.filter { !seconds($0).isEmpty }.map { stage in
            JSONValue.Member(stage.rawValue, times(stage))
        }
        let outcomes = Outcome.allCases.map {
            JSONValue.Member($0.rawValue, .integer(Int64(count($0))))
        }
        return .object([
            .init("stagesMilliseconds", .object(stages)),
            .init("trials", .integer(Int64(trials.count))),
            .init("outcomes", .object(outcomes)),
            .init("unbidden", .integer(Int64(unbidden))),
            .init(
                "persistenceOfflineMilliseconds",
                .list(persistenceSecondsOffline.map { JSONValue.number($0 * 1_000) })),
            .init("overruns", .integer(Int64(capture.overruns))),
            .init("underruns", .integer(Int64(capture.output?.underruns ?? 0))),
            .init("each", .list(trials.map(Self.value))),
            .init("failure", failure.map(JSONValue.text) ?? .null),
        ])
    }

    private typealias Outcome = RoundTripTrial.Outcome

    private func offline(_ seconds: Double?) -> String {
        seconds.map { String(format: "%.1f", $0 * 1_000) } ?? "-"
    }

    private func cells(_ stage: Stage) -> [String] {
        Self.percentiles.map { percentile -> String in
            guard let value = seconds(stage, atPercentile: percentile.1) else { return "-" }
            return String(format: "%.3f", value * 1_000)
        }
    }

    private func times(_ stage: Stage) -> JSONValue {
        var members: [JSONValue.Member] = []
        for (name, percent) in Self.percentiles {
            let value = seconds(stage, atPercentile: percent)
            members.append(.init(name, value.map { JSONValue.number($0 * 1_000) } ?? .null))
        }
        return .object(members)
    }

    private static func value(_ trial: RoundTripTrial) -> JSONValue {
        var members: [JSONValue.Member] = [.init("outcome", .text(trial.outcome.rawValue))]
        for stage in Stage.allCases {
            guard let seconds = trial.times.flatMap(stage.seconds) else { continue }
            members.append(.init("\(stage.rawValue)Milliseconds", .number(seconds * 1_000)))
        }
        return .object(members)
    }
}
