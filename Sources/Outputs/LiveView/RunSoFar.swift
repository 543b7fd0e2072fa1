import ClosedLoop
import Detection
import Journal
import Pipeline
import RunFolder
import Stimulation

/// Where a run stands: what the page shows beside the traces, and what `/metrics` counts.
struct RunSoFar {
    let subject: ViewSubject
    private(set) var latest = HopRecord()
    private(set) var decisions = 0
    private(set) var episodes = 0
    private(set) var framesMissing: Int64 = 0
    private(set) var gaps = 0
    private(set) var overruns = 0
    private(set) var compute = LatencyCounts()
    private(set) var path = LatencyCounts()
    private(set) var doses: DosesShown
    private(set) var faults: [UInt8]
    private var treated: LiveMonitor.PatientState?
    private var twin: LiveMonitor.PatientState?
    private var capture: RunStatus?
    private var cause = ""
    /// What of the run's files is not written any more, and which grants are gone.
    private var losses: [String] = []
    private let score: ScoreScale

    init(_ subject: ViewSubject) {
        self.subject = subject
        doses = DosesShown(subject.planned.plan.stimulation)
        faults = Array(repeating: 0, count: subject.channelCount)
        score = ScoreScale(subject.planned)
    }

    var seconds: Double { subject.planned.seconds(ofFrame: latest.decision.endFrame) }

    mutating func take(_ hop: ViewedHop) {
        let record = hop.report.record
        latest = record
        for event in hop.events { take(event) }
        capture = hop.capture ?? capture
        guard !record.isHeld else { return }
        if record.missingFrames > 0 {
            framesMissing += record.missingFrames
            gaps += 1
            if record.isAfterOverrun { overruns += 1 }
        }
        doses.take(hop.report)
        if record.decision.change == .onset { episodes += 1 }
        guard !record.isLast else { return }
        decisions += 1
        if subject.isPaced {
            compute.record(nanoseconds: record.stamps.computeNanoseconds)
            path.record(nanoseconds: record.stamps.sampleToActuatorNanoseconds)
        }
        for channel in faults.indices {
            faults[channel] = hop.report.reading(ofChannel: channel).faults
        }
        treated = hop.treated
        twin = hop.twin
    }

    private mutating func take(_ event: JournalEvent) {
        switch event.kind {
        case .recordingFailed: losses.append("not recorded any more")
        case .clipsFailed: losses.append("no more clips")
        case .journalFailed: losses.append("journal not written any more")
        case .grantWithdrawn: losses.append("\(event["grant"]?.text ?? "a grant") withdrawn")
        case .detection, .therapyStarted, .therapyRefused, .episodeEnded, .stateChanged:
            cause = event.text ?? cause
        default: break
        }
    }

    /// Without what costs more to make, `latencyJSON`.
    var json: JSONValue {
        let decision = latest.decision
        let isSafe = decision.state == .safe
        return .object([
            .init("seconds", .number(seconds)),
            .init("state", .text("\(decision.state.name)")),
            .init("reason", .text(isSafe ? "\(decision.safeStateReason.name)" : "")),
            .init("cause", .text(cause)), .init("score", .text(score.text(decision))),
            .init("decisions", .integer(Int64(decisions))),
            .init("episodes", .integer(Int64(episodes))),
            .init("therapies", .integer(latest.therapies)),
            .init("pulses", .integer(latest.pulsesIssued)),
            .init("chargeMicrocoulombs", .number(Double(latest.chargePicocoulombs) / 1e6)),
            .init("netPicocoulombs", .integer(latest.netPicocoulombs)),
            .init("missed", .integer(latest.lateDecisions)),
            .init("framesMissing", .integer(framesMissing)), .init("gaps", .integer(Int64(gaps))),
            .init("overruns", .integer(Int64(overruns))),
            .init("losses", .list(losses.map { .text($0) })),
            .init("faults", .list(faults.map { .integer(Int64($0)) })),
            .init("stimulation", doses.json), .init("treated", treated?.json ?? .null),
            .init("twin", twin?.json ?? .null), .init("capture", capture?.shown ?? .null),
        ])
    }

    var latencyJSON: JSONValue {
        .object([.init("compute", compute.json), .init("path", path.json)])
    }
}

extension RunStatus {
    fileprivate var shown: JSONValue {
        .object([
            .init("device", .text(device)), .init("isAway", .bool(input?.isAway ?? false)),
            .init("reconnects", .integer(Int64(input?.reconnects ?? 0))),
            .init("overruns", .integer(Int64(input?.overruns ?? 0))),
            .init("drift", input?.driftPartsPerMillion.map { .number($0) } ?? .null),
            .init("recording", recording?.shown ?? .null),
            .init("output", output?.shown ?? .null),
        ])
    }
}

extension RunStatus.Recording {
    fileprivate var shown: JSONValue {
        .object([
            .init("path", .text(path)), .init("problem", problem.map { .text($0) } ?? .null),
            .init("freeBytes", freeBytes.map { .integer($0) } ?? .null),
            .init("reserveBytes", .integer(reserveBytes)),
            .init("secondsLeft", secondsLeft.map { .number($0) } ?? .null),
        ])
    }
}

extension RunStatus.Output {
    fileprivate var shown: JSONValue {
        .object([
            .init("device", .text(device)), .init("isAway", .bool(isAway)),
            .init("outages", .integer(Int64(outages))),
        ])
    }
}

extension LiveMonitor.PatientState {
    fileprivate var json: JSONValue {
        .object([
            .init("ictal", .list(ictalNodes.map { .integer(Int64($0)) })),
            .init("seconds", .number(secondsInSeizure)),
        ])
    }
}
