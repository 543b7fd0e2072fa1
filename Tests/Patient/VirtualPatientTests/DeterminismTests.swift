import Testing

@testable import VirtualPatient

@Suite("The same seed gives the same bits")
struct DeterminismTests {
    @Test("twice, and another seed gives others")
    func repeats() throws {
        var first = try VirtualPatient(
            PatientParameters(), seed: 7, channelCount: 5, rateNumerator: 256)
        var second = first
        var other = try VirtualPatient(
            PatientParameters(), seed: 8, channelCount: 5, rateNumerator: 256)
        let samples = try first.frames(512)
        #expect(try second.frames(512) == samples)
        #expect(try other.frames(512) != samples)
    }

    @Test("whatever the split into blocks, with pulses", arguments: [1, 7, 64, 333])
    func blocks(size: Int) throws {
        let total = 1_500
        var parameters = eagerPatient()
        parameters.extras = SignalExtras()
        parameters.extras.movementsPerHour = 3_600
        parameters.extras.popsPerHour = 36_000
        parameters.extras.spikesPerHour = 7_200
        var whole = try VirtualPatient(
            parameters, seed: 3, channelCount: 3, rateNumerator: 1_000, rateDenominator: 3)
        var split = whole
        for patient in [0, 1] {
            for index in 0..<40 {
                let pulse = StimulusPulse(
                    startMicroseconds: 1_000_003 + Int64(index) * 7_777,
                    amplitudeMicroamperes: 3_000, firstPhaseMicroseconds: 160,
                    secondPhaseMicroseconds: 160, cathodes: 0b001, anodes: 0b100)
                if patient == 0 { try whole.deliver(pulse) } else { try split.deliver(pulse) }
            }
        }
        let expected = try whole.frames(total)
        var actual = [Float](repeating: 0, count: total * 3)
        var done = 0
        while done < total {
            let count = min(size, total - done)
            let block = try split.frames(count)
            for channel in 0..<3 {
                for column in 0..<count {
                    actual[channel * total + done + column] = block[channel * count + column]
                }
            }
            done += count
        }
        #expect(actual == expected)
        #expect(split.states == whole.states)
        #expect(split.seizures == whole.seizures)
    }

    @Test("half a minute of everything, on every processor")
    func knownBits() throws {
        var parameters = eagerPatient()
        parameters.extras = SignalExtras()
        parameters.extras.movementsPerHour = 3_600
        parameters.extras.popsPerHour = 3_600
        parameters.extras.spikesPerHour = 7_200
        var patient = try VirtualPatient(
            parameters, seed: 1, channelCount: 8, rateNumerator: 512)
        for index in 0..<20 {
            try patient.deliver(
                StimulusPulse(
                    startMicroseconds: 10_000_000 + Int64(index) * 5_000,
                    amplitudeMicroamperes: 2_000, firstPhaseMicroseconds: 160,
                    secondPhaseMicroseconds: 160, cathodes: 1, anodes: 2))
        }
        // FNV-1a over the samples' bits.
        var hash: UInt64 = 14_695_981_039_346_656_037
        for _ in 0..<30 {
            for sample in try patient.frames(512) {
                hash = (hash ^ UInt64(sample.bitPattern)) &* 1_099_511_628_211
            }
        }
        #expect(String(hash, radix: 16) == "c0814705a6641c28")
    }

    @Test("seizures do not depend on rate, channels or extras")
    func seizuresAreTheModels() throws {
        var slow = try VirtualPatient(
            eagerPatient(), seed: 3, channelCount: 1, rateNumerator: 100)
        var parameters = eagerPatient()
        parameters.extras = SignalExtras()
        var fast = try VirtualPatient(
            parameters, seed: 3, channelCount: 12, rateNumerator: 600)
        try slow.pass(seconds: 12, rate: 100)
        try fast.pass(seconds: 12, rate: 600)
        #expect(!slow.seizures.isEmpty)
        #expect(slow.seizures.count == fast.seizures.count)
        for (one, other) in zip(slow.seizures, fast.seizures) {
            #expect((one.onsetFrame * 6 - other.onsetFrame) < 6)
            #expect(one.onsetFrame * 6 >= other.onsetFrame)
            #expect(one.participations.map(\.node) == other.participations.map(\.node))
        }
    }
}
