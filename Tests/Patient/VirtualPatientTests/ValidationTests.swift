import Testing

@testable import VirtualPatient

@Suite("Parameters outside their range are refused by name")
struct ValidationTests {
    static let cases: [(String, @Sendable (inout PatientParameters) -> Void)] = [
        ("unitsPerSecond", { $0.unitsPerSecond = 0 }),
        ("stepsPerSecond", { $0.stepsPerSecond = 0 }),
        ("epileptor.r", { $0.epileptor.r = -1 }),
        ("epileptor.tau2", { $0.epileptor.tau2 = 0 }),
        ("nodes", { $0.nodes = [] }),
        ("nodes[0].x0", { $0.nodes[0].x0 = .nan }),
        ("nodes[3].position.y", { $0.nodes[3].position.y = .infinity }),
        ("zoneX0", { $0.zoneX0 = 1 }),
        ("seizuresPerHour", { $0.seizuresPerHour = 1_000 }),
        ("coupling", { $0.coupling = -1 }),
        ("couplingLengthMillimetres", { $0.couplingLengthMillimetres = 0 }),
        ("noise1", { $0.noise1 = .infinity }),
        ("initialPermittivityRise", { $0.initialPermittivityRise = -1 }),
        ("contacts", { $0.contacts = [Position(0, 0, 0)] }),
        ("conduction.floorMillimetres", { $0.conduction.floorMillimetres = 0 }),
        ("amplifier.saturationMicrovolts", { $0.amplifier.saturationMicrovolts = 0 }),
        ("stimulation.kickMax", { $0.stimulation.kickMax = 0 }),
        ("extras.pinkSharedFraction", { $0.extras.pinkSharedFraction = 1.5 }),
        ("criterion.leaveX1", { $0.criterion.leaveX1 = 0 }),
        ("imaging.zoneContacts[0]", { $0.imaging = Imaging(zoneContacts: [8]) }),
        ("genotype.gene", { $0.genotype = Genotype(gene: "NOSUCH") }),
    ]

    @Test("each field", arguments: cases.indices)
    func field(index: Int) throws {
        let (field, change) = Self.cases[index]
        var parameters = PatientParameters()
        change(&parameters)
        let error = try #require(throws: PatientError.self) {
            try VirtualPatient(parameters, seed: 1, channelCount: 8, rateNumerator: 512)
        }
        #expect(error.description.contains(" \(field) "))
        #expect(!error.description.contains("\n"))
    }

    @Test(
        "channels and rate",
        arguments: [(0, 512, 1), (65, 512, 1), (8, 99, 1), (8, 5_001, 1), (8, 512, 0)])
    func shape(channels: Int, numerator: Int, denominator: Int) {
        #expect(throws: PatientError.self) {
            try VirtualPatient(
                PatientParameters(), seed: 1, channelCount: channels, rateNumerator: numerator,
                rateDenominator: denominator)
        }
    }

    @Test("pulses")
    func pulses() throws {
        var patient = try VirtualPatient(
            PatientParameters(), seed: 1, channelCount: 8, rateNumerator: 512)
        let good = StimulusPulse(
            startMicroseconds: 0, amplitudeMicroamperes: 1, firstPhaseMicroseconds: 160,
            secondPhaseMicroseconds: 160, cathodes: 1, anodes: 2)
        var pulse = good
        pulse.anodes = 1 << 8
        #expect(throws: PatientError.noSuchContact(contact: 8, contactCount: 8)) {
            try patient.deliver(pulse)
        }
        pulse = good
        pulse.amplitudeMicroamperes = -1
        #expect(throws: PatientError.self) { try patient.deliver(pulse) }
        pulse = good
        pulse.anodes = 1
        #expect(throws: PatientError.self) { try patient.deliver(pulse) }
        pulse = good
        pulse.cathodes = 0
        #expect(throws: PatientError.self) { try patient.deliver(pulse) }
        try patient.deliver(good)
    }

    @Test("a step that diverges is found, with node and time, and nothing is clipped")
    func divergence() throws {
        var parameters = quietPatient()
        parameters.stepsPerSecond = 200
        let error = try #require(throws: PatientError.self) {
            var patient = try VirtualPatient(
                parameters, seed: 1, channelCount: 8, rateNumerator: 512)
            try patient.pass(seconds: 60, rate: 512)
        }
        guard case .diverged(let node, let seconds) = error else {
            Issue.record("not a divergence: \(error)")
            return
        }
        #expect((0..<12).contains(node))
        #expect(seconds > 0 && seconds <= 60)
    }
}
