import FixedPoint
import TestSupport
import Testing

/// One section against the same recursion in 128 bits, bit for bit. How near the filters as planned
/// are to the ideal ones, and that they cannot overflow, is shown in the tests of Planning.
@Suite("Biquad section")
struct BiquadTests {
    /// High-pass of 1 Hz at 256 Hz, band-pass of 4 to 100 Hz at 512 Hz, and a sharp one; Q1.30.
    private static let sections = [
        BiquadSection(
            gain: 1_055_280_000, a1: -2_110_240_000, a2: 1_036_900_000, zero1: -1, zero2: -1),
        BiquadSection(gain: 430_000_000, a1: -1_180_000_000, a2: 213_000_000, zero1: -1, zero2: 0),
        BiquadSection(gain: 12_000_000, a1: -2_100_000_000, a2: 1_049_000_000, zero1: -1, zero2: 0),
    ]

    @Test("every output and every remainder is that of exact arithmetic", arguments: 0..<3)
    func exact(index: Int) {
        let section = Self.sections[index]
        var random = SplitMix64(seed: UInt64(index))
        var state = BiquadState()
        var references = [Reference](repeating: Reference(section), count: laneCount)
        for _ in 0..<400 {
            var sample = Lanes()
            for lane in 0..<laneCount {
                sample[lane] = Int32.random(in: -32_768...32_767, using: &random) << 8
            }
            let output = state.step(
                sample, section, oppositeZeros: section.hasOppositeZeros)
            for lane in 0..<laneCount {
                #expect(Int128(output[lane]) == references[lane].step(Int128(sample[lane])))
                #expect(Int128(state.remainder[lane]) == references[lane].remainder)
            }
        }
    }

    @Test("a lane run alone gives the bits that the eight give together", arguments: 0..<3)
    func alone(index: Int) {
        let section = Self.sections[index]
        var random = SplitMix64(seed: UInt64(index) + 7)
        var together = BiquadState()
        var apart = BiquadState()
        for _ in 0..<400 {
            var sample = Lanes()
            for lane in 0..<laneCount {
                sample[lane] = Int32.random(in: -32_768...32_767, using: &random) << 8
            }
            let opposite = section.hasOppositeZeros
            let output = together.step(sample, section, oppositeZeros: opposite)
            for lane in 0..<laneCount {
                let alone = unsafe withUnsafeMutablePointer(to: &apart) { place in
                    var state = unsafe LaneBiquadState(place, lane: lane)
                    let output = state.step(sample[lane], section, oppositeZeros: opposite)
                    unsafe state.store(to: place, lane: lane)
                    return output
                }
                #expect(alone == output[lane])
            }
        }
        #expect(together.remainder == apart.remainder && together.output2 == apart.output2)
    }

    @Test("halves give the bits that the eight give together", arguments: 0..<3)
    func halves(index: Int) {
        let section = Self.sections[index]
        let half = HalfBiquadSection(section)
        var random = SplitMix64(seed: UInt64(index) + 11)
        var together = BiquadState()
        var apart = BiquadState()
        for _ in 0..<2_000 {
            var sample = Lanes()
            for lane in 0..<laneCount {
                // Of the whole range as well, where sums wrap.
                let shift = Int32.random(in: 0...16, using: &random)
                sample[lane] = Int32(truncatingIfNeeded: random.next()) >> shift
            }
            let opposite = section.hasOppositeZeros
            let output = together.step(sample, section, oppositeZeros: opposite)
            for side in 0..<2 {
                let lanes = side == 0 ? sample.lowHalf : sample.highHalf
                let alone = unsafe withUnsafeMutablePointer(to: &apart) { place in
                    var state = unsafe HalfBiquadState(place, half: side)
                    let output = state.step(lanes, half, oppositeZeros: opposite)
                    unsafe state.store(to: place, half: side)
                    return output
                }
                #expect(alone == (side == 0 ? output.lowHalf : output.highHalf))
            }
            #expect(together.remainder == apart.remainder)
        }
        #expect(together.output2 == apart.output2 && together.input2 == apart.input2)
    }

    @Test("settled at a constant, the output is 0 for ever", arguments: 0..<3)
    func settled(index: Int) {
        let section = Self.sections[index]
        var constant = Lanes()
        for lane in 0..<laneCount { constant[lane] = Int32(lane * 9_000 - 32_767) << 10 }
        var state = BiquadState(settledAt: constant)
        for _ in 0..<2_000 {
            let output = state.step(
                constant, section, oppositeZeros: section.hasOppositeZeros)
            #expect(output == Lanes())
        }
    }

    @Test("settled and started from far away end at the same", arguments: 0..<2)
    func settledIsTheLimit(index: Int) {
        let section = Self.sections[index]
        let constant = Lanes(repeating: 12_345 << 8)
        var state = BiquadState()
        for _ in 0..<5_000 {
            _ = state.step(constant, section, oppositeZeros: section.hasOppositeZeros)
        }
        let settled = BiquadState(settledAt: constant)
        #expect(state.input1 == settled.input1)
        #expect(state.input2 == settled.input2)
        // Error feedback leaves the output within one step of 0.
        #expect(state.output1.laneMagnitude.max() <= 1)
    }

    /// The recursion of the documentation, one lane, nothing dropped.
    private struct Reference {
        let section: BiquadSection
        var inputs: (Int128, Int128) = (0, 0)
        var outputs: (Int128, Int128) = (0, 0)
        var remainder: Int128 = 0

        init(_ section: BiquadSection) { self.section = section }

        mutating func step(_ input: Int128) -> Int128 {
            let sign1: Int128 = section.zero1 < 0 ? -1 : 1
            let sign2: Int128 = section.zero2 < 0 ? -1 : 1
            let value = input + (sign1 + sign2) * inputs.0 + sign1 * sign2 * inputs.1
            let sum =
                remainder + Int128(section.gain) * value - Int128(section.a1) * outputs.0
                - Int128(section.a2) * outputs.1
            inputs = (input, inputs.0)
            outputs = (sum >> 30, outputs.0)
            remainder = sum & ((1 << 30) - 1)
            return outputs.0
        }
    }
}
