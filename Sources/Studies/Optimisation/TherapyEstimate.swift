import Evaluation

/// What a therapy came to in one patient beside the untreated twin.
package struct PatientFigures: Equatable, Sendable {
    package var patient: String
    /// Block by block, as many of one as of the other.
    package var treated: [TherapyOutcome.Block]
    package var twin: [TherapyOutcome.Block]

    /// Seizure time left, as a share of the untreated twin's; nil where the twin has none.
    package var share: Double? { Self.share(treated, twin) }

    /// Of the share, by drawing blocks: what chance within this patient does.
    func shareInterval(_ bootstrap: Bootstrap) -> ConfidenceInterval? {
        guard share != nil else { return nil }
        return bootstrap.intervals(strata: [treated.count]) { drawn in
            [Self.share(drawn.map { treated[$0] }, drawn.map { twin[$0] })]
        }[0]
    }

    private static func share(
        _ treated: [TherapyOutcome.Block], _ twin: [TherapyOutcome.Block]
    ) -> Double? {
        let untreated = twin.reduce(0) { $0 + $1.seizureMilliseconds }
        guard untreated > 0 else { return nil }
        let left = treated.reduce(0) { $0 + $1.seizureMilliseconds }
        return Double(left) / Double(untreated)
    }
}

/// A therapy's figures over patients.
package struct TherapyFigures: Equatable, Sendable {
    /// Of all seizure time of the untreated twins; nil where they have none.
    package let share: Double?
    /// A day, from the hours followed.
    package let microcoulombsPerDay: Double
    package let therapiesPerHour: Double
    /// Of therapies that began outside a seizure.
    package let outsidePerHour: Double

    package init(_ patients: [PatientFigures]) {
        var treated = TherapyOutcome.Block()
        var untreated: Int64 = 0
        var blocks = 0
        for patient in patients {
            for block in patient.treated { treated += block }
            for block in patient.twin { untreated += block.seizureMilliseconds }
            blocks += patient.treated.count
        }
        let hours = max(1, Double(blocks * TherapyOutcome.blockSeconds)) / 3_600
        share = untreated > 0 ? Double(treated.seizureMilliseconds) / Double(untreated) : nil
        microcoulombsPerDay = Double(treated.picocoulombs) / 1e6 / hours * 24
        therapiesPerHour = Double(treated.therapies) / hours
        outsidePerHour = Double(treated.outside) / hours
    }
}

/// Figures with what they may be by chance, and where they are worst.
package struct TherapyEstimate: Equatable, Sendable {
    package let figures: TherapyFigures
    package let patientCount: Int
    package let hours: Double
    /// By drawing patients; nil of fewer than two.
    package let share: ConfidenceInterval?
    package let microcoulombsPerDay: ConfidenceInterval?
    package let outsidePerHour: ConfidenceInterval?
    /// The patient with the largest share left.
    package let worst: Worst?
    /// Patients with more seizure time than untreated, the interval excluding 1.
    package let harmed: [String]

    package struct Worst: Equatable, Sendable {
        package let patient: String
        package let share: Double
        /// By drawing blocks of five minutes.
        package let interval: ConfidenceInterval?
    }

    package init(_ patients: [PatientFigures], seed: UInt64) {
        var bootstrap = Bootstrap()
        bootstrap.seed = seed
        figures = TherapyFigures(patients)
        patientCount = patients.count
        hours = patients.reduce(0) {
            $0 + Double($1.treated.count * TherapyOutcome.blockSeconds) / 3_600
        }
        let drawn = bootstrap.intervals(strata: [patients.count]) { drawn in
            let figures = TherapyFigures(drawn.map { patients[$0] })
            return [figures.share, figures.microcoulombsPerDay, figures.outsidePerHour]
        }
        (share, microcoulombsPerDay, outsidePerHour) = (drawn[0], drawn[1], drawn[2])
        var worst: Worst?
        var harmed: [String] = []
        for patient in patients {
            guard let share = patient.share else { continue }
            let isWorst = share > worst?.share ?? -1
            guard isWorst || share > 1 else { continue }
            let interval = patient.shareInterval(bootstrap)
            if isWorst { worst = Worst(patient: patient.patient, share: share, interval: interval) }
            if let interval, interval.low > 1 { harmed.append(patient.patient) }
        }
        self.worst = worst
        self.harmed = harmed
    }
}
