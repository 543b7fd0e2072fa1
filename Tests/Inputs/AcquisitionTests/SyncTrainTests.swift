import Foundation
import TestSupport
import Testing

@testable import Acquisition

@Suite("Alignment by a train of pulses")
struct SyncTrainTests {
    /// - Parameter drift: how much faster the recording's clock runs, parts per million.
    private func train(
        offset: Double, drift: Double, pulses: Int, rate: Int, jitter: Double = 0,
        without: (Int) -> Bool = { _ in false }, _ noise: inout SplitMix64
    ) -> SyncTrain {
        var train = SyncTrain(periodSeconds: 1, rateHertz: rate)
        for pulse in 0..<pulses where !without(pulse) {
            let late = jitter > 0 ? Double.random(in: -jitter...jitter, using: &noise) : 0
            let time = offset + Double(pulse) * (1 + drift * 1e-6) + late
            train.take(deviceFrame: Int64((time * Double(rate)).rounded(.up)))
        }
        return train
    }

    @Test("offset and drift lie within their intervals, without jitter and with")
    func intervals() throws {
        var noise = SplitMix64(seed: 20_261_129)
        var missed = 0
        for trial in 0..<400 {
            let offset = Double.random(in: 0...5, using: &noise)
            let drift = Double.random(in: -200...200, using: &noise)
            let pulses = Int.random(in: 10...2_000, using: &noise)
            let jitter = trial % 2 == 0 ? 0 : 0.002
            let found = try #require(
                train(
                    offset: offset, drift: drift, pulses: pulses, rate: 1_000, jitter: jitter,
                    &noise
                ).alignment)
            let isOff =
                abs(found.offsetSeconds - offset) > found.offsetUncertaintySeconds
                || abs(found.driftPartsPerMillion - drift) > found.driftUncertaintyPartsPerMillion
            // Without jitter the intervals are bounds.
            #expect(jitter > 0 || !isOff, "trial \(trial)")
            if isOff { missed += 1 }
            if jitter == 0 { #expect(found.offsetUncertaintySeconds < 0.002) }
        }
        // Two intervals of 95 % in 200 trials; they hold half a sample besides.
        #expect(missed < 20, "\(missed)")
    }

    @Test("an hour of pulses finds the drift to a part per million")
    func hour() throws {
        var noise = SplitMix64(seed: 1)
        let found = try #require(
            train(offset: 0.2, drift: 37, pulses: 3_600, rate: 1_000, &noise).alignment)
        #expect(abs(found.driftPartsPerMillion - 37) < found.driftUncertaintyPartsPerMillion)
        #expect(found.driftUncertaintyPartsPerMillion < 1)
    }

    @Test("pulses that are missing are counted, and edges between passed over")
    func faults() throws {
        var noise = SplitMix64(seed: 2)
        var train = train(
            offset: 1, drift: 10, pulses: 200, rate: 1_000, without: { $0 % 10 == 7 }, &noise)
        #expect(train.pulses == 180 && train.pulsesMissing == 20)
        let before = train.alignment
        train.take(deviceFrame: 200_500)
        train.take(deviceFrame: 200_510)
        #expect(train.edgesBetween == 2 && train.alignment == before)
    }

    @Test("nine pulses say nothing")
    func tooShort() {
        var noise = SplitMix64(seed: 3)
        #expect(train(offset: 1, drift: 0, pulses: 9, rate: 1_000, &noise).alignment == nil)
        #expect(train(offset: 1, drift: 0, pulses: 10, rate: 1_000, &noise).alignment != nil)
    }

    @Test(
        "percentiles of Student's t",
        arguments: [(8, 2.306), (10, 2.228), (30, 2.042), (1_000, 1.962)])
    func quantile(degrees: Int, value: Double) {
        #expect(abs(SyncTrain.quantile(degrees) - value) < 0.002 * value)
    }
}
