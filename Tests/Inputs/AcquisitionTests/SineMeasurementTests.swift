import Foundation
import TestSupport
import Testing

@testable import Acquisition

/// A sine in noise, and what is found of it.
struct NoisySine {
    var hertz = 10.0
    var amplitude = 1_000.0
    var offset = 0.0
    var phase = 0.3
    var noise = 0.0
    var rateHertz = 1_000.0
    var seconds = 10.0
    var seed: UInt64 = 1
    /// What is left of it, sample by sample.
    var change: (Double) -> Double = { $0 }

    var samples: [Double] {
        var random = SplitMix64(seed: seed)
        return (0..<Int(seconds * rateHertz)).map { index in
            let time = Double(index) / rateHertz
            let sine = amplitude * sin(2 * .pi * hertz * time + phase) + offset
            return change(noise > 0 ? sine + noise * Self.gaussian(&random) : sine)
        }
    }

    static func gaussian(_ random: inout SplitMix64) -> Double {
        let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &random))).squareRoot()
        return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &random))
    }

    func measured(
        said: Double = 10, atRail: Int = 0, step: Double = 0.01
    ) throws(SineProblem) -> SineMeasurement {
        try SineMeasurement(
            samples, rateHertz: rateHertz, saidHertz: said, atRail: atRail, step: step)
    }
}

@Suite("The sine of a calibration")
struct SineMeasurementTests {
    @Test(
        "without noise amplitude, offset and frequency are found, on a bin of the length or off it",
        arguments: [10, 10.003_7, 10.05, 9.98, 9.999_9, 10.099])
    func exact(hertz: Double) throws {
        let found = try NoisySine(hertz: hertz, offset: -37).measured()
        #expect(abs(found.fit.hertz / hertz - 1) < 1e-9)
        #expect(abs(found.fit.amplitude - 1_000) < 1e-4 && abs(found.fit.offset + 37) < 1e-4)
        #expect(found.noise < 1e-3)
    }

    @Test(
        "at any rate and length a clock that is off by some ppm costs nothing of the amplitude",
        arguments: [
            (997.0, 48_000.0, 3.0), (1, 250, 40), (1_000, 44_100, 10), (35, 500, 2),
        ], [-300.0, -17, 0, 80, 2_000])
    func clocks(case given: (hertz: Double, rate: Double, seconds: Double), ppm: Double) throws {
        let hertz = given.hertz * (1 + ppm * 1e-6)
        let found = try NoisySine(
            hertz: hertz, amplitude: 100, offset: 5, noise: 1, rateHertz: given.rate,
            seconds: given.seconds
        ).measured(said: given.hertz)
        #expect(abs(found.fit.hertz / hertz - 1) < 3e-4)
        // Five of its standard errors by theory, σ √(2 / n).
        let bound = 5 * (2 / (given.rate * given.seconds)).squareRoot()
        #expect(abs(found.fit.amplitude - 100) < bound)
        #expect(abs(found.fit.offset - 5) < bound)
    }

    @Test("what is stated as a 95 % interval holds in some 95 of 100 signals")
    func intervals() throws {
        var held = (amplitude: 0, offset: 0, noise: 0)
        let trials = 400
        for seed in 1...trials {
            let sine = NoisySine(
                amplitude: 100, offset: 3, noise: 20, rateHertz: 250, seconds: 4,
                seed: UInt64(seed))
            let found = try sine.measured()
            if abs(found.fit.amplitude - 100) <= found.amplitudeUncertainty { held.amplitude += 1 }
            if abs(found.fit.offset - 3) <= found.offsetUncertainty { held.offset += 1 }
            if abs(found.noise - 20) <= found.noiseUncertainty { held.noise += 1 }
        }
        // 95 % of 400 are 380, with a standard deviation of 4.4; fewer than 360 or all are four of them.
        for count in [held.amplitude, held.offset, held.noise] {
            #expect((360..<400).contains(count), "\(held)")
        }
    }

    @Test("a slow drift widens the offset's interval")
    func drift() throws {
        let still = try NoisySine(noise: 5).measured()
        let samples = NoisySine(noise: 5).samples.enumerated().map {
            $1 + 30 * Double($0) / 10_000
        }
        let drifting = try SineMeasurement(
            samples, rateHertz: 1_000, saidHertz: 10, atRail: 0, step: 0.01)
        #expect(drifting.offsetUncertainty > 10 * still.offsetUncertainty)
        #expect(abs(drifting.fit.offset - 15) < drifting.offsetUncertainty)
    }

    @Test("a sine that is not what was said is refused as what it is")
    func refusals() {
        #expect(throws: SineProblem.clipped(7, of: 10_000)) {
            try NoisySine().measured(atRail: 7)
        }
        #expect {
            try NoisySine(hertz: 50, noise: 10).measured()
        } throws: { error in
            guard case SineProblem.other(let hertz) = error else { return false }
            return abs(hertz - 50) < 0.01
        }
        // Just beyond what a generator may be off.
        #expect {
            try NoisySine(hertz: 10.12).measured()
        } throws: { error in
            guard case SineProblem.other(let hertz) = error else { return false }
            return abs(hertz - 10.12) < 0.001
        }
        #expect {
            try NoisySine(amplitude: 8, noise: 10).measured()
        } throws: { error in
            guard case SineProblem.absent(let amplitude, let noise) = error else { return false }
            return abs(amplitude - 8) < 1 && abs(noise - 10) < 0.5
        }
        // Nothing at all, and a line that stands still.
        for amplitude in [0, 0.001] {
            #expect {
                try NoisySine(amplitude: amplitude, offset: 12).measured()
            } throws: { error in
                guard case SineProblem.absent = error else { return false }
                return true
            }
        }
        // Clipped before the converter, at nine tenths of its height.
        #expect {
            try NoisySine(noise: 1, change: { min($0, 700) }).measured()
        } throws: { error in
            guard case SineProblem.distorted(let share) = error else { return false }
            return share > 0.03
        }
    }

    @Test("a sine that is only somewhat larger than the noise is measured")
    func nearNoise() throws {
        let found = try NoisySine(amplitude: 12, noise: 10).measured()
        #expect(abs(found.fit.amplitude - 12) < found.amplitudeUncertainty)
        #expect(found.amplitudeUncertainty < 1)
    }
}

@Suite("Polarity and bandwidth")
struct PolarityTests {
    @Test("the smaller part is inverted, whatever the sine's phase; of two halves the second")
    func relative() throws {
        for phase in stride(from: -3.1, to: 3.1, by: 0.31) {
            let opposite = phase + .pi
            #expect(
                try Polarity.inverted(phases: [phase, opposite, phase + 0.1, phase - 0.1])
                    == [false, true, false, false])
            #expect(
                try Polarity.inverted(phases: [opposite, phase, phase]) == [true, false, false])
            #expect(try Polarity.inverted(phases: [phase, opposite]) == [false, true])
            #expect(try Polarity.inverted(phases: [opposite]) == [false])
        }
        #expect(try Polarity.inverted(phases: []) == [])
        #expect(throws: Polarity.Unclear(place: 1, degrees: 90)) {
            try Polarity.inverted(phases: [0, .pi / 2])
        }
    }

    /// Pulses of 5 ms each half second through a high-pass, at 1,000 Hz.
    private func pulses(highPass: Double, sign: Double, noise: Double) -> [Double] {
        var random = SplitMix64(seed: 3)
        let pole = (1 - tan(.pi * highPass / 1_000)) / (1 + tan(.pi * highPass / 1_000))
        var before = 0.0
        var passed = 0.0
        return (0..<3_000).map { frame in
            let value = frame % 500 < 5 ? 1_000.0 : 0
            passed = pole * passed + (1 + pole) / 2 * (value - before)
            before = value
            return 20 + sign * passed + noise * NoisySine.gaussian(&random)
        }
    }

    @Test("pulses say which way is up, through any high-pass of a sound card")
    func absolute() {
        for highPass in [0, 0.5, 5, 20] {
            for sign in [1.0, -1] {
                let samples = pulses(highPass: highPass, sign: sign, noise: 10)
                #expect(Polarity.isInverted(pulses: samples) == (sign < 0), "\(highPass) Hz")
            }
        }
        #expect(Polarity.isInverted(pulses: pulses(highPass: 5, sign: 1, noise: 400)) == nil)
        #expect(Polarity.isInverted(pulses: []) == nil)
    }

    @Test(
        "a Butterworth filter's corners come out of a sweep of half octaves, of any order",
        arguments: [1.0, 2, 3])
    func corners(order: Double) throws {
        let tones = PassBand.tones(from: 0.5, rateHertz: 4_000)
        #expect(tones.first == 0.5 && tones.last == 1_800)
        for (low, high) in [(0.9, 1_100.0), (5, 300), (13.3, 1_500)] {
            let band = PassBand(
                tones.map { tone in
                    let lost = pow(low / tone, 2 * order) + pow(tone / high, 2 * order)
                    return (tone, 700 / (1 + lost).squareRoot())
                })
            // The largest amplitude is not all that the filter would pass without the other corner.
            #expect(abs(try #require(band.lowHertz) / low - 1) < 0.04)
            #expect(abs(try #require(band.highHertz) / high - 1) < 0.04)
        }
        #expect(PassBand(tones.map { ($0, 1) }) == PassBand([]))
    }

    @Test("a correction gives the electrode's microvolts, and still clips at the ends")
    func correction() {
        let scale = InputScale(
            lsbMicrovolts: 0.25, microvoltsPerFullScale: 8_192, framesAveraged: 2)
        let correction = InputCorrection(gain: -1.25, offsetMicrovolts: 30)
        for microvolts in [-4_000.0, -0.25, 0, 12.5, 6_000] {
            let nominal = -1.25 * microvolts + 30
            let sum = Int64((nominal / 8_192 * 2_147_483_648 * 2).rounded())
            let found = scale.count(ofSum: sum, correction)
            #expect(Double(found.count) * 0.25 == microvolts && !found.isClipped)
        }
        let small = InputCorrection(gain: 0.5, offsetMicrovolts: 0)
        #expect(scale.count(ofSum: Int64(Int32.max), small).count == 32_767)
        #expect(scale.count(ofSum: -3 * Int64(Int32.max) / 2, small) == (-32_767, true))
        for format in SampleFormat.allCases {
            var bytes = [UInt8](repeating: 0, count: 4)
            unsafe bytes.withUnsafeMutableBytes { bytes in
                unsafe format.put(.max, in: bytes, at: 0)
                #expect(
                    unsafe format.sample(in: UnsafeRawBufferPointer(bytes), at: 0)
                        == format.largestSample)
            }
        }
    }
}
