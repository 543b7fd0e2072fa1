/// `stimulation.tsv`: every burst that was issued or cut, and every refusal.
public enum StimulationFile {
    public enum Kind: String, CaseIterable, Sendable {
        case burst, refusal, cut
    }

    /// One line. What a refusal does not have stays `nil` and is written as `n/a`.
    public struct Row: Hashable, Sendable {
        public var onsetSeconds: Double
        public var durationSeconds: Double?
        public var kind: Kind
        public var therapy: Int?
        public var burst: Int?
        public var pulses: Int?
        public var amplitudeMicroamperes: Double?
        public var pulseWidthMicroseconds: Double?
        public var frequencyHertz: Double?
        public var chargePerPhaseMicrocoulombs: Double?
        public var chargeDensityMicrocoulombsPerSquareCentimetre: Double?
        public var imbalancePicocoulombs: Double?
        public var contacts: String?
        public var reason: String?

        public init(onsetSeconds: Double, durationSeconds: Double? = nil, kind: Kind) {
            self.onsetSeconds = onsetSeconds
            self.durationSeconds = durationSeconds
            self.kind = kind
        }
    }

    static let columns = [
        "onset", "duration", "type", "therapy", "burst", "pulses", "amplitudeMicroamperes",
        "pulseWidthMicroseconds", "frequencyHertz", "chargePerPhaseMicrocoulombs",
        "chargeDensityMicrocoulombsPerSquareCentimetre", "imbalancePicocoulombs", "contacts",
        "reason",
    ]

    public static func text(_ rows: [Row]) -> String {
        rows.reduce(into: TabSeparated.line(columns)) { text, row in
            let count = { (value: Int?) in value.map(String.init) ?? TabSeparated.unknown }
            text += TabSeparated.line([
                TabSeparated.number(row.onsetSeconds, digits: 6),
                TabSeparated.number(row.durationSeconds, digits: 6),
                row.kind.rawValue,
                count(row.therapy),
                count(row.burst),
                count(row.pulses),
                TabSeparated.number(row.amplitudeMicroamperes, digits: 3),
                TabSeparated.number(row.pulseWidthMicroseconds, digits: 3),
                TabSeparated.number(row.frequencyHertz, digits: 3),
                TabSeparated.number(row.chargePerPhaseMicrocoulombs, digits: 6),
                TabSeparated.number(row.chargeDensityMicrocoulombsPerSquareCentimetre, digits: 6),
                TabSeparated.number(row.imbalancePicocoulombs, digits: 3),
                row.contacts ?? TabSeparated.unknown,
                row.reason ?? TabSeparated.unknown,
            ])
        }
    }

    public static func write(_ rows: [Row], to path: String) throws(JournalError) {
        try WholeFile.write(text(rows), to: path)
    }
}
