import Planning
import Testing
import VirtualPatient

@Suite("What a patient file makes of a patient")
struct PatientReasonsTests {
    @Test("imaging names contacts, and its rule can be overruled")
    func imaging() throws {
        let plain = try patient("imaging: {zoneContacts: [B1, B3]}")
        #expect(plain.parameters.imaging.zoneContacts == [4, 6])
        #expect(plain.tissues[5] == .zone && plain.tissues[0] == .healthy)
        let wide = try patient("imaging: {zoneContacts: [B1, B3], zoneRadiusMillimetres: 30}")
        #expect(wide.tissues[0] == .zone)
        let near = try patient(
            "imaging: {zoneContacts: [B1, B3], propagationRadiusMillimetres: 0}")
        #expect(!near.tissues.contains(.propagation))
        let assumptions = plain.parameters.assumptions
        #expect(assumptions.count == 1)
        #expect(assumptions[0].reason.contains("B1, B3"))
        #expect(assumptions[0].effect.contains("6 mm") && assumptions[0].effect.contains("15 mm"))
        #expect(assumptions[0].source == Imaging.source)
    }

    @Test("a gene shifts x0, and the shift can be overruled", arguments: Genotype.shifts.indices)
    func genotype(index: Int) throws {
        let row = Genotype.shifts[index]
        let standard = PatientParameters()
        let table = try patient("genotype: {gene: \(row.gene)}")
        #expect(table.nodeX0[0] == standard.zoneX0 + row.shift)
        let own = try patient("genotype: {gene: \(row.gene), excitabilityShift: -0.1}")
        #expect(own.nodeX0[0] == standard.zoneX0 - 0.1)
        for (patient, words) in [(table, "by the table"), (own, "not the table's \(row.shift)")] {
            let assumptions = patient.parameters.assumptions
            #expect(assumptions.count == 1)
            #expect(assumptions[0].effect.contains(words))
            #expect(assumptions[0].source.contains(row.source))
        }
    }

    @Test("a gene that the table lacks needs a shift of its own")
    func otherGene() throws {
        let patient = try patient("genotype: {gene: XYZ, excitabilityShift: 0.03}")
        #expect(patient.nodeX0[11] == PatientParameters().healthyX0 + 0.03)
        #expect(patient.parameters.assumptions[0].effect.hasSuffix("by 0.03, as given"))
    }

    @Test("excitability of one node, noise, rate and coupling differ from patient to patient")
    func differences() throws {
        let patient = try patient(
            """
            seizuresPerHour: 10
            coupling: 3
            noise1: 0.01
            nodes:
              - {position: [2, 3, 0], tissue: zone}
              - {position: [8, -3, 2], tissue: zone, x0: -1.95}
              - {position: [5, 11, 0], tissue: propagation}
            """)
        #expect(patient.nodeX0 == [-2.14, -1.95, -2.24])
        #expect(patient.parameters.coupling == 3 && patient.parameters.noise1 == 0.01)
        #expect(patient.parameters.assumptions.map(\.reason) == ["seizure rate: 10 an hour"])
        #expect(patient.parameters.expectedSeizuresPerHour == nil)
    }

    @Test("the rate is known where it was measured")
    func rate() throws {
        func rate(_ yaml: String) throws -> Double? {
            try patient(yaml).parameters.expectedSeizuresPerHour
        }
        #expect(try rate("") == 26)
        #expect(try rate("seizuresPerHour: 12.5") == 12.5)
        #expect(try rate("zoneX0: -2.16") == 2)
        #expect(try rate("zoneX0: -2.135").map { $0 > 10 && $0 < 15 } == true)
        #expect(try rate("extras: {spikesPerHour: 7}\nstimulation: {kickMax: 1}") == 26)
        #expect(try rate("genotype: {gene: XYZ, excitabilityShift: 0}") == 26)
        for other in [
            "zoneX0: -2.2", "zoneX0: -2", "noise1: 0.03", "healthyX0: -2.5",
            "genotype: {gene: SCN1A}", "imaging: {zoneContacts: [A1]}", "unitsPerSecond: 90",
        ] {
            #expect(try rate(other) == nil, "\(other)")
        }
    }

    @Test("contacts can lie elsewhere, one for each channel")
    func contacts() throws {
        let patient = try patient("contacts: [[0, 0, 0], [1, 2.5, -3]]", channelCount: 2)
        #expect(patient.parameters.contacts == [Position(0, 0, 0), Position(1, 2.5, -3)])
        #expect(try self.patient("contacts: []").parameters.contacts == nil)
    }

    private func patient(_ yaml: String, channelCount: Int = 8) throws -> VirtualPatient {
        try PlanningTests.patient(yaml, channelCount: channelCount)
    }

    @Test("2 to 64 nodes run", arguments: [2, 3, 12, 64])
    func nodeCounts(count: Int) throws {
        let nodes = (0..<count).map {
            "{position: [\($0), \($0 % 7), 0], tissue: \($0 == 0 ? "zone" : "healthy")}"
        }
        var patient = try patient("nodes: [\(nodes.joined(separator: ", "))]\nzoneX0: -1.8")
        var samples = [Float](repeating: 0, count: 8 * 512)
        try patient.advance(frames: 512, into: &samples)
        #expect(patient.states.count == count)
        #expect(samples.allSatisfy(\.isFinite) && samples.contains { $0 != 0 })
    }

    private static let always =
        "  movementsPerHour: 3600\n  popsPerHour: 36000\n  spikesPerHour: 7200\n"

    @Test(
        "each extra can be switched off by itself; none touches the model",
        arguments: [
            "pinkMicrovolts", "mainsMicrovolts", "electrodeMicrovolts", "driftMicrovolts",
            "movementMicrovolts", "popMicrovolts", "spikeMicrovolts",
        ])
    func extras(field: String) throws {
        func run(_ extra: String) throws -> (samples: [Float], states: [EpileptorState]) {
            var patient = try patient("extras:\n\(Self.always)\(extra)")
            var samples = [Float](repeating: 0, count: 8 * 1_024)
            try patient.advance(frames: 1_024, into: &samples)
            return (samples, patient.states)
        }
        let with = try run("")
        let without = try run("  \(field): 0\n")
        #expect(with.states == without.states)
        #expect(with.samples != without.samples)
    }
}
