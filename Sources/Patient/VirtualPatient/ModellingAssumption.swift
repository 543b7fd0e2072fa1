/// A reason given in plain words, and what a rule of the model made of it.
public struct ModellingAssumption: Equatable, Sendable {
    /// What was said of the patient.
    public var reason: String
    /// What the model takes it for.
    public var effect: String
    /// What of it is published, and where; the rest is ours.
    public var source: String

    /// All of it on one line.
    public var note: String { "modelling assumption: \(reason): \(effect) (\(source))" }
}

extension PatientParameters {
    /// The rules that were applied to carry this patient's reasons to the model.
    ///
    /// Contacts must be those of `StandardLayout.contactNames`.
    public var assumptions: [ModellingAssumption] {
        [imagingAssumption, genotypeAssumption, rateAssumption].compactMap { $0 }
    }

    private var imagingAssumption: ModellingAssumption? {
        guard !imaging.zoneContacts.isEmpty else { return nil }
        let names = imaging.zoneContacts.map { StandardLayout.contactName($0) }
        return ModellingAssumption(
            reason: "imaging: \(names.joined(separator: ", ")) in the zone",
            effect: "nodes within \(plain(imaging.zoneRadiusMillimetres)) mm of these contacts, or "
                + "the nearest, are the zone; nodes within "
                + "\(plain(imaging.propagationRadiusMillimetres)) mm of it the propagation zone; "
                + "the rest is healthy",
            source: Imaging.source)
    }

    private var genotypeAssumption: ModellingAssumption? {
        guard let shift = genotype.shift, !genotype.gene.isEmpty || shift != 0 else { return nil }
        let row = genotype.row
        let origin =
            switch (genotype.excitabilityShift, row) {
            case (nil, _): "by the table"
            case (_, let row?): "as given, not the table's \(plain(row.shift))"
            case (_, nil): "as given"
            }
        let published = row.map { "direction, \($0.source); " } ?? ""
        return ModellingAssumption(
            reason: "genotype: \(genotype.gene.isEmpty ? "not named" : genotype.gene)",
            effect: "x0 of every node shifted by \(plain(shift)), \(origin)",
            source: published + "that x0 is what shifts, and how far: ours")
    }

    private var rateAssumption: ModellingAssumption? {
        guard let seizuresPerHour else { return nil }
        return ModellingAssumption(
            reason: "seizure rate: \(plain(seizuresPerHour)) an hour",
            effect: "zoneX0 is \(plain((x0(of: .zone) * 1e4).rounded() / 1e4))",
            source: SeizureRate.source)
    }
}

/// A number as a person writes it: 6, not 6.0.
func plain(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
