import Acquisition
import TestSupport
import Testing

@Suite("What comes back of a stimulus")
struct EchoFinderTests {
    private static let stimulus = RoundTripStimulus(
        rateHertz: 4_000, trials: 5, burstSeconds: 0.6, leadSeconds: 2, quietSeconds: 2, seed: 7)

    /// The stimulus and a pulse of a millisecond in each burst, as a cable brings them: later, smaller
    /// or larger, upside down, with noise, at the bits of a format.
    private static func heard(
        delay: Int64, gain: Double, noise: Double = 0, bits: Int = 16, pulseAt: Int64 = 1_234,
        hasPulse: Bool = true
    ) -> [EchoFinder.Found] {
        var finder = EchoFinder(rateHertz: 4_000, bits: bits, quietSeconds: 1.5)
        var random = SplitMix64(seed: 3)
        var trial = -1
        var found: [EchoFinder.Found] = []
        for frame in 0..<stimulus.endFrame {
            let played = frame - delay
            if trial + 1 < stimulus.starts.count, played >= stimulus.starts[trial + 1] {
                trial += 1
            }
            var value = Double(stimulus.sample(at: played, trial: trial))
            if hasPulse, trial >= 0 {
                let place = played - stimulus.starts[trial] - pulseAt
                let height = RoundTripStimulus.pulseShare * 2_147_483_648
                if (0..<4).contains(place) { value -= height }
                if (4..<8).contains(place) { value += height }
            }
            value *= gain
            value += Double.random(in: -1...1, using: &random) * noise * 2_147_483_648
            let top = 2_147_483_648 - Double(1 << (32 - bits))
            let whole = Int32(min(top, max(-2_147_483_648, value)))
            if let news = finder.take((whole >> (32 - bits)) << (32 - bits), frame: frame) {
                found.append(news)
            }
        }
        return found
    }

    @Test(
        "bursts and pulses are found to the sample, whatever a cable does to size and sign",
        arguments: [0, 1, 37, 3_999], [1, -1, 0.09, -0.09, 2.4])
    func found(delay: Int64, gain: Double) {
        let found = Self.heard(delay: delay, gain: gain, noise: 0.01 * abs(gain))
        let expected: [EchoFinder.Found] = Self.stimulus.starts.flatMap {
            [.burst(frame: $0 + delay), .pulse(frame: $0 + delay + 1_234)]
        }
        #expect(found == expected)
    }

    @Test("a burst without a pulse has none; a line without a burst has nothing")
    func absent() {
        let bursts = Self.heard(delay: 5, gain: 1, hasPulse: false)
        let expected: [EchoFinder.Found] = Self.stimulus.starts.map { .burst(frame: $0 + 5) }
        #expect(bursts == expected)
        #expect(Self.heard(delay: 5, gain: 0, noise: 0.01).isEmpty)
    }

    @Test("a burst at the converter's rail is told as clipped", arguments: [16, 24, 32])
    func clipped(bits: Int) {
        let found = Self.heard(delay: 0, gain: 11, bits: bits)
        #expect(found.count == 10)
        #expect(Self.clippedCount(found) == 5)
        // One that just fits is not.
        let fits = Self.heard(delay: 0, gain: 2.4, bits: bits)
        #expect(Self.clippedCount(fits) == 0)
    }

    private static func clippedCount(_ found: [EchoFinder.Found]) -> Int {
        found.count { if case .clipped = $0 { true } else { false } }
    }

    @Test("bursts are apart by their quiet and up to half a second more, by the seed")
    func distances() {
        let stimulus = Self.stimulus
        let distances = zip(stimulus.starts.dropFirst(), stimulus.starts).map { $0 - $1 }
        #expect(distances.allSatisfy { (10_400..<12_400).contains($0) })
        #expect(Set(distances).count == distances.count)
        #expect(stimulus.starts[0] >= 8_000)
        let other = RoundTripStimulus(
            rateHertz: 4_000, trials: 5, burstSeconds: 0.6, leadSeconds: 2, quietSeconds: 2,
            seed: 8)
        #expect(other.starts != stimulus.starts)
    }
}
