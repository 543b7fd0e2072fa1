import Evaluation
import Foundation
import Planning
import Testing
import VirtualPatient

@testable import Training

struct PatientTrialTests {
    /// Two nodes that seize every 40 s or so.
    private var busyPatient: PatientParameters {
        var patient = PatientParameters()
        patient.zoneX0 = -1.9
        patient.epileptor.r = 0.00015
        patient.nodes = Array(patient.nodes.prefix(2))
        return patient
    }

    private func trial(seconds: Int) throws -> PatientTrial.Result {
        let patient = try VirtualPatient(
            busyPatient, seed: 1, channelCount: 4, rateNumerator: 200)
        var trial = try PatientTrial(
            patient, name: "busy", rateHertz: 200, settings: .standard)
        return try trial.run(seconds: seconds)
    }

    @Test("every detector hears the same seizures, with and without drift, after the learning")
    func sideBySide() throws {
        let result = try trial(seconds: 240)
        #expect(result.models.contains { $0.family == .linear })
        #expect(result.models.allSatisfy { $0.training.seizures == 3 })
        #expect((130...170).contains(result.learningSeconds))
        let names = Set(result.outcomes.map(\.detector))
        #expect(names.isSuperset(of: ["thresholds", "linear", "linear, all fixed"]))
        for outcome in result.outcomes {
            #expect(outcome.scored.reference == result.outcomes[0].scored.reference)
            #expect(outcome.scored.durationSeconds == 240 - result.learningSeconds)
        }
        let linear = try #require(
            result.outcomes.first { $0.detector == "linear" && !$0.isDrifting })
        let scores = DetectorScores([linear.scored])
        #expect(scores.delays.outcomes.count >= 2)
        #expect(scores.delays.foundCount == scores.delays.outcomes.count)
    }

    @Test("a patient with too few seizures is said to need more time")
    func tooShort() {
        #expect {
            _ = try trial(seconds: 30)
        } throws: { "\($0)".contains("give it more time") && !"\($0)".contains("\n") }
    }

    @Test("patients differ by seed alone and are ones that can be made")
    func patients() throws {
        let patients = (1...50).map { TrialPatient.parameters(seed: UInt64($0)) }
        #expect(TrialPatient.parameters(seed: 7) == patients[6])
        #expect(Set(patients.map(\.coupling)).count == 50)
        for patient in patients {
            #expect((3...20).contains(try #require(patient.seizuresPerHour)))
            #expect(throws: Never.self) {
                try VirtualPatient(patient, seed: 1, channelCount: 8, rateNumerator: 512)
            }
        }
    }

    @Test(
        "the drift doubles the gain in three hours and halves it in nine; its waves are as large as said"
    )
    func drift() {
        #expect(SlowDrift.gain(at: 0) == 1)
        #expect(abs(SlowDrift.gain(at: 3 * 3_600) - 2) < 1e-9)
        #expect(abs(SlowDrift.gain(at: 9 * 3_600) - 0.5) < 1e-9)
        var drift = SlowDrift(channelCount: 2, rateHertz: 256, seed: 3)
        var sum = 0.0
        let seconds = 5_400.0
        for _ in 0..<200 {
            var silence = [Float](repeating: 0, count: 2 * 256)
            drift.apply(to: &silence, frameCount: 256, at: seconds)
            sum += silence.reduce(0) { $0 + Double($1) * Double($1) }
        }
        let size = (sum / (200 * 512)).squareRoot() / SlowDrift.gain(at: seconds)
        #expect(abs(size / SlowDrift.waveMicrovolts - 1) < 0.15)
    }
}
