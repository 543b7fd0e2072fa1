/// A burst as it was issued, whole or cut: the one record that the journal, `stimulation.tsv` and
/// the report's ledger are made of.
package struct Burst: Hashable, Sendable {
    /// Of the run, of the episode and of the therapy, each from 1.
    package var episode = 0
    package var therapy = 0
    package var number = 0
    /// The first edge.
    package var onsetSeconds = 0.0
    /// To the end of the last pulse.
    package var durationSeconds = 0.0
    package var pulses = 0
    package var amplitudeMicroamperes = 0.0
    /// Of one phase.
    package var pulseWidthMicroseconds = 0.0
    /// As delivered; nil for a single pulse.
    package var frequencyHertz: Double?
    package var chargePerPhaseMicrocoulombs = 0.0
    package var chargeDensityMicrocoulombsPerSquareCentimetre = 0.0
    /// Of all first phases together.
    package var chargeMicrocoulombs = 0.0
    package var imbalancePicocoulombs = 0.0
    /// Such as `-1,2 +3,4`: cathodes of the first phase, then anodes.
    package var contacts = ""
    /// Nil where it is whole.
    package var cutBecause: String?

    package init() {}

    package var endSeconds: Double { onsetSeconds + durationSeconds }
}

/// A therapy that was asked for and not given.
package struct Refusal: Hashable, Sendable {
    package var onsetSeconds: Double
    package var reason: String

    package init(onsetSeconds: Double, reason: String) {
        self.onsetSeconds = onsetSeconds
        self.reason = reason
    }
}
