import Journal
import Report

extension RunResult {
    /// What came of a trigger line; a line without an edge, or stuck, is a warning.
    func triggerVerdict(_ trigger: RunSummary.Capture.Trigger) -> Verdict {
        let level = decimal((trigger.levelMicrovolts * 10).rounded() / 10)
        let line = "Trigger \(trigger.channel), \(trigger.slope) at \(level) µV: "
        var text = line + counted(trigger.edges, "edge", "edges")
        if trigger.edges == 0 {
            text = line + "no edge"
            if let least = trigger.leastMicrovolts, let most = trigger.mostMicrovolts {
                text +=
                    "; the line was at \(decimal((least * 10).rounded() / 10)) to "
                    + "\(decimal((most * 10).rounded() / 10)) µV"
            }
        }
        if trigger.edgesNotTold > 0 {
            text += ", \(trigger.edgesNotTold) of them too fast to be told one by one"
        }
        if trigger.timesStuck > 0 {
            text += "; stuck beyond its level \(counted(trigger.timesStuck, "time", "times"))"
        }
        let isWarning = trigger.edges == 0 || trigger.edgesNotTold > 0 || trigger.timesStuck > 0
        return Verdict(text + ".", tone: isWarning ? .warning : .neutral)
    }

    /// How the recording lies against the system that sends the pulses.
    func syncVerdict(_ sync: RunSummary.Capture.Sync) -> Verdict {
        let train =
            "Sync on \(sync.channel): \(counted(sync.pulses, "pulse", "pulses")), "
            + "\(sync.pulsesMissing) missing, \(counted(sync.edgesBetween, "edge")) between"
        guard let offset = sync.offsetSeconds, let drift = sync.driftPartsPerMillion,
            let offsetError = sync.offsetUncertaintySeconds,
            let driftError = sync.driftUncertaintyPartsPerMillion
        else {
            return Verdict(train + "; ten pulses are needed to align with them.", tone: .warning)
        }
        let milliseconds = { (value: Double) in decimal((value * 1e6).rounded() / 1e3) }
        return Verdict(
            train + "; the first at \(milliseconds(offset)) ± \(milliseconds(offsetError)) ms, our "
                + "clock fast by \(decimal((drift * 100).rounded() / 100)) ± "
                + "\(decimal((driftError * 100).rounded() / 100)) ppm.",
            tone: sync.pulsesMissing > 0 || sync.edgesBetween > 0 ? .warning : .neutral)
    }
}
