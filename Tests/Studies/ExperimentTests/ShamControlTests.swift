import Testing
import VirtualPatient

@testable import Experiment

@Suite("The sham control")
struct ShamControlTests {
    @Test("sees one pulse of a microampere", arguments: [0, 1] as [Int32])
    func sensitivity(microamperes: Int32) throws {
        var untreated = try VirtualPatient(
            quickExperiment(seeds: []).patient, seed: 1, channelCount: 4, rateNumerator: 200)
        var treated = untreated
        try treated.deliver(
            StimulusPulse(
                startMicroseconds: 5_000, amplitudeMicroamperes: microamperes,
                firstPhaseMicroseconds: 160, secondPhaseMicroseconds: 160, cathodes: 1, anodes: 2))
        var samples = [Float](repeating: 0, count: 40)
        try untreated.advance(frames: 10, into: &samples)
        try treated.advance(frames: 10, into: &samples)
        #expect(treated.hasSameHistory(as: untreated) == (microamperes == 0))
    }

    @Test("says which seed and delay failed")
    func message() {
        let error = ShamDiffers(seed: 17, delaySeconds: 2.5)
        #expect("\(error)".contains("seed 17") && "\(error)".contains("2.5 s"))
    }
}
