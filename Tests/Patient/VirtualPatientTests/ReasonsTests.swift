import Testing

@testable import VirtualPatient

@Suite("Reasons in plain words reach the model")
struct ReasonsTests {
    private func patient(_ parameters: PatientParameters) throws -> VirtualPatient {
        try VirtualPatient(parameters, seed: 1, channelCount: 8, rateNumerator: 256)
    }

    @Test("imaging moves the zone to the contacts it names")
    func imaging() throws {
        var parameters = PatientParameters()
        parameters.imaging = Imaging(zoneContacts: [4, 6])
        let patient = try patient(parameters)
        #expect(patient.tissues[5] == .zone)
        #expect(patient.tissues[6] == .zone)
        #expect(patient.tissues[3] == .propagation)
        #expect(patient.tissues[0] == .healthy)
        #expect(patient.nodeX0[5] == parameters.zoneX0)
        #expect(patient.nodeX0[0] == parameters.healthyX0)
    }

    @Test("a contact far from every node still gets the nearest")
    func nearest() throws {
        var parameters = PatientParameters()
        parameters.contacts = (0..<8).map { Position(500 + Double($0), 0, 0) }
        parameters.imaging = Imaging(zoneContacts: [7])
        #expect(try patient(parameters).tissues.count { $0 == .zone } == 1)
    }

    @Test("a gene shifts every node, by the table or by the shift given")
    func genotype() throws {
        var parameters = PatientParameters()
        parameters.genotype = Genotype(gene: "SCN1A")
        let shift = try #require(Genotype.shifts.first { $0.gene == "SCN1A" }?.shift)
        #expect(try patient(parameters).nodeX0[0] == parameters.zoneX0 + shift)
        parameters.genotype = Genotype(gene: "any", excitabilityShift: -0.05)
        #expect(try patient(parameters).nodeX0[11] == parameters.healthyX0 - 0.05)
    }

    @Test("a node's own x0 stands over tissue and imaging")
    func override() throws {
        var parameters = PatientParameters()
        parameters.nodes[1].x0 = -2.5
        parameters.imaging = Imaging(zoneContacts: [0, 1, 2, 3])
        #expect(try patient(parameters).nodeX0[1] == -2.5)
    }

    @Test("a seizure rate sets the zone's x0, more often the higher")
    func rate() throws {
        var parameters = PatientParameters()
        parameters.seizuresPerHour = 5
        let rare = try patient(parameters).nodeX0[0]
        parameters.seizuresPerHour = 25
        let often = try patient(parameters).nodeX0[0]
        #expect(rare < often)
        #expect(try patient(parameters).nodeX0[3] == parameters.propagationX0)
    }
}
