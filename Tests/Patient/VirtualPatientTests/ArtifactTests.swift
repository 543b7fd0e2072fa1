import Foundation
import Testing

@testable import VirtualPatient

@Suite("The stimulation artifact")
struct ArtifactTests {
    /// An amplifier on tissue that says nothing.
    private func silent(rate: Int) throws -> VirtualPatient {
        var parameters = quietPatient()
        parameters.microvoltsPerUnit = 0
        return try VirtualPatient(parameters, seed: 1, channelCount: 8, rateNumerator: rate)
    }

    private func pulse(_ microamperes: Int32, at start: Int64) -> StimulusPulse {
        StimulusPulse(
            startMicroseconds: start, amplitudeMicroamperes: microamperes,
            firstPhaseMicroseconds: 160, secondPhaseMicroseconds: 160, cathodes: 1, anodes: 0,
            caseIsAnode: true)
    }

    @Test("recovers exponentially, to nothing, and is strongest where the current is")
    func recovers() throws {
        var patient = try silent(rate: 500)
        // Between frames: the frames show the recovery alone.
        try patient.deliver(pulse(1_000, at: 101_000))
        let samples = try patient.frames(500)
        let onset = 51
        #expect(samples[..<onset].allSatisfy { $0 == 0 })
        // 5 % of what 1 mA makes at the floor of 3 mm in 0.3 S/m.
        let expected = -0.05 * 1e6 / (4 * Double.pi * 0.3 * 3)
        #expect(abs(Double(samples[onset]) - expected) < 1)
        let ratio = Double(samples[onset + 4] / samples[onset])
        #expect(abs(ratio - exp(-1)) < 1e-5)
        #expect(samples[499] == 0)
        #expect(abs(samples[500 + onset]) < abs(samples[onset]))
        #expect(patient.saturatedSampleCount == 0)
    }

    @Test("stops at the amplifier's rails, which is counted")
    func saturates() throws {
        var patient = try silent(rate: 500)
        try patient.deliver(pulse(12_000, at: 100_000))
        let samples = try patient.frames(100)
        #expect(samples[50] == -8_190)
        #expect(patient.saturatedSampleCount > 0)
        #expect(samples.allSatisfy { abs($0) <= 8_190 })
    }

    @Test("shows both phases where frames are dense enough")
    func phases() throws {
        var patient = try silent(rate: 5_000)
        // 100 µA make some 8.8 mV at the contact; the second phase is seen at 200 µs.
        try patient.deliver(pulse(50, at: 100_000))
        let samples = try patient.frames(600)
        #expect(samples[500] < -4_000)
        #expect(samples[501] > 4_000)
        #expect(abs(samples[502]) < 300)
    }
}
