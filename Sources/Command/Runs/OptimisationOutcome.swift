import Evaluation
import Journal
import Optimisation
import Planning

/// What a search for a therapy came to, as a table, as JSON, as a picture, as a page and as settings files.
package struct OptimisationOutcome {
    package let result: OptimisationResult
    let study: TherapyStudy
    let budget: Int
    let seed: UInt64
    package let folder: String

    /// The name of a point: `given`, or P and its number.
    package func label(_ place: Int) -> String {
        result.points[place].isGiven ? "given" : "P\(place + 1)"
    }

    /// A share with its interval.
    package static func text(
        _ value: Double?, _ interval: ConfidenceInterval?, digits: Int
    ) -> String {
        guard let value else { return "–" }
        func short(_ value: Double) -> String {
            value.isFinite ? decimal(value, digits) : "inf"
        }
        return short(value) + (interval.map { " (\(short($0.low))-\(short($0.high)))" } ?? "")
    }

    package static func share(_ estimate: TherapyEstimate) -> String {
        text(estimate.figures.share, estimate.share, digits: 3)
    }

    package static func charge(_ estimate: TherapyEstimate) -> String {
        text(estimate.figures.microcoulombsPerDay, estimate.microcoulombsPerDay, digits: 0)
    }

    package static func worst(_ estimate: TherapyEstimate) -> String {
        guard let worst = estimate.worst else { return "–" }
        return "\(worst.patient): \(text(worst.share, worst.interval, digits: 3))"
    }

    // MARK: Table

    private static let estimateColumns: [(String, @Sendable (TherapyEstimate) -> Double?)] = [
        ("ShareLeft", { $0.figures.share }), ("ShareLeftLow", { $0.share?.low }),
        ("ShareLeftHigh", { $0.share?.high }),
        ("MicrocoulombsPerDay", { $0.figures.microcoulombsPerDay }),
        ("MicrocoulombsPerDayLow", { $0.microcoulombsPerDay?.low }),
        ("MicrocoulombsPerDayHigh", { $0.microcoulombsPerDay?.high }),
        ("TherapiesPerHour", { $0.figures.therapiesPerHour }),
        ("OutsidePerHour", { $0.figures.outsidePerHour }),
        ("OutsidePerHourLow", { $0.outsidePerHour?.low }),
        ("OutsidePerHourHigh", { $0.outsidePerHour?.high }),
    ]

    var tsv: String {
        func cell(_ value: Double?) -> String {
            guard let value, value.isFinite else { return "n/a" }
            return brief((value * 1e6).rounded() / 1e6)
        }
        let header =
            ["point", "isBest", "isMarked"]
            + ["verdict", "search"].flatMap { name in
                Self.estimateColumns.map { name + $0.0 }
            } + ["worstPatient", "worstShareLeft", "kickHalvedShareLeft", "kickDoubledShareLeft"]
            + ["limits", "settings"]
        let rows = result.points.indices.map { place in
            let point = result.points[place]
            return [
                label(place), result.best == place ? "yes" : "no", point.isMarked ? "yes" : "no",
            ]
                + [point.verdict, point.search].flatMap { estimate in
                    Self.estimateColumns.map { cell($0.1(estimate)) }
                } + [
                    point.verdict.worst?.patient ?? "n/a", cell(point.verdict.worst?.share),
                    cell(point.weakKick?.figures.share), cell(point.strongKick?.figures.share),
                    point.limits.isEmpty ? "none" : point.limits.joined(separator: "; "),
                    point.words,
                ]
        }
        // A patient's name is that of a file, which may hold a tab.
        return ([header] + rows)
            .map { $0.map(\.oneLine).joined(separator: "\t") + "\n" }.joined()
    }

    // MARK: JSON

    private static func value(_ number: Double?) -> JSONValue {
        number.map(JSONValue.number) ?? .null
    }

    private static func value(_ estimate: TherapyEstimate?) -> JSONValue {
        guard let estimate else { return .null }
        var members = estimateColumns.map { name, figure in
            JSONValue.Member(
                name.prefix(1).lowercased() + name.dropFirst(), value(figure(estimate)))
        }
        members += [
            .init("patients", .integer(Int64(estimate.patientCount))),
            .init("hours", .number(estimate.hours)),
            .init(
                "worstPatient",
                estimate.worst.map { worst in
                    .object([
                        .init("name", .text(worst.patient)),
                        .init("shareLeft", .number(worst.share)),
                        .init("shareLeftLow", value(worst.interval?.low)),
                        .init("shareLeftHigh", value(worst.interval?.high)),
                    ])
                } ?? .null),
            .init("harmed", .list(estimate.harmed.map(JSONValue.text))),
        ]
        return .object(members)
    }

    private func value(_ place: Int) -> JSONValue {
        let point = result.points[place]
        return .object([
            .init("point", .text(label(place))),
            .init("file", .text(OptimisationFolder.pointName(place + 1))),
            .init("isGiven", .bool(point.isGiven)), .init("isBest", .bool(result.best == place)),
            .init("isMarked", .bool(point.isMarked)), .init("words", .text(point.words)),
            .init("settings", point.settings.therapyValues),
            .init("verdict", Self.value(point.verdict)),
            .init("search", Self.value(point.search)),
            .init("kickHalved", Self.value(point.weakKick)),
            .init("kickDoubled", Self.value(point.strongKick)),
            .init("limits", .list(point.limits.map(JSONValue.text))),
        ])
    }

    package var json: JSONValue {
        .object([
            .init("front", .list(result.points.indices.map(value))),
            .init("best", result.best.map { .text(label($0)) } ?? .null),
            .init("hours", .number(study.hours)), .init("budget", .integer(Int64(budget))),
            .init("seed", .integer(Int64(seed))),
            .init("searchPatients", .integer(Int64(study.patients(.search).count))),
            .init("verdictPatients", .integer(Int64(study.patients(.verdict).count))),
            .init("candidates", .integer(Int64(result.followedCount))),
            .init("candidatesRefused", .integer(Int64(result.refusedCount))),
            .init("searchHypervolume", .number(result.searchHypervolume)),
            .init("verdictHypervolume", .number(result.verdictHypervolume)),
            .init("limits", .text(study.limitsText)),
            .init("space", .text(study.space.words)),
            .init("remarks", .list(result.remarks.map(JSONValue.text))),
            .init(
                "effects",
                .list(
                    result.effects.map { effect in
                        .object([
                            .init("coordinate", .text(effect.axis)),
                            .init("level", .text(effect.level)),
                            .init("candidates", .integer(Int64(effect.candidates))),
                            .init("shareLeft", .number(effect.share)),
                            .init("microcoulombsPerDay", .number(effect.microcoulombsPerDay)),
                        ])
                    })),
        ])
    }

    // MARK: Settings

    /// A point as a settings file.
    func settingsText(_ place: Int) -> String {
        let point = result.points[place]
        var remarks = [
            "verdict: \(Self.share(point.verdict)) of the untreated seizure time left at "
                + "\(Self.charge(point.verdict)) microcoulombs a day; worst patient "
                + Self.worst(point.verdict),
            "search: \(Self.share(point.search)) at \(Self.charge(point.search))",
        ]
        if let weak = point.weakKick, let strong = point.strongKick {
            remarks.append(
                "kick of a pulse halved: \(Self.share(weak)); doubled: \(Self.share(strong))")
        }
        if point.isMarked {
            remarks.append(
                "marked: more seizure time than untreated in "
                    + point.verdict.harmed.joined(separator: ", "))
        }
        remarks.append(
            "limits it stands on: "
                + (point.limits.isEmpty ? "none" : point.limits.joined(separator: "; ")))
        return "# \(label(place)) of quench optimise\n"
            + remarks.map { "# \($0.oneLine)\n" }.joined()
            + point.settings.fields.text(over: Settings.standard.fields)
    }
}

extension Settings {
    /// What a search for a therapy may choose, as values.
    fileprivate var therapyValues: JSONValue {
        let first = stimulation.therapies.first
        let burst = first?.bursts.first
        func sides(_ names: [String]?) -> JSONValue { .list((names ?? []).map(JSONValue.text)) }
        return .object([
            .init("cathodes", sides(burst?.cathodes)), .init("anodes", sides(burst?.anodes)),
            .init("amplitudeMilliamperes", .number(burst?.amplitudeMilliamperes ?? 0)),
            .init("pulseWidthMicroseconds", .number(burst?.pulseWidthMicroseconds ?? 0)),
            .init("frequencyHertz", .number(burst?.frequencyHertz ?? 0)),
            .init("durationMilliseconds", .number(burst?.durationMilliseconds ?? 0)),
            .init("bursts", .integer(Int64(first?.bursts.count ?? 0))),
            .init("pauseMilliseconds", .number(first?.pauseMilliseconds ?? 0)),
            .init("therapiesPerEpisode", .integer(Int64(stimulation.therapiesPerEpisode))),
            .init("redetectionSeconds", .number(stimulation.redetectionSeconds)),
            .init("onsetSeconds", .number(detector.onsetSeconds)),
            .init("thresholds", .list(detector.patterns.map { .number($0.threshold) })),
        ])
    }
}

extension TherapyStudy {
    /// The hard limits and the caps of the settings, on one line.
    var limitsText: String {
        let stimulation = settings.stimulation
        return Settings.hardLimits
            + "; of the settings \(brief(stimulation.electrodes.complianceVolts)) V, "
            + "\(brief(stimulation.chargePerDayMicrocoulombs)) µC and "
            + "\(stimulation.therapiesPerDay) therapies a day, \(stimulation.therapiesPerHour) an hour"
    }
}
