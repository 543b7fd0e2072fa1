import Journal
import Report

extension RunResult {
    /// What the closed loop came to beside what the patient would have had without it.
    var twinRows: [TwinRow] {
        guard let patient = virtualPatient, let twin = patient.untreated else { return [] }
        let charge = Double(outcome.ledger.firstPhasePicocoulombs) / 1e6
        return [
            TwinRow(
                label: "time in seizure", treated: tenths(patient.timeInSeizureSeconds),
                untreated: tenths(twin.timeInSeizureSeconds)),
            TwinRow(
                label: "seizures", treated: "\(patient.seizures.count)",
                untreated: "\(twin.seizures.count)"),
            TwinRow(
                label: "nodes taking part, median and most",
                treated: Self.spread(patient.seizures), untreated: Self.spread(twin.seizures)),
            TwinRow(label: "charge", treated: "\(decimal(charge)) µC", untreated: "0 µC"),
        ]
    }

    private func tenths(_ seconds: Double) -> String {
        "\(decimal((seconds * 10).rounded() / 10)) s"
    }

    private static func spread(_ seizures: [RunSummary.VirtualPatient.Seizure]) -> String {
        let nodes = seizures.map(\.nodes).sorted()
        guard let most = nodes.last else { return "-" }
        let middle = nodes.count / 2
        let isOdd = nodes.count % 2 == 1
        let median = isOdd ? Double(nodes[middle]) : Double(nodes[middle - 1] + nodes[middle]) / 2
        return "\(decimal(median)), \(most)"
    }
}
