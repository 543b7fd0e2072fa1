/// `stimulation.tsv`: every burst that was issued or cut, and every refusal.
package enum StimulationFile {
    static let columns = [
        "onset", "duration", "type", "therapy", "burst", "pulses", "amplitudeMicroamperes",
        "pulseWidthMicroseconds", "frequencyHertz", "chargePerPhaseMicrocoulombs",
        "chargeDensityMicrocoulombsPerSquareCentimetre", "imbalancePicocoulombs", "contacts",
        "reason",
    ]

    /// In order of time. What a refusal does not have is written as `n/a`.
    package static func text(_ bursts: [Burst], _ refusals: [Refusal]) -> String {
        let rows =
            bursts.map { ($0.onsetSeconds, cells($0)) }
            + refusals.map { ($0.onsetSeconds, cells($0)) }
        return rows.sorted { $0.0 < $1.0 }
            .reduce(into: TabSeparated.line(columns)) { $0 += TabSeparated.line($1.1) }
    }

    package static func write(
        _ bursts: [Burst], _ refusals: [Refusal], to path: String
    ) throws(JournalError) {
        try WholeFile.write(text(bursts, refusals), to: path)
    }

    private static func cells(_ burst: Burst) -> [String] {
        [
            TabSeparated.number(burst.onsetSeconds, digits: 6),
            TabSeparated.number(burst.durationSeconds, digits: 6),
            burst.cutBecause == nil ? "burst" : "cut",
            String(burst.therapy), String(burst.number), String(burst.pulses),
            TabSeparated.number(burst.amplitudeMicroamperes, digits: 3),
            TabSeparated.number(burst.pulseWidthMicroseconds, digits: 3),
            TabSeparated.number(burst.frequencyHertz, digits: 3),
            TabSeparated.number(burst.chargePerPhaseMicrocoulombs, digits: 6),
            TabSeparated.number(burst.chargeDensityMicrocoulombsPerSquareCentimetre, digits: 6),
            TabSeparated.number(burst.imbalancePicocoulombs, digits: 3),
            burst.contacts, burst.cutBecause ?? TabSeparated.unknown,
        ]
    }

    private static func cells(_ refusal: Refusal) -> [String] {
        let unknown = TabSeparated.unknown
        return [TabSeparated.number(refusal.onsetSeconds, digits: 6), unknown, "refusal"]
            + Array(repeating: unknown, count: columns.count - 4) + [refusal.reason]
    }
}
