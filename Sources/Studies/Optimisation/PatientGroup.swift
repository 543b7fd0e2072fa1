import VirtualPatient

/// Patients that go on side by side, each as it would alone.
struct PatientGroup {
    private(set) var patients: [VirtualPatient]
    /// Of each patient, [channel][frames].
    var samples: [[Float]]

    init(_ patients: [VirtualPatient], frames: Int) {
        self.patients = patients
        samples = patients.map { Array(repeating: 0, count: frames * $0.channelCount) }
    }

    subscript(lane: Int) -> VirtualPatient { patients[lane] }

    /// Makes the next frames of all.
    mutating func advance(frames: Int) throws(PatientError) {
        for lane in patients.indices {
            try patients[lane].advance(frames: frames, into: &samples[lane])
        }
    }

    mutating func deliver(_ pulse: StimulusPulse, lane: Int) throws(PatientError) {
        try patients[lane].deliver(pulse)
    }
}
