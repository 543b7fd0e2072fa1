import Journal
import Report

extension RunResult {
    /// What the device of the pulses played, and what it cannot have or may not have.
    func outputVerdicts(_ output: RunSummary.Capture.Output) -> [Verdict] {
        let (away, doubt) = (output.pulsesWhileAway ?? 0, output.pulsesInDoubt ?? 0)
        let outages = output.outages ?? 0
        var verdicts: [Verdict] = []
        let accounted = output.pulsesPlayed + output.pulsesLate + away + doubt
        if Int64(accounted) != outcome.ledger.pulsesIssued {
            verdicts.append(
                Verdict(
                    "The pulses do not add up: \(outcome.ledger.pulsesIssued) issued, "
                        + "\(output.pulsesPlayed) played, \(output.pulsesLate + away) left out, "
                        + "\(doubt) in doubt.", tone: .bad))
        }
        verdicts.append(
            Verdict(
                "\(counted(output.pulsesPlayed, "pulse", "pulses")) played, net charge "
                    + (output.isCertain ? "" : "at most ")
                    + "\(decimal((output.netPicocoulombs * 10).rounded() / 10)) pC, each "
                    + "\(decimal((output.latencySeconds * 1e5).rounded() / 100)) ms after its "
                    + "simulated edge; \(output.pulsesLate) came too late and were left out.",
                tone: output.pulsesLate > 0 || output.underruns > 0 ? .warning : .neutral))
        if outages > 0 {
            let inDoubt =
                doubt > 0
                ? "; nobody knows whether it played the "
                    + "\(counted(doubt, "pulse", "pulses")) that it had then" : ""
            verdicts.append(
                Verdict(
                    "The output was lost \(counted(outages, "time", "times")): "
                        + "\(counted(away, "pulse", "pulses")) left out\(inDoubt).", tone: .bad))
        }
        return verdicts
    }
}
