/// How often the default patient has seizures, by the excitability of its zone.
///
/// Measured, not derived: four seeds of an hour each per row, untreated, all else default. With other
/// noise, coupling or layout the rate asked for is a beginning, not a promise. Above the last row the
/// pause after a seizure limits the rate.
enum SeizureRate {
    static let table: [(perHour: Double, zoneX0: Double)] = [
        (2, -2.16), (10, -2.14), (15, -2.13), (20, -2.12), (26, -2.11), (30, -2.10), (36, -2.08),
        (42, -2.06),
    ]

    static let source =
        "measured on the default patient, untreated, four seeds of an hour; ours, and only a "
        + "beginning where noise, coupling, nodes or genotype differ"

    static var range: ClosedRange<Double> { table[0].perHour...table[table.count - 1].perHour }

    /// The zone's x0 for a rate in `range`: linear in the logarithm of the rate between rows.
    static func zoneX0(perHour rate: Double) -> Double {
        let upper = table.firstIndex { $0.perHour >= rate } ?? table.count - 1
        guard upper > 0 else { return table[0].zoneX0 }
        let (low, high) = (table[upper - 1], table[upper])
        let part =
            Elementary.log(rate / low.perHour) / Elementary.log(high.perHour / low.perHour)
        return low.zoneX0 + part * (high.zoneX0 - low.zoneX0)
    }

    /// The rate for a zone's x0, or nil where the table does not reach.
    static func perHour(zoneX0: Double) -> Double? {
        guard zoneX0 >= table[0].zoneX0,
            let upper = table.firstIndex(where: { $0.zoneX0 >= zoneX0 })
        else { return nil }
        guard upper > 0 else { return table[0].perHour }
        let (low, high) = (table[upper - 1], table[upper])
        let part = (zoneX0 - low.zoneX0) / (high.zoneX0 - low.zoneX0)
        return low.perHour
            * Elementary.exp(
                part * Elementary.log(high.perHour / low.perHour))
    }
}

extension PatientParameters {
    /// Seizures an hour to expect untreated: known where the patient is the default one but for the
    /// zone's x0 and what only its signal or stimulation shows, else nil.
    public var expectedSeizuresPerHour: Double? {
        var other = self
        let standard = PatientParameters()
        other.zoneX0 = standard.zoneX0
        other.seizuresPerHour = nil
        if imaging.zoneContacts.isEmpty { other.imaging = standard.imaging }
        if genotype.shift == 0 { other.genotype = standard.genotype }
        // Contacts can move the zone only where imaging names some, which was compared.
        other.contacts = standard.contacts
        other.conduction = standard.conduction
        other.microvoltsPerUnit = standard.microvoltsPerUnit
        other.amplifier = standard.amplifier
        other.extras = standard.extras
        other.onset = standard.onset
        other.stimulation = standard.stimulation
        guard other == standard else { return nil }
        return seizuresPerHour ?? SeizureRate.perHour(zoneX0: zoneX0)
    }
}
