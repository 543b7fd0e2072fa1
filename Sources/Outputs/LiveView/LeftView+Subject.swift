import ClosedLoop
import Detection
import Journal
import RunFolder

extension LeftView {
    /// What a page needs to know of the run before its first stretch.
    var subject: JSONValue {
        let summary = run.summary, recording = summary.recording
        let settings = summary.settings
        let names = summary.signalQuality.map(\.name)
        let nanovolts = settings["frontEnd"]?["lsbNanovolts"]?.number ?? 1_000
        let deadlines = summary.realTime?.deadlines
        func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
        return .object([
            .init("id", .text("left")), .init("isLeft", .bool(true)), .init("title", .text(title)),
            .init("channels", .list(names.prefix(channelCount).map { .text($0) })),
            .init("channelsLeftOut", .integer(Int64(names.count - channelCount))),
            .init("hopSeconds", .number(summary.hopSeconds)), .init("rateHertz", .number(rate)),
            .init("microvoltsPerCount", .number(nanovolts / 1_000)),
            .init("fromSeconds", .number(recording.fromSeconds ?? 0)),
            .init("toSeconds", .number(recording.toSeconds ?? 0)),
            .init("pace", .text(summary.pace ?? "")), .init("isPaced", .bool(false)),
            .init("speed", .null),
            .init("budgetMilliseconds", number(deadlines?.budgetMilliseconds)),
            .init("computeLimitMilliseconds", number(deadlines?.computeLimitMilliseconds)),
            .init("isLearned", .bool(false)),
            .init("stimulates", .bool(settings["stimulation"]?["mode"]?.text == "on")),
            .init("rowBytes", .integer(Int64(rowBytes))),
            .init("rowsKept", .integer(Int64(rowsMost))),
            .init("features", .list([])),
            .init("states", .list(ViewSubject.stateNames)),
            .init("faults", .list(ChannelFault.all.map { .text("\($0.name)") })),
            .init(
                "seizures",
                .list(seizures.prefix(1_000).map { .list([.number($0.onset), .number($0.end)]) })),
            .init(
                "detections",
                .list(summary.episodes.prefix(10_000).map { .number($0.onsetSeconds) })),
            .init("remark", .text(remark)), .init("status", status),
        ])
    }

    /// The run's own figures, where a live page has those of the moment.
    private var status: JSONValue {
        let summary = run.summary, stimulation = summary.stimulation, counts = summary.counts
        let patient = summary.virtualPatient
        func state(_ seconds: Double) -> JSONValue {
            .object([.init("ictal", .list([])), .init("seconds", .number(seconds))])
        }
        let figures = JSONValue.object([
            .init("seconds", .number(0)), .init("state", .text("")),
            .init("reason", .text("")), .init("cause", .text("")), .init("score", .text("")),
            .init("decisions", .integer(Int64(summary.decisions))),
            .init("episodes", .integer(Int64(summary.episodes.count))),
            .init("therapies", .integer(Int64(stimulation.therapies))),
            .init("pulses", .integer(Int64(stimulation.pulses))),
            .init("chargeMicrocoulombs", .number(stimulation.chargeMicrocoulombs)),
            .init("netPicocoulombs", .null),
            .init("missed", counts.missedDeadlines.map { .integer(Int64($0)) } ?? .null),
            .init("framesMissing", .integer(Int64(counts.framesMissingInGaps))),
            .init("gaps", .integer(Int64(counts.gaps))),
            .init(
                "overruns", .integer(Int64(counts.overruns + (summary.capture?.overruns ?? 0)))),
            .init("losses", .list(losses)),
            .init(
                "faults",
                .list(
                    faults.prefix(channelCount).map { spans in
                        .integer(Int64(spans.reduce(0) { $0 | $1.bits }))
                    })),
            .init(
                "stimulation",
                .object([
                    .init("isDelivering", .bool(false)), .init("nextAllowedSeconds", .null),
                    .init(
                        "refusals",
                        .list(
                            stimulation.refusalsByReason.sorted { $0.key < $1.key }.map {
                                .list([.text($0.key), .integer(Int64($0.value))])
                            })),
                    .init("lastRefusal", .null), .init("limits", .list([])),
                    .init("cathodes", .integer(0)), .init("anodes", .integer(0)),
                    .init("contacts", .integer(contacts)),
                ])),
            .init("treated", patient.map { state($0.timeInSeizureSeconds) } ?? .null),
            .init("twin", patient?.untreated.map { state($0.timeInSeizureSeconds) } ?? .null),
        ])
        return .object([
            .init("run", figures), .init("latency", latency), .init("age", .number(0)),
            .init("isOver", .bool(false)), .init("notShown", .integer(0)),
            .init("viewers", .integer(0)),
        ])
    }

    private var losses: [JSONValue] {
        var losses: [String] = []
        if run.eventsMissing > 0 { losses.append("\(run.eventsMissing) journal events missing") }
        if run.pulsesMissing > 0 {
            losses.append("\(run.pulsesMissing) pulses are in no burst of stimulation.tsv")
        }
        if let problem = run.summary.capture?.recordingProblem { losses.append(problem) }
        return losses.map { .text($0) }
    }

    private var latency: JSONValue {
        guard let times = run.summary.realTime else { return .null }
        func json(_ values: RunSummary.Percentiles, scale: Double) -> JSONValue {
            .object([
                .init("p50", .number(values.p50 * scale)),
                .init("p99", .number(values.p99 * scale)),
                .init("max", .number(values.max * scale)), .init("bars", .list([])),
            ])
        }
        return .object([
            .init("compute", json(times.computeLatencyMicroseconds, scale: 1)),
            .init("path", json(times.sampleToActuatorLatencyMilliseconds, scale: 1_000)),
        ])
    }

    /// Every contact that the settings have, and the case.
    private var contacts: Int64 {
        let electrodes = run.summary.settings["stimulation"]?["electrodes"]
        let count = min(16, max(0, electrodes?["contacts"]?.integer ?? 0))
        let broken = (electrodes?["broken"]?.list ?? []).compactMap(\.integer)
        return broken.reduce((1 << count) - 1) { bits, contact in
            (1...16).contains(contact) ? bits & ~(1 << (contact - 1)) : bits
        } | 1 << 16
    }
}
