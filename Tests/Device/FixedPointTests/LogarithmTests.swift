import FixedPoint
import Foundation
import TestSupport
import Testing

/// The kernels against Double, with the error bounds that their documentation states.
@Suite("Logarithm and its inverse")
struct LogarithmTests {
    private static let one = exp2(Double(logarithmFractionBits))

    /// Around every power of two, and everywhere at random.
    private static let numbers: [Int32] = {
        var numbers: [Int32] = Array(1...4_096)
        for bit in 12..<31 { numbers += ((1 << bit) - 70)...((1 << bit) + 70) }
        numbers += (Int32.max - 140)...Int32.max
        var random = SplitMix64(seed: 1)
        for _ in 0..<20_000 {
            numbers.append(
                Int32.random(in: 1...Int32.max, using: &random) >> Int32(random.next() % 31))
        }
        return numbers
    }()

    @Test("log2 is within 4e-5")
    func logarithm() {
        var errorMax = 0.0
        for lanes in inLanes(Self.numbers) {
            let result = FixedPoint.log2(lanes)
            for lane in 0..<laneCount {
                let exact = Foundation.log2(Double(max(1, lanes[lane])))
                errorMax = max(errorMax, abs(Double(result[lane]) / Self.one - exact))
            }
        }
        #expect(errorMax < 4e-5)
        // The bound is not slack by an order of magnitude.
        #expect(errorMax > 1e-5)
    }

    @Test("log2 is exact at powers of two, and 0 below 1")
    func powers() {
        for bit in 0..<Int32(31) {
            #expect(FixedPoint.log2(Int32(1) << bit) == bit << logarithmFractionBits)
        }
        for number in [Int32.min, -1, 0] { #expect(FixedPoint.log2(number) == 0) }
    }

    /// Twice the error bound is as far as a rounding polynomial may step back.
    @Test("log2 never falls by more than the bound")
    func monotone() {
        let allowed = Int32(4e-5 * Self.one)
        var ascending = Self.numbers.filter { $0 > 0 }.sorted()
        ascending += [Int32.max]
        var highest: Int32 = 0
        var isMonotone = true
        for lanes in inLanes(ascending.dropLast(ascending.count % laneCount)) {
            let result = FixedPoint.log2(lanes)
            for lane in 0..<laneCount {
                if result[lane] < highest - allowed { isMonotone = false }
                highest = max(highest, result[lane])
            }
        }
        #expect(isMonotone)
    }

    @Test("exp2 is within 3e-5 of the value, and one more for rounding down")
    func exponential() {
        var random = SplitMix64(seed: 2)
        var arguments: [Int32] = []
        for bit in 0..<Int32(31) {
            for step in Int32(-70)...70 { arguments.append((bit << 26) &+ step) }
        }
        for _ in 0..<20_000 { arguments.append(Int32.random(in: 0..<(31 << 26), using: &random)) }
        for lanes in inLanes(arguments) {
            let result = FixedPoint.exp2(lanes)
            for lane in 0..<laneCount where lanes[lane] >= 0 && lanes[lane] < 31 << 26 {
                let exact = Foundation.exp2(Double(lanes[lane]) / Self.one)
                #expect(
                    Double(result[lane]) <= exact * (1 + 3e-5)
                        && Double(result[lane]) > exact * (1 - 3e-5) - 1,
                    "2^(\(lanes[lane]) / 2^26) = \(exact), \(result[lane]) found")
            }
        }
    }

    @Test(
        "exp2 saturates above and vanishes below",
        arguments: [
            (31 << 26, Int32.max), (Int32.max, Int32.max), (0, 1), (30 << 26, 1 << 30),
            (-1 << 26, 0), (Int32.min, 0), (-64 << 20, 0),
        ] as [(Int32, Int32)])
    func exponentialEnds(argument: Int32, expected: Int32) {
        #expect(FixedPoint.exp2(Lanes(repeating: argument)) == Lanes(repeating: expected))
    }

    @Test("exp2 undoes log2")
    func roundTrip() {
        for lanes in inLanes(Self.numbers.filter { $0 > 16 }) {
            let back = FixedPoint.exp2(FixedPoint.log2(lanes))
            for lane in 0..<laneCount {
                let exact = Double(lanes[lane])
                #expect(abs(Double(back[lane]) - exact) <= exact * 6e-5 + 1)
            }
        }
    }
}
