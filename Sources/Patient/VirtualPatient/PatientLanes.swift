/// Several patients that go on together, one a lane, each to the bit what it would be alone.
///
/// The lanes share the frame index, the rate and the layout (counts of nodes and channels); parameters,
/// seeds and pulses may differ. What is the same in several lanes is done once: noise for all lanes of
/// one seed, and all of a patient until the first pulse that acts in one of its lanes alone.
public struct PatientLanes: Sendable {
    /// Most lanes of a group.
    package static let width = 16

    /// The patients that differ, without their noise.
    private var bodies: [VirtualPatient]
    private var bodyOfLane: [Int]
    /// The noise that differs.
    private var noises: [PatientNoise]
    private var noiseOfBody: [Int]
    private var divergences: [PatientError?]

    /// A copy of each of 1 to `width` patients.
    ///
    /// Throws `PatientError.lane` that names the first that does not go with the first of all.
    public init(_ patients: [VirtualPatient]) throws(PatientError) {
        guard (1...Self.width).contains(patients.count) else {
            throw .parameter(
                field: "lanes", value: "\(patients.count)", mustBe: "from 1 to \(Self.width)")
        }
        bodies = []
        bodyOfLane = []
        noises = []
        noiseOfBody = []
        divergences = []
        for (lane, patient) in patients.enumerated() {
            do throws(PatientError) {
                try patient.validate(beside: patients[0])
            } catch { throw .lane(lane, error) }
            if let body = patients[..<lane].firstIndex(of: patient) {
                bodyOfLane.append(bodyOfLane[body])
                continue
            }
            bodyOfLane.append(bodies.count)
            bodies.append(patient)
            divergences.append(nil)
            if let noise = noises.firstIndex(of: patient.noise) {
                noiseOfBody.append(noise)
            } else {
                noiseOfBody.append(noises.count)
                noises.append(patient.noise)
            }
        }
    }

    /// Lanes of the group.
    package var count: Int { bodyOfLane.count }

    /// Patients that differ by now, and so cost time.
    package var distinctCount: Int { bodies.count }

    /// Makes the next `frames` frames of every lane, µV, into `samples`, one [channel][frames] a lane,
    /// as `VirtualPatient.advance` does.
    ///
    /// Throws `PatientError.lane` that names the first lane whose patient diverged, once the others have
    /// made their frames; what that lane holds then is of no use.
    public mutating func advance(
        frames: Int, into samples: inout [[Float]]
    ) throws(PatientError) {
        precondition(frames >= 0, "frames must not be negative")
        precondition(samples.count == count, "one array a lane")
        let sampleCount = frames * bodies[0].channelCount
        precondition(
            samples.allSatisfy { $0.count == sampleCount }, "one sample per channel and frame")
        let laneOfBody = bodies.indices.map { body in
            bodyOfLane.firstIndex(of: body) ?? 0
        }
        for column in 0..<frames {
            // All keep time with one another, but for one that has diverged: it stands still.
            while let leader = divergences.firstIndex(of: nil), bodies[leader].body.needsStep {
                step()
            }
            for noise in noises.indices { noises[noise].frames.advance() }
            for index in bodies.indices where divergences[index] == nil {
                bodies[index].body.makeFrame(
                    noises[noiseOfBody[index]].frames, column: column, of: frames,
                    into: &samples[laneOfBody[index]])
            }
        }
        for lane in samples.indices where laneOfBody[bodyOfLane[lane]] != lane {
            samples[lane] = samples[laneOfBody[bodyOfLane[lane]]]
        }
        for lane in samples.indices {
            if let error = divergences[bodyOfLane[lane]] { throw .lane(lane, error) }
        }
    }

    private mutating func step() {
        for noise in noises.indices { noises[noise].network.advance() }
        for index in bodies.indices where divergences[index] == nil {
            do throws(PatientError) {
                try bodies[index].body.step(noises[noiseOfBody[index]].network)
            } catch { divergences[index] = error }
        }
    }

    /// Delivers a pulse to the patient of a lane, as `VirtualPatient.deliver` does.
    public mutating func deliver(_ pulse: StimulusPulse, lane: Int) throws(PatientError) {
        let shared = bodyOfLane[lane]
        do throws(PatientError) {
            try pulse.validate(contactCount: bodies[shared].channelCount)
        } catch { throw .lane(lane, error) }
        guard pulse.acts else { return }
        if bodyOfLane.count(where: { $0 == shared }) > 1 {
            bodyOfLane[lane] = bodies.count
            bodies.append(bodies[shared])
            noiseOfBody.append(noiseOfBody[shared])
            divergences.append(divergences[shared])
        }
        bodies[bodyOfLane[lane]].body.deliver(pulse)
    }

    /// The patient of a lane, as it would be alone.
    package subscript(lane: Int) -> VirtualPatient {
        var patient = bodies[bodyOfLane[lane]]
        patient.noise = noises[noiseOfBody[bodyOfLane[lane]]]
        return patient
    }
}

extension VirtualPatient {
    /// Whether frames and steps of this patient fall together with those of `first`.
    fileprivate func validate(beside first: VirtualPatient) throws(PatientError) {
        for (field, value, mustBe) in [
            ("channelCount", channelCount, first.channelCount),
            ("nodes", nodeX0.count, first.nodeX0.count),
            (
                "stepsPerSecond", parameters.stepsPerSecond, first.parameters.stepsPerSecond
            ),
            ("frameIndex", Int(frameIndex), Int(first.frameIndex)),
        ] where value != mustBe {
            throw .parameter(field: field, value: "\(value)", mustBe: "\(mustBe), as in lane 0")
        }
        guard body.clock == first.body.clock else {
            throw .parameter(
                field: "rate", value: "\(body.clock.framesPerSecond) Hz",
                mustBe: "\(first.body.clock.framesPerSecond) Hz, as in lane 0")
        }
    }
}
