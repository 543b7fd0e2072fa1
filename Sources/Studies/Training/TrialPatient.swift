import VirtualPatient

/// Patients to compare detectors on: they differ in how often, how fast and how strongly they seize,
/// and in what disturbs the signal. Each figure is drawn evenly from its range, by the seed alone.
package enum TrialPatient {
    package static func parameters(seed: UInt64) -> PatientParameters {
        var draw = Draw(state: seed &* 7_919 &+ 17)
        for _ in 0..<10 { _ = draw.next(in: 0...1) }
        var patient = PatientParameters()
        patient.seizuresPerHour = draw.next(in: 3...20)
        patient.coupling = draw.next(in: 3.5...4.5)
        patient.microvoltsPerUnit = draw.next(in: 250...600)
        patient.unitsPerSecond = draw.next(in: 80...125)
        patient.extras.pinkMicrovolts = draw.next(in: 15...35)
        patient.extras.mainsMicrovolts = draw.next(in: 0...5)
        patient.extras.movementMicrovolts = draw.next(in: 100...300)
        patient.extras.movementsPerHour = draw.next(in: 2...12)
        patient.extras.popsPerHour = draw.next(in: 2...12)
        patient.extras.spikeMicrovolts = draw.next(in: 150...400)
        patient.extras.spikesPerHour = draw.next(in: 20...200)
        return patient
    }

    /// Lehmer's generator (Park and Miller 1988).
    private struct Draw {
        var state: UInt64

        mutating func next(in range: ClosedRange<Double>) -> Double {
            state = state &* 16_807 % 2_147_483_647
            return range.lowerBound + (range.upperBound - range.lowerBound) * Double(state)
                / 2_147_483_647
        }
    }
}
