import VirtualPatient

/// How the chance to stop a seizure of the virtual patient depends on when a train comes and on how
/// strong it is.
///
/// Each seed is one patient history. It runs untreated to the onset of its first counted seizure after a
/// warm-up, by the patient's own criterion. From there the history forks: for every delay and amplitude
/// a copy of the patient at `onset + delay` gets one train and goes on. All copies of a seed share past
/// and noise, so they differ by the train alone.
package struct DoseResponse: Sendable {
    package var patient: PatientParameters
    package var channelCount: Int
    package var seeds: [UInt64]
    /// From the onset to the first edge of the train, s, increasing; exact to 5 ms.
    package let delaysSeconds: [Double]
    /// Increasing, 0 always first: the sham.
    package let amplitudesMicroamperes: [Int32]
    /// One train, from 0 µs on. Each amplitude takes the place of its pulses'.
    package let train: [StimulusPulse]

    /// No seizure counts whose onset is earlier: the patient starts at rest, all nodes alike.
    package var warmUpSeconds = 60.0
    /// How long after the warm-up a seizure is waited for.
    package var searchSeconds = 1_800.0
    /// A train has aborted a seizure that ends within this after the end of its last pulse.
    package var abortSeconds = 5.0
    /// How long after the onset every history is followed.
    package var followUpSeconds = 180.0

    /// Nobody looks at the signal, so little of it is made. The seizures do not depend on it.
    static let rateHertz = 200

    /// - Precondition: `train` is not empty, delays are finite and not negative, amplitudes not negative.
    package init(
        patient: PatientParameters = PatientParameters(), channelCount: Int, seeds: [UInt64],
        delaysSeconds: [Double], amplitudesMicroamperes: [Int32], train: [StimulusPulse]
    ) {
        precondition(!train.isEmpty, "a train has pulses")
        precondition(delaysSeconds.allSatisfy { (0..<1e6).contains($0) }, "delays are in range")
        precondition(amplitudesMicroamperes.allSatisfy { $0 >= 0 }, "amplitudes are not negative")
        self.patient = patient
        self.patient.extras = .none
        self.channelCount = channelCount
        self.seeds = seeds
        self.delaysSeconds = Array(Set(delaysSeconds)).sorted()
        self.amplitudesMicroamperes = Array(Set(amplitudesMicroamperes + [0])).sorted()
        self.train = train
    }

    /// Time simulated in all copies of all seeds, s, the way to the onsets left out.
    package var plannedSeconds: Double {
        let perAmplitude = delaysSeconds.reduce(0) { $0 + max(0, followUpSeconds - $1) }
        return Double(seeds.count)
            * (followUpSeconds + perAmplitude * Double(amplitudesMicroamperes.count))
    }
}

/// What became of one seed.
package struct SeedOutcome: Equatable, Sendable {
    package var seed: UInt64
    /// Of the first counted seizure after the warm-up; nil where none came in time.
    package var onsetSeconds: Double?
    /// Of that seizure, untreated; nil where it outlasted the follow-up, or there is none.
    package var durationSeconds: Double?
    /// By delay, then amplitude, as `DoseResponse` orders them. Empty without a seizure; nil where it was
    /// over by itself before the train began.
    package var outcomes: [[TrainOutcome?]] = []
}

/// What became of a seizure that was going on when a train began.
package struct TrainOutcome: Equatable, Sendable {
    /// From the first edge to the end of the seizure; nil where it outlasted the follow-up.
    package var remainingSeconds: Double?
    package var isAborted: Bool
    /// Counted seizures from the onset to the end of the follow-up, this one included if it counts.
    package var seizureCount: Int
    /// Time in them, s.
    package var secondsInSeizure: Double
}

/// The untreated result did not come out of a train without current: nothing else can be believed.
package struct ShamDiffers: Error, Equatable, CustomStringConvertible {
    package var seed: UInt64
    package var delaySeconds: Double

    package var description: String {
        "the sham control failed: seed \(seed) with a train of 0 mA at \(delaySeconds) s differs from "
            + "the untreated history; this is a bug of the program"
    }
}
