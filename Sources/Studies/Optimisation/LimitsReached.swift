import Planning
import Stimulation
import Tuning

/// Which limits a therapy stands on: within a twentieth of a hard limit or a cap in force, or at an end of
/// the space that was searched.
struct LimitsReached {
    let lines: [String]

    private static let share = 0.95

    init(_ study: TherapyStudy, _ candidate: Candidate, _ estimate: TherapyEstimate) {
        var lines: [String] = []
        func compare(_ name: String, _ value: Double, _ limit: Double, _ unit: String) {
            guard value >= Self.share * limit else { return }
            // Over less than the cap's time a rate may be higher than the cap lets it stay.
            let relation =
                value > limit ? "at the rate of these hours, held by its cap to" : "of at most"
            lines.append("\(name) \(value.brief) \(relation) \(limit.brief) \(unit)")
        }
        let settings = study.settings(candidate).stimulation
        if let plan = try? Planner.plan(settings), plan.therapies.count > 0 {
            typealias Limits = StimulationLimits
            let burst = plan.therapies.therapy(0).burst(0)
            compare(
                "amplitude", Double(burst.amplitudeMicroamperes) / 1_000,
                Double(Limits.amplitudeMicroamperesMax) / 1_000, "mA")
            compare(
                "pulse width", Double(burst.pulseWidthMicroseconds),
                Double(Limits.pulseWidthMicrosecondsMax), "µs")
            compare(
                "frequency", 1e6 / Double(burst.pulsePeriodMicroseconds),
                1e6 / Double(Limits.pulsePeriodMicrosecondsMin), "Hz")
            compare(
                "burst", Double(burst.burstMicroseconds) / 1_000,
                Double(Limits.burstMicrosecondsMax) / 1_000, "ms")
            let density = max(
                plan.electrodes.densityNanocoulombsPerSquareCentimetre(
                    chargePicocoulombs: burst.chargePerPhasePicocoulombs, contacts: burst.cathodes),
                plan.electrodes.densityNanocoulombsPerSquareCentimetre(
                    chargePicocoulombs: burst.chargePerPhasePicocoulombs, contacts: burst.anodes))
            compare(
                "charge density", Double(density) / 1_000,
                Double(Limits.densityNanocoulombsPerSquareCentimetreMax) / 1_000, "µC/cm²")
            let voltage = plan.electrodes.voltageMillivolts(
                amplitudeMicroamperes: burst.amplitudeMicroamperes, cathodes: burst.cathodes,
                anodes: burst.anodes)
            compare(
                "voltage", Double(voltage) / 1_000,
                Double(plan.electrodes.complianceMillivolts) / 1_000, "V")
        }
        compare(
            "therapies an episode", Double(settings.therapiesPerEpisode),
            Double(StimulationLimits.therapiesPerEpisodeMax), "")
        compare(
            "charge a day", estimate.figures.microcoulombsPerDay,
            settings.chargePerDayMicrocoulombs, "µC")
        compare(
            "therapies a day", estimate.figures.therapiesPerHour * 24,
            Double(settings.therapiesPerDay), "")
        lines = lines.map { $0.hasSuffix(" ") ? String($0.dropLast()) : $0 }
        if candidate != .given { lines += study.space.edges(candidate.levels) }
        self.lines = lines
    }
}
