import Foundation
import Testing

@testable import VirtualPatient

@Suite("Fast activity and chirp at a seizure's onset")
struct OnsetRhythmTests {
    private static let rate = 256

    private func patient(_ amplitude: Double) throws -> VirtualPatient {
        var parameters = eagerPatient()
        parameters.onset.amplitude = amplitude
        return try VirtualPatient(
            parameters, seed: 1, channelCount: 1, rateNumerator: Self.rate)
    }

    /// Below which half of the power from 1 to 60 Hz lies, in the 2 s from `start` on, Hz.
    private func halfPower(_ samples: ArraySlice<Float>) -> Double {
        let count = samples.count
        let values = samples.enumerated().map { index, value in
            Double(value) * (1 - cos(2 * .pi * Double(index) / Double(count)))
        }
        let powers = (2...120).map { bin in
            var (real, imaginary) = (0.0, 0.0)
            for (index, value) in values.enumerated() {
                let angle = 2 * .pi * Double(bin * index % count) / Double(count)
                real += value * cos(angle)
                imaginary += value * sin(angle)
            }
            return real * real + imaginary * imaginary
        }
        var sum = 0.0
        let half = powers.reduce(0, +) / 2
        for (index, power) in powers.enumerated() {
            sum += power
            if sum >= half { return Double(index + 2) / 2 }
        }
        return 60
    }

    @Test("is fast first and slower later, and moves no seizure")
    func chirp() throws {
        var with = try patient(3)
        var without = try patient(0)
        let samples = try with.frames(Self.rate * 60)
        let plain = try without.frames(Self.rate * 60)
        #expect(with.states == without.states)
        #expect(with.seizures == without.seizures)
        let seizure = try #require(with.seizures.first)
        let onset = Int(seizure.onsetFrame)
        #expect(seizure.offsetFrame.map { Int($0) - onset > 14 * Self.rate } ?? true)
        func half(_ samples: [Float], _ second: Int) -> Double {
            let start = onset + second * Self.rate
            return halfPower(samples[start..<(start + 2 * Self.rate)])
        }
        #expect(samples[..<onset] == plain[..<onset])
        #expect((20...30).contains(half(samples, 1)))
        #expect(half(samples, 1) > 1.5 * half(samples, 7))
        #expect(half(samples, 7) > 1.5 * half(samples, 11))
        #expect(half(plain, 1) < 15)
    }

    @Test("fades with the node's seizure and leaves nothing")
    func ends() throws {
        var rhythm = OnsetRhythm()
        rhythm.amplitude = 1
        var voices = OnsetVoices(rhythm, restPotentials: [0.7], framesPerSecond: 100)
        var truth = SeizureTruth(
            nodeCount: 1, criterion: SeizureCriterion(), stepsPerSecond: 100, minimumFrames: 1,
            clock: StepClock(stepsPerSecond: 100, rateNumerator: 100, rateDenominator: 1))
        func block(_ x1: Double) -> [EpileptorVariables<Four>] {
            let x1 = Four(x1, -4, -4, -4)
            return [
                EpileptorVariables(x1: x1, y1: .zero, z: .zero, x2: .zero, y2: .zero, g: .zero)
            ]
        }
        var heard: [Double] = []
        for step in 1...2_000 {
            truth.observe(block(step > 100 && step < 500 ? 0.5 : -1.6), step: Int64(step))
            var potentials = [Four(0.7, 0, 0, 0)]
            voices.change(&potentials, truth: truth, step: Int64(step))
            heard.append(potentials[0].x - 0.7)
        }
        #expect(heard[..<99].allSatisfy { $0 == 0 })
        #expect(heard[150..<490].contains { abs($0) > 0.2 })
        #expect(heard[1_500...].allSatisfy { $0 == 0 })
        let steps = zip(heard, heard.dropFirst()).map { abs($0 - $1) }
        #expect((steps.max() ?? 0) < 1)
    }
}
