import VirtualPatient

/// How the chance to stop a seizure of the virtual patient depends on when a train comes and on how
/// strong it is.
///
/// Each seed is one patient history. It runs untreated to the onset of its first counted seizure after a
/// warm-up, by the patient's own criterion. From there the history forks: for every delay and amplitude
/// a copy of the patient at `onset + delay` gets one train and goes on. All copies of a seed share past
/// and noise, so they differ by the train alone.
public struct DoseResponse: Sendable {
    public var patient: PatientParameters
    public var channelCount: Int
    public var seeds: [UInt64]
    /// From the onset to the first edge of the train, s, increasing; exact to 5 ms.
    public let delaysSeconds: [Double]
    /// Increasing, 0 always first: the sham.
    public let amplitudesMicroamperes: [Int32]
    /// One train, from 0 µs on. Each amplitude takes the place of its pulses'.
    public let train: [StimulusPulse]

    /// No seizure counts whose onset is earlier: the patient starts at rest, all nodes alike.
    public var warmUpSeconds = 60.0
    /// How long after the warm-up a seizure is waited for.
    public var searchSeconds = 1_800.0
    /// A train has aborted a seizure that ends within this after the end of its last pulse.
    public var abortSeconds = 5.0
    /// How long after the onset every history is followed.
    public var followUpSeconds = 180.0

    /// Nobody looks at the signal, so little of it is made. The seizures do not depend on it.
    static let rateHertz = 200

    /// - Precondition: `train` is not empty, delays are finite and not negative, amplitudes not negative.
    public init(
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
    public var plannedSeconds: Double {
        let perAmplitude = delaysSeconds.reduce(0) { $0 + max(0, followUpSeconds - $1) }
        return Double(seeds.count)
            * (followUpSeconds + perAmplitude * Double(amplitudesMicroamperes.count))
    }
}

/// What became of one seed.
public struct SeedOutcome: Equatable, Sendable {
    public var seed: UInt64
    /// Of the first counted seizure after the warm-up; nil where none came in time.
    public var onsetSeconds: Double?
    /// Of that seizure, untreated; nil where it outlasted the follow-up, or there is none.
    public var durationSeconds: Double?
    /// By delay, then amplitude, as `DoseResponse` orders them. Empty without a seizure; nil where it was
    /// over by itself before the train began.
    public var outcomes: [[TrainOutcome?]] = []
}

/// What became of a seizure that was going on when a train began.
public struct TrainOutcome: Equatable, Sendable {
    /// From the first edge to the end of the seizure; nil where it outlasted the follow-up.
    public var remainingSeconds: Double?
    public var isAborted: Bool
    /// Counted seizures from the onset to the end of the follow-up, this one included if it counts.
    public var seizureCount: Int
    /// Time in them, s.
    public var secondsInSeizure: Double
}

/// The untreated result did not come out of a train without current: nothing else can be believed.
public struct ShamDiffers: Error, Equatable, CustomStringConvertible {
    public var seed: UInt64
    public var delaySeconds: Double

    public var description: String {
        "the sham control failed: seed \(seed) with a train of 0 mA at \(delaySeconds) s differs from "
            + "the untreated history; this is a bug of the program"
    }
}
