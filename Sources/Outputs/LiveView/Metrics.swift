import ClosedLoop
import Stimulation

/// A run in Prometheus's text format, version 0.0.4.
struct Metrics {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    /// - Parameter run: nil before the run has begun.
    init(_ run: RunSoFar?, viewers: Int, notShown: Int) {
        add("quench_viewers", "gauge", "Pages that look on.", viewers)
        add(
            "quench_hops_not_shown_total", "counter",
            "Hops that the view left out, and did not count.", notShown)
        guard let run else { return }
        let record = run.latest
        add("quench_run_seconds", "gauge", "Time of the signal.", run.seconds)
        add("quench_decisions_total", "counter", "Hops decided on.", run.decisions)
        add(
            "quench_missed_deadlines_total", "counter", "Decisions after their deadlines.",
            record.lateDecisions)
        add("quench_frames_missing_total", "counter", "Frames lost.", run.framesMissing)
        add("quench_gaps_total", "counter", "Gaps in the frames.", run.gaps)
        add("quench_overruns_total", "counter", "Gaps because the ring was full.", run.overruns)
        add("quench_episodes_total", "counter", "Episodes detected.", run.episodes)
        add("quench_therapies_total", "counter", "Therapies started.", record.therapies)
        add("quench_pulses_total", "counter", "Pulses issued.", record.pulsesIssued)
        add(
            "quench_charge_microcoulombs_total", "counter", "First-phase charge of the run.",
            Double(record.chargePicocoulombs) / 1e6)
        add(
            "quench_charge_day_microcoulombs", "gauge",
            "First-phase charge of the last 24 h of the run.", run.doses.chargeOfDayMicrocoulombs)
        add(
            "quench_charge_imbalance_picocoulombs", "gauge", "First phases less second ones.",
            record.netPicocoulombs)
        add(
            "quench_channels_with_fault", "gauge", "Channels that do not count.",
            run.faults.count { $0 != 0 })
        head("quench_state", "gauge", "What the loop is doing: 1 for its state.")
        for raw in UInt8(0)...5 {
            guard let state = LoopState(rawValue: raw) else { continue }
            let isState = state == record.decision.state
            text += "quench_state{state=\"\(state.name)\"} \(isState ? 1 : 0)\n"
        }
        guard run.subject.isPaced else { return }
        add(
            "quench_compute_latency_seconds", "From a hop's last sample to the command.",
            run.compute)
        add(
            "quench_sample_to_actuator_latency_seconds",
            "From a hop's first sample until the command acts.", run.path)
    }

    private mutating func head(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func add(_ name: String, _ type: String, _ help: String, _ value: some Numeric)
    {
        head(name, type, help)
        text += "\(name) \(value)\n"
    }

    private mutating func add(_ name: String, _ help: String, _ latency: LatencyCounts) {
        head(name, "histogram", help)
        var sum = 0
        for (bound, count) in zip(LatencyCounts.bounds, latency.counts) {
            sum += count
            text += "\(name)_bucket{le=\"\(Double(bound) / 1e9)\"} \(sum)\n"
        }
        text += "\(name)_bucket{le=\"+Inf\"} \(latency.count)\n"
        text += "\(name)_sum \(latency.sumNanoseconds / 1e9)\n\(name)_count \(latency.count)\n"
    }
}
