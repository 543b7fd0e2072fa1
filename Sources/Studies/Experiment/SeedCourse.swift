import VirtualPatient

/// One seed's history and its forks.
struct SeedCourse {
    let experiment: DoseResponse
    let seed: UInt64
    /// Called after each second simulated; true ends the work.
    let isStopped: (_ isPlanned: Bool) -> Bool

    private struct Stopped: Error {}

    /// Nil where it was stopped. Throws `PatientError` or `ShamDiffers`.
    func run() throws -> SeedOutcome? {
        do {
            return try outcome()
        } catch is Stopped {
            return nil
        }
    }

    private func outcome() throws -> SeedOutcome {
        guard let atOnset = try patientAtOnset() else { return SeedOutcome(seed: seed) }
        let onset = atOnset.frameIndex
        let end = onset + frames(experiment.followUpSeconds)
        var untreated = atOnset
        var forks: [VirtualPatient] = []
        for delay in experiment.delaysSeconds {
            try advance(&untreated, to: onset + frames(delay), isPlanned: true)
            forks.append(untreated)
        }
        try advance(&untreated, to: max(end, untreated.frameIndex), isPlanned: true)
        let offset = seizure(of: untreated, from: onset)?.offsetFrame
        var outcomes: [[TrainOutcome?]] = []
        for (delay, fork) in zip(experiment.delaysSeconds, forks) {
            let isOver = offset.map { $0 <= fork.frameIndex } ?? false
            outcomes.append(
                try experiment.amplitudesMicroamperes.map { amplitude in
                    var treated = fork
                    for pulse in train(microamperes: amplitude, at: fork.frameIndex) {
                        try treated.deliver(pulse)
                    }
                    try advance(&treated, to: untreated.frameIndex, isPlanned: true)
                    if amplitude == 0, !treated.hasSameHistory(as: untreated) {
                        throw ShamDiffers(seed: seed, delaySeconds: delay)
                    }
                    return isOver ? nil : outcome(treated, onset: onset, train: fork.frameIndex)
                })
        }
        return SeedOutcome(
            seed: seed, onsetSeconds: seconds(onset),
            durationSeconds: offset.map { seconds($0 - onset) }, outcomes: outcomes)
    }

    /// The untreated patient at the onset of its first counted seizure after the warm-up.
    private func patientAtOnset() throws -> VirtualPatient? {
        let warm = frames(experiment.warmUpSeconds)
        let last = warm + frames(experiment.searchSeconds)
        var patient = try VirtualPatient(
            experiment.patient, seed: seed, channelCount: experiment.channelCount,
            rateNumerator: DoseResponse.rateHertz)
        // A seizure shows only once it counts, so a copy waits at the last moment without one.
        var before = patient
        while true {
            if !patient.isInSeizure { before = patient }
            try advance(&patient, to: patient.frameIndex + frames(1), isPlanned: false)
            if let found = patient.seizures.last, found.onsetFrame >= warm,
                found.onsetFrame <= last
            {
                try advance(&before, to: found.onsetFrame, isPlanned: false)
                return before
            }
            // One that began in time may still have to count.
            if patient.frameIndex > last, !patient.isInSeizure { return nil }
        }
    }

    private func outcome(
        _ patient: VirtualPatient, onset: Int64, train: Int64
    ) -> TrainOutcome {
        let end = patient.frameIndex
        let present = seizure(of: patient, from: onset)
        // One that a train ended before it counted lasted no longer than what counts.
        let leastFrames = frames(experiment.patient.criterion.minimumSeconds)
        let offset = present.map(\.offsetFrame) ?? onset + leastFrames
        let remaining = offset.map { seconds(max(0, $0 - train)) }
        let counted = patient.seizures.filter { $0.onsetFrame >= onset }
        return TrainOutcome(
            remainingSeconds: remaining,
            isAborted: remaining.map { $0 <= trainSeconds + experiment.abortSeconds } ?? false,
            seizureCount: counted.count,
            secondsInSeizure: counted.reduce(0) {
                $0 + seconds(($1.offsetFrame ?? end) - $1.onsetFrame)
            })
    }

    private func seizure(of patient: VirtualPatient, from onset: Int64) -> TrueSeizure? {
        patient.seizures.first { $0.onsetFrame == onset }
    }

    private var trainSeconds: Double {
        let ends = experiment.train.map {
            $0.startMicroseconds + Int64($0.firstPhaseMicroseconds)
                + Int64($0.interphaseGapMicroseconds) + Int64($0.secondPhaseMicroseconds)
        }
        return Double(ends.max() ?? 0) / 1e6
    }

    private func train(microamperes: Int32, at frame: Int64) -> [StimulusPulse] {
        let start = frame * 1_000_000 / Int64(DoseResponse.rateHertz)
        return experiment.train.map { pulse in
            var pulse = pulse
            pulse.startMicroseconds += start
            pulse.amplitudeMicroamperes = microamperes
            return pulse
        }
    }

    private func advance(
        _ patient: inout VirtualPatient, to frame: Int64, isPlanned: Bool
    ) throws {
        var samples: [Float] = []
        while patient.frameIndex < frame {
            let count = Int(min(frame - patient.frameIndex, Int64(DoseResponse.rateHertz)))
            if samples.count != count * experiment.channelCount {
                samples = Array(repeating: 0, count: count * experiment.channelCount)
            }
            try patient.advance(frames: count, into: &samples)
            if isStopped(isPlanned) { throw Stopped() }
        }
    }

    private func frames(_ seconds: Double) -> Int64 {
        Int64((seconds * Double(DoseResponse.rateHertz)).rounded())
    }

    private func seconds(_ frames: Int64) -> Double {
        Double(frames) / Double(DoseResponse.rateHertz)
    }
}

extension VirtualPatient {
    /// Whether seizures and states are the same to the bit.
    func hasSameHistory(as other: VirtualPatient) -> Bool {
        seizures == other.seizures && states.map(\.bits) == other.states.map(\.bits)
    }
}

extension EpileptorState {
    fileprivate var bits: [UInt64] { [x1, y1, z, x2, y2, g].map(\.bitPattern) }
}
