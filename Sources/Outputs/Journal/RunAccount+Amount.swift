/// Pulses, and the charge of their first phases.
struct Amount: Hashable, Sendable {
    var pulses = 0
    var chargeMicrocoulombs = 0.0

    init(pulses: Int = 0, chargeMicrocoulombs: Double = 0) {
        self.pulses = pulses
        self.chargeMicrocoulombs = chargeMicrocoulombs
    }

    init(of event: JournalEvent) {
        pulses = event.count("pulses")
        chargeMicrocoulombs = event["chargeMicrocoulombs"]?.number ?? 0
    }

    mutating func add(_ more: Amount, times count: Int) {
        // Both are below 2^31: no overflow.
        pulses = min(pulses + more.pulses * count, 1 << 61)
        chargeMicrocoulombs += more.chargeMicrocoulombs * Double(count)
    }

    func larger(_ other: Amount) -> Amount {
        Amount(
            pulses: max(pulses, other.pulses),
            chargeMicrocoulombs: max(chargeMicrocoulombs, other.chargeMicrocoulombs))
    }
}

extension JournalEvent {
    /// A count among the fields. The file may hold anything: within bounds that no sum of lines can
    /// leave.
    func count(_ name: String) -> Int {
        Int(min(max(self[name]?.integer ?? 0, 0), 1 << 30))
    }
}
