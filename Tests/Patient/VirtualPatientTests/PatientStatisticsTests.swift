import Testing

@testable import VirtualPatient

@Suite("The default patient over seeds")
struct PatientStatisticsTests {
    @Test("has seizures from the zone, of tens of seconds, that spread")
    func seizures() throws {
        var lengths: [Double] = []
        var fromZone = 0
        var spread = 0
        for seed in 1...3 {
            var parameters = quietPatient()
            // From rest, so that the first seizure does not wait for the end of a recovery.
            parameters.initialPermittivityRise = 0
            var patient = try VirtualPatient(
                parameters, seed: UInt64(seed), channelCount: 1, rateNumerator: 100)
            try patient.pass(seconds: 70, rate: 100)
            for seizure in patient.seizures {
                guard let end = seizure.offsetFrame else { continue }
                if patient.tissues[seizure.participations[0].node] == .zone { fromZone += 1 }
                if seizure.nodeCount > 1 { spread += 1 }
                lengths.append(Double(end - seizure.onsetFrame) / 100)
            }
        }
        #expect((2...8).contains(lengths.count))
        #expect(fromZone == lengths.count)
        #expect(spread * 2 >= lengths.count)
        #expect(lengths.allSatisfy { (1...90).contains($0) })
        #expect((lengths.max() ?? 0) > 10)
    }

    @Test("healthy tissue stays quiet, with a background of the size of iEEG's")
    func healthy() throws {
        var parameters = PatientParameters()
        parameters.extras.movementMicrovolts = 0
        parameters.extras.popMicrovolts = 0
        for index in parameters.nodes.indices { parameters.nodes[index].tissue = .healthy }
        var patient = try VirtualPatient(
            parameters, seed: 1, channelCount: 8, rateNumerator: 256)
        let frames = 256 * 30
        let samples = try patient.frames(frames)
        #expect(patient.seizures.isEmpty)
        #expect(!patient.isInSeizure)
        #expect(patient.secondsInSeizure == 0)
        for channel in 0..<8 { #expect((15...70).contains(rms(samples, channel, frames))) }
    }

    @Test("a seizure has the size of iEEG's")
    func amplitude() throws {
        var patient = try VirtualPatient(
            eagerPatient(), seed: 1, channelCount: 4, rateNumerator: 256)
        let frames = 256 * 20
        let samples = try patient.frames(frames)
        #expect(!patient.seizures.isEmpty)
        #expect(patient.secondsInSeizure > 5)
        #expect((300...3_000).contains(samples.map { abs($0) }.max() ?? 0))
        #expect((0..<4).contains { rms(samples, $0, frames) > 60 })
    }

    private func rms(_ samples: [Float], _ channel: Int, _ frames: Int) -> Double {
        let part = samples[(channel * frames)..<((channel + 1) * frames)]
        return (part.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(frames)).squareRoot()
    }
}

@Suite("Stimulation in a seizure")
struct StimulatedSeizureTests {
    /// The default patient 2 s into a seizure that goes on for 6 s more if left alone.
    private func inSeizure(seed: UInt64) throws -> VirtualPatient? {
        var parameters = quietPatient()
        parameters.initialPermittivityRise = 0
        var patient = try VirtualPatient(
            parameters, seed: seed, channelCount: 8, rateNumerator: 100)
        while patient.seizures.isEmpty, patient.frameIndex < 3_000 { _ = try patient.frames(50) }
        guard !patient.seizures.isEmpty else { return nil }
        _ = try patient.frames(100)
        var twin = patient
        try twin.pass(seconds: 6, rate: 100)
        return twin.seizures[0].offsetFrame == nil ? patient : nil
    }

    @Test("a strong train on the zone early ends most; a weak one, or a far one, does not")
    func aborts() throws {
        var strong = 0
        var weak = 0
        var far = 0
        var count = 0
        for seed in 1...6 {
            guard let patient = try inSeizure(seed: UInt64(seed)) else { continue }
            count += 1
            func ends(microamperes: Int32, cathodes: UInt64) throws -> Bool {
                var treated = patient
                try treated.deliverTrain(
                    microamperes: microamperes, rate: 100, cathodes: cathodes)
                try treated.pass(seconds: 6, rate: 100)
                return treated.seizures.first?.offsetFrame != nil
            }
            if try ends(microamperes: 6_000, cathodes: 0x0F) { strong += 1 }
            if try ends(microamperes: 500, cathodes: 0x0F) { weak += 1 }
            if try ends(microamperes: 2_000, cathodes: 0xF0) { far += 1 }
        }
        #expect(count >= 3)
        #expect(strong * 2 > count)
        #expect(weak == 0)
        #expect(far == 0)
    }
}
