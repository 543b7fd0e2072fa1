import Testing

@testable import VirtualPatient

@Suite("The untreated twin")
struct UntreatedTwinTests {
    @Test("zero amplitude, or a phase of no width, leaves every bit", arguments: [true, false])
    func sham(zeroAmplitude: Bool) throws {
        var untreated = try VirtualPatient(
            PatientParameters(), seed: 5, channelCount: 4, rateNumerator: 512)
        var sham = untreated
        for index in 0..<50 {
            try sham.deliver(
                StimulusPulse(
                    startMicroseconds: Int64(index) * 5_000,
                    amplitudeMicroamperes: zeroAmplitude ? 0 : 2_000,
                    firstPhaseMicroseconds: zeroAmplitude ? 160 : 0, secondPhaseMicroseconds: 160,
                    cathodes: 1, anodes: 2))
        }
        let expected = try untreated.frames(700).map(\.bitPattern)
        #expect(try sham.frames(700).map(\.bitPattern) == expected)
        #expect(sham.states == untreated.states)
    }

    @Test("a real pulse changes states and signal, from its own step and frame on")
    func treated() throws {
        var untreated = try VirtualPatient(
            PatientParameters(), seed: 5, channelCount: 4, rateNumerator: 500)
        var treated = untreated
        try treated.deliver(
            StimulusPulse(
                startMicroseconds: 200_000, amplitudeMicroamperes: 2_000,
                firstPhaseMicroseconds: 160, secondPhaseMicroseconds: 160, cathodes: 1, anodes: 2))
        #expect(try treated.frames(100) == untreated.frames(100))
        #expect(try treated.frames(1) != untreated.frames(1))
        #expect(treated.states != untreated.states)
    }
}
