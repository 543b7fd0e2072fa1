import Evaluation
import Journal
import Planning
import Report
import Training
import Tuning

/// What a search came to, as a table, as JSON, as a picture and as a settings file.
package struct TuningOutcome {
    package let result: TuningResult
    package let settingsPath: String
    /// Nil where patterns are searched.
    package let modelPath: String?

    /// A line of the table: a point of the curve, scored in one way.
    package struct Line {
        /// What the point keeps within; empty for the settings as given.
        package var limit: String
        package var scoredOn: String
        package var estimate: TuningEstimate
        package var words: String
    }

    static let seen = "seen"
    /// Of a learned detector: its models have not seen what they are scored on, the choice of threshold,
    /// persistence and inputs has.
    static let choiceSeen = "choice seen"

    /// The settings of a point in a line.
    package static func words(of point: TuningResult.Point) -> String {
        point.choice?.words ?? point.settings.detector.words(point.settings)
    }

    static func leftOut(_ unit: LeaveOneOut.Unit) -> String { "left out: \(unit.rawValue)" }

    /// The limits at which the settings of a point are the best.
    package static func limitText(of point: TuningResult.Point) -> String {
        let (low, high) = (point.objective.limit, point.limitMax)
        return brief(low) + (low < high ? " to \(brief(high))" : "")
    }

    static func lines(of point: TuningResult.Point) -> [Line] {
        let words = words(of: point)
        let limit = limitText(of: point)
        let seen = Line(
            limit: limit, scoredOn: point.choice == nil ? Self.seen : Self.choiceSeen,
            estimate: point.seen, words: words)
        return [seen]
            + LeaveOneOut.Unit.allCases.compactMap { unit in
                point.leftOut[unit].map {
                    Line(
                        limit: limit, scoredOn: leftOut(unit), estimate: $0,
                        words: "chosen anew without what they are scored on")
                }
            }
    }

    /// The settings as given, the curve's points, and the point asked for where it is none of them.
    package var lines: [Line] {
        var points = result.points
        if let chosen = result.chosen, result.objective.quantity == .delay { points.append(chosen) }
        let given = result.given.map {
            Line(limit: "", scoredOn: "as given", estimate: $0, words: "the settings as given")
        }
        return (given.map { [$0] } ?? []) + points.flatMap(Self.lines)
    }

    private static let figureColumns = [
        "seizures", "found", "alreadyOn", "hours", "medianDelaySeconds", "delayLow", "delayHigh",
        "falseAlarms", "falseAlarmsPerHour", "falseAlarmsPerHourLow", "falseAlarmsPerHourHigh",
        "therapiesOutside", "outsidePerHour", "outsidePerHourLow", "outsidePerHourHigh",
    ]

    private static func figures(_ estimate: TuningEstimate) -> [Double?] {
        let figures = estimate.figures
        return [
            Double(figures.seizures), Double(figures.found), Double(figures.alreadyOn),
            figures.hours, figures.medianDelay, estimate.delay?.low, estimate.delay?.high,
            Double(figures.falseAlarms), figures.falseAlarmsPerHour, estimate.falseAlarms?.low,
            estimate.falseAlarms?.high, Double(figures.outside), figures.outsidePerHour,
            estimate.outside?.low, estimate.outside?.high,
        ]
    }

    var tsv: String {
        func cell(_ value: Double?) -> String {
            guard let value, value.isFinite else { return "n/a" }
            return brief((value * 1e6).rounded() / 1e6)
        }
        let rows = lines.map { line in
            [line.limit.isEmpty ? "n/a" : line.limit, line.scoredOn]
                + Self.figures(line.estimate).map(cell) + [line.words]
        }
        return
            ([[result.objective.rateText, "scoredOn"] + Self.figureColumns + ["settings"]] + rows)
            .map { $0.joined(separator: "\t") + "\n" }.joined()
    }

    private static func value(_ estimate: TuningEstimate) -> JSONValue {
        .object(
            zip(figureColumns, figures(estimate)).map { name, value in
                .init(name, value.map(JSONValue.number) ?? .null)
            })
    }

    private static func value(_ point: TuningResult.Point) -> JSONValue {
        var members = [
            JSONValue.Member("objective", .text(point.objective.text)),
            .init("limitMax", .number(point.limitMax)),
            .init("candidate", .text(point.candidate.key)),
            .init("words", .text(words(of: point))),
            .init(seen, value(point.seen)),
        ]
        for unit in LeaveOneOut.Unit.allCases {
            members.append(
                .init(
                    "leftOutBy" + unit.rawValue.capitalized,
                    point.leftOut[unit].map(value) ?? .null))
        }
        members.append(
            .init(
                "settings",
                .text(point.settings.fields.text(over: Settings.standard.fields))))
        return .object(members)
    }

    package var json: JSONValue {
        .object([
            .init("objective", .text(result.objective.text)),
            .init("family", result.family.map { .text($0.rawValue) } ?? .null),
            .init("isShown", .bool(result.isShown)),
            .init("remarks", .list(result.remarks.map(JSONValue.text))),
            .init("hours", .number(result.hours)),
            .init("seizures", .integer(Int64(result.seizureCount))),
            .init("subjects", .list(result.subjects.map(JSONValue.text))),
            .init("candidates", .integer(Int64(result.candidateCount))),
            .init("candidatesRefused", .integer(Int64(result.refusedCount))),
            .init("chosen", result.chosen.map(Self.value) ?? .null),
            .init("given", result.given.map(Self.value) ?? .null),
            .init("points", .list(result.points.map(Self.value))),
        ])
    }

    /// The point asked for as a settings file; nil where there is none.
    var settingsText: String? {
        guard let chosen = result.chosen else { return nil }
        let remarks =
            Self.lines(of: chosen).map { "\($0.scoredOn): \($0.estimate.words)" }
            + result.remarks
        let use = chosen.choice.map { _ in
            "# for the model written with it: --settings and --model\n"
        }
        return "\(TuningFolder.firstLine) for \(result.objective.text)\n" + (use ?? "")
            + remarks.map { "# \($0)\n" }.joined()
            + chosen.settings.fields.text(over: Settings.standard.fields)
    }
}

extension Objective {
    /// What the curve's limits are of.
    package var rateText: String {
        (quantity == .outside ? Quantity.outside : .falseAlarms).rawValue + "<="
    }
}

extension TuningEstimate {
    /// In one line.
    var words: String {
        "found \(figures.found) of \(figures.seizures), delay \(delayText) s, false/h \(falseText), "
            + "outside/h \(outsideText), in \(decimal(figures.hours, 2)) h"
    }

    package var delayText: String { Self.text(figures.medianDelay, delay) }
    package var falseText: String { Self.text(figures.falseAlarmsPerHour, falseAlarms) }
    package var outsideText: String { Self.text(figures.outsidePerHour, outside) }

    private static func text(_ value: Double?, _ interval: ConfidenceInterval?) -> String {
        func short(_ value: Double) -> String {
            guard value.isFinite else { return "inf" }
            let digits = value == 0 ? 0 : abs(value) < 1 ? 2 : abs(value) < 10 ? 1 : 0
            return decimal(value, digits)
        }
        return (value.map(short) ?? "-")
            + (interval.map { " (\(short($0.low))-\(short($0.high)))" } ?? "")
    }
}

extension ModelChoice {
    /// The model in a line.
    var words: String {
        let inputs = features.map(\.rawValue)
        let raise = (unitsAboveRule < 0 ? "-" : "+") + brief(abs(unitsAboveRule))
        return family.rawValue
            + (inputs.isEmpty ? "" : " with \(inputs.joined(separator: " and "))")
            + ", threshold \(raise) units; for \(brief(onsetSeconds)) s"
    }
}

extension DetectorSettings {
    /// The patterns in a line.
    func words(_ settings: Settings) -> String {
        let fields = Dictionary(uniqueKeysWithValues: settings.fields.map { ($0.path, $0.value) })
        let patterns = patterns.enumerated().map { index, pattern in
            let name = pattern.feature.rawValue
            let window = fields["detector.shortTermSeconds.\(name)"] ?? ""
            let rhythm = fields["detector.patterns[\(index)].rhythmPercent"] ?? "0"
            let threshold =
                brief(pattern.threshold) + (pattern.isRelative ? " %" : "")
            let channels =
                pattern.votesPercent > 0
                ? ", \(brief(pattern.votesPercent)) % of channels"
                : pattern.votes > 1 ? ", \(pattern.votes) channels" : ""
            return "\(name) \(threshold) in \(window) s" + channels
                + (rhythm == "0" ? "" : ", rhythm \(rhythm) %")
        }
        return patterns.joined(separator: " \(join.rawValue) ") + "; for \(brief(onsetSeconds)) s"
    }
}
