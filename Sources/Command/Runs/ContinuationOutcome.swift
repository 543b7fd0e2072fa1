import Experiment
import Journal
import Optimisation
import Planning

/// What runs showed and what comes next, as a table, as JSON, as lines and as a settings file.
package struct ContinuationOutcome {
    let runs: [PatientRun]
    package let continuation: Continuation
    /// Of the last run.
    let settings: Settings
    package let folder: String

    // MARK: Runs

    private static let columns: [(name: String, cell: @Sendable (PatientRun) -> JSONValue)] = [
        ("run", { .text($0.folder) }), ("startedAt", { .text($0.left.identity.startedAt) }),
        ("hours", { .number($0.seconds / 3_600) }),
        ("seizuresKnownFrom", { .text($0.knowsSeizures ? "patient" : "loop") }),
        ("seizures", { .integer(Int64($0.evidence.seizures)) }),
        ("secondsInSeizure", { .number(rounded($0.evidence.secondsInSeizure)) }),
        ("therapiesInSeizure", { .integer(Int64($0.therapies.inSeizure)) }),
        ("stopped", { .integer(Int64($0.therapies.stopped)) }),
        ("stoppedShareLow", { value($0.therapies.interval?.low) }),
        ("stoppedShareHigh", { value($0.therapies.interval?.high) }),
        ("therapiesOutside", { .integer(Int64($0.therapies.outside)) }),
        ("microcoulombs", { .number(rounded($0.left.summary.stimulation.chargeMicrocoulombs)) }),
        ("refusals", { .integer(Int64($0.left.summary.stimulation.refusals)) }),
        ("amplitudeMilliamperes", { .number($0.evidence.dose[.amplitudeMilliamperes]) }),
        ("pulseWidthMicroseconds", { .number($0.evidence.dose[.pulseWidthMicroseconds]) }),
        ("frequencyHertz", { .number($0.evidence.dose[.frequencyHertz]) }),
        ("durationMilliseconds", { .number($0.evidence.dose[.durationMilliseconds]) }),
        ("contacts", { .text($0.evidence.dose.contacts) }),
    ]

    static var header: String { columns.map(\.name).joined(separator: "\t") }

    var tsv: String {
        func cell(_ value: JSONValue) -> String {
            switch value {
            case .text(let text): text.oneLine
            case .integer(let number): "\(number)"
            case .number(let number): brief(number)
            default: "n/a"
            }
        }
        return Self.header + "\n"
            + runs.map { run in
                Self.columns.map { cell($0.cell(run)) }.joined(separator: "\t") + "\n"
            }.joined()
    }

    private static func rounded(_ value: Double) -> Double { (value * 1e3).rounded() / 1e3 }

    private static func value(_ number: Double?) -> JSONValue {
        number.map { .number(rounded($0)) } ?? .null
    }

    /// A run's cells for the screen.
    package var rows: [[String]] {
        runs.map { run in
            let therapies = run.therapies
            let interval = therapies.interval.map {
                " (\(decimal($0.low * 100, 0))-\(decimal($0.high * 100, 0)) %)"
            }
            return [
                run.folder, decimal(run.seconds / 3_600, 2), "\(run.evidence.seizures)",
                decimal(run.evidence.secondsInSeizure * 3_600 / run.seconds, 0),
                "\(therapies.stopped) of \(therapies.inSeizure)\(interval ?? "")",
                "\(therapies.outside)",
                decimal(run.left.summary.stimulation.chargeMicrocoulombs, 0),
                "\(run.left.summary.stimulation.refusals)", run.evidence.dose.words,
            ]
        }
    }

    // MARK: What comes next

    /// In a word or two.
    package var verdict: String {
        switch continuation.step {
        case .moves: "a step"
        case .goesBack: "a step back"
        case .stays: "no step"
        }
    }

    /// Each change with what it rests on, in a line each, then the reasons.
    package var lines: [String] {
        continuation.reasons
            + continuation.changes.map { change in
                "\(change.name) \(change.from) to \(change.to): alone \(change.expected.words) of "
                    + "seizure time expected, \(evidence); held by \(change.heldBy)"
            }
            + (runs.allSatisfy(\.knowsSeizures)
                ? [] : ["seizures are those that the loop found, not the patient's own"])
    }

    /// What the expectation of a change rests on.
    private var evidence: String {
        guard Set(runs.map(\.evidence.dose.words)).count > 1 else {
            return "assumed, as no run has had another dose"
        }
        let seizures = runs.reduce(0) { $0 + $1.evidence.seizures }
        let hours = runs.reduce(0) { $0 + $1.seconds } / 3_600
        return
            "from \(seizures) seizures in \(decimal(hours, 1)) h of \(runs.count == 1 ? "1 run" : "\(runs.count) runs")"
    }

    package var json: JSONValue {
        .object([
            .init("step", .text(verdict)), .init("settings", .text("\(folder)/next.yaml")),
            .init("stepPercent", .number(continuation.region.share * 100)),
            .init(
                "changes",
                .list(
                    continuation.changes.map { change in
                        .object([
                            .init("field", .text(change.name)), .init("from", .text(change.from)),
                            .init("to", .text(change.to)),
                            .init("logSeizureTime", .number(change.expected.mean)),
                            .init("logSeizureTimeLow", .number(change.expected.low)),
                            .init("logSeizureTimeHigh", .number(change.expected.high)),
                            .init("heldBy", .text(change.heldBy)),
                        ])
                    })),
            .init("reasons", .list(lines.map(JSONValue.text))),
            .init(
                "runs",
                .list(
                    runs.map { run in
                        .object(Self.columns.map { .init($0.name, $0.cell(run)) })
                    })),
        ])
    }

    var settingsText: String {
        "# \(verdict) of quench optimise --continue\n"
            + lines.map { "# \($0.oneLine)\n" }.joined()
            + continuation.dose.settings(over: settings).fields.text(over: Settings.standard.fields)
    }
}
