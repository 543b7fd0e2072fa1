import Testing

@testable import VirtualPatient

@Suite("Patients in lanes are each the patient alone, to the bit")
struct PatientLanesTests {
    private func pulse(_ milliseconds: Int64, _ microamperes: Int32 = 3_000) -> StimulusPulse {
        StimulusPulse(
            startMicroseconds: milliseconds * 1_000, amplitudeMicroamperes: microamperes,
            firstPhaseMicroseconds: 160, secondPhaseMicroseconds: 160, cathodes: 0b011,
            anodes: 0b100)
    }

    private func run(
        _ patients: [VirtualPatient], seconds: Int, rate: Int, pulses: [Int: [StimulusPulse]]
    ) throws -> PatientLanes {
        var alone = patients
        var lanes = try PatientLanes(patients)
        for (lane, pulses) in pulses {
            for pulse in pulses {
                try alone[lane].deliver(pulse)
                try lanes.deliver(pulse, lane: lane)
            }
        }
        let frames = 16
        let sampleCount = frames * patients[0].channelCount
        var samples = [[Float]](
            repeating: [Float](repeating: 0, count: sampleCount), count: patients.count)
        for block in 0..<(seconds * rate / frames) {
            try lanes.advance(frames: frames, into: &samples)
            for lane in alone.indices {
                let expected = try alone[lane].frames(frames)
                if expected.map(\.bitPattern) != samples[lane].map(\.bitPattern) {
                    Issue.record("lane \(lane) differs in block \(block)")
                    return lanes
                }
            }
        }
        for lane in alone.indices { #expect(lanes[lane] == alone[lane], "lane \(lane)") }
        return lanes
    }

    @Test("of different seeds, parameters and pulses, over three minutes")
    func differ() throws {
        let patients = try (0..<4).map { lane in
            var parameters = lane == 3 ? eagerPatient() : PatientParameters()
            parameters.coupling = 4 + 0.2 * Double(lane)
            parameters.amplifier.highPassHertz = 0.5 * Double(lane)
            return try VirtualPatient(
                parameters, seed: UInt64(lane / 2), channelCount: 5, rateNumerator: 256)
        }
        let pulses = Dictionary(
            uniqueKeysWithValues: [0, 2, 3].map { lane in
                (lane, (1...50).map { pulse(Int64(lane) * 1_000 + $0 * 3_000) })
            })
        let lanes = try run(patients, seconds: 180, rate: 256, pulses: pulses)
        #expect(lanes.distinctCount == 4)
        #expect(!lanes[3].seizures.isEmpty)
    }

    @Test("of one patient, which is one until a pulse tells a lane apart")
    func fork() throws {
        let patient = try VirtualPatient(
            eagerPatient(), seed: 2, channelCount: 4, rateNumerator: 512)
        let pulses = [1: [pulse(2_000)], 3: (0..<100).map { pulse(4_000 + 5 * $0) }]
        let lanes = try run(
            Array(repeating: patient, count: 5), seconds: 60, rate: 512, pulses: pulses)
        #expect(lanes.distinctCount == 3)
        #expect(lanes[0] == lanes[2] && lanes[0] == lanes[4])
        #expect(lanes[0] != lanes[1] && lanes[1] != lanes[3])
    }

    @Test("a pulse of no current, or one that is refused, tells no lane apart")
    func noPulse() throws {
        let patient = try VirtualPatient(
            PatientParameters(), seed: 2, channelCount: 4, rateNumerator: 512)
        var lanes = try PatientLanes([patient, patient])
        try lanes.deliver(pulse(10, 0), lane: 1)
        #expect(
            throws: PatientError.lane(1, .noSuchContact(contact: 5, contactCount: 4))
        ) {
            var far = pulse(10)
            far.anodes = 1 << 5
            try lanes.deliver(far, lane: 1)
        }
        #expect(lanes.distinctCount == 1)
    }

    @Test("a lane that diverges is named, and the others go on")
    func diverges() throws {
        var unstable = eagerPatient()
        unstable.stimulation.kickMax = 10
        unstable.stimulation.kickPerFieldImpulse = -100
        let patients = try [eagerPatient(), unstable, eagerPatient()].map {
            try VirtualPatient($0, seed: 1, channelCount: 3, rateNumerator: 256)
        }
        var lanes = try PatientLanes(patients)
        for index in 0..<40 { try lanes.deliver(pulse(50 + Int64(index) / 20), lane: 1) }
        var samples = [[Float]](repeating: [Float](repeating: 0, count: 3 * 64), count: 3)
        let error = try #require(throws: PatientError.self) {
            try lanes.advance(frames: 64, into: &samples)
        }
        guard case .lane(1, .diverged) = error else {
            Issue.record("\(error)")
            return
        }
        #expect("\(error)".hasPrefix("lane 1: patient: nodes["))
        var alone = patients[0]
        let expected = try alone.frames(64)
        #expect(samples[0] == expected && samples[2] == expected)
        #expect(lanes[0] == alone)
    }

    @Test("patients that do not go together are named")
    func refused() throws {
        func patient(
            channels: Int = 4, rate: Int = 512,
            _ change: (inout PatientParameters) -> Void = { _ in }
        ) throws -> VirtualPatient {
            var parameters = PatientParameters()
            change(&parameters)
            return try VirtualPatient(
                parameters, seed: 1, channelCount: channels, rateNumerator: rate)
        }
        let first = try patient()
        var later = first
        _ = try later.frames(1)
        for (other, text) in try [
            (
                patient(channels: 3),
                "lane 1: patient: channelCount is 3; it must be 4, as in lane 0"
            ),
            (
                patient(rate: 500),
                "lane 1: patient: rate is 500.0 Hz; it must be 512.0 Hz, as in lane 0"
            ),
            (later, "lane 1: patient: frameIndex is 1; it must be 0, as in lane 0"),
            (
                patient { $0.stepsPerSecond = 4_000 },
                "lane 1: patient: stepsPerSecond is 4000; it must be 2000, as in lane 0"
            ),
            (
                patient { $0.nodes.removeLast() },
                "lane 1: patient: nodes is 11; it must be 12, as in lane 0"
            ),
        ] {
            let error = try #require(throws: PatientError.self) {
                try PatientLanes([first, other])
            }
            #expect("\(error)" == text)
        }
        for count in [0, PatientLanes.width + 1] {
            #expect(throws: PatientError.self) {
                try PatientLanes(Array(repeating: first, count: count))
            }
        }
    }
}
