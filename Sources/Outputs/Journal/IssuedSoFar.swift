/// What was issued in a run up to an instant, as the loop itself counts.
package struct IssuedSoFar: Hashable, Sendable {
    package var therapies: Int64
    package var pulses: Int64
    /// Of first phases.
    package var chargePicocoulombs: Int64
    /// What the phases did not cancel.
    package var netPicocoulombs: Int64

    package init(
        therapies: Int64 = 0, pulses: Int64 = 0, chargePicocoulombs: Int64 = 0,
        netPicocoulombs: Int64 = 0
    ) {
        self.therapies = therapies
        self.pulses = pulses
        self.chargePicocoulombs = chargePicocoulombs
        self.netPicocoulombs = netPicocoulombs
    }
}

extension JournalEvent {
    /// The event with what was issued so far.
    package func telling(_ issued: IssuedSoFar) -> JournalEvent {
        var event = self
        event.fields += [
            .init("therapiesSoFar", .integer(issued.therapies)),
            .init("pulsesSoFar", .integer(issued.pulses)),
            .init("chargeSoFarMicrocoulombs", .number(Double(issued.chargePicocoulombs) / 1e6)),
            .init("imbalanceSoFarPicocoulombs", .number(Double(issued.netPicocoulombs))),
        ]
        return event
    }
}
