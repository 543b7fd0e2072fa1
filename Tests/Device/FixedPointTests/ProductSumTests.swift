import TestSupport
import Testing

@testable import FixedPoint

/// Sums of products against 128-bit arithmetic, which cannot overflow here.
@Suite("Sums of products")
struct ProductSumTests {
    @Test("sum, floor and remainder agree with 128 bits", arguments: UInt64(0)..<4)
    func exact(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let start = random.lanes() & Lanes(repeating: Int32.max)
            let lanes = [random.lanes(), random.lanes(), random.lanes()]
            let factors = [random.number(), random.number(), random.number()]
            var sum = ProductSum(nonNegative: start)
            sum.add(lanes[0], times: factors[0])
            sum.subtract(lanes[1], times: factors[1])
            sum.subtract(lanes[2], times: factors[2])
            for lane in 0..<laneCount {
                let exact =
                    Int128(start[lane]) + Int128(lanes[0][lane]) * Int128(factors[0])
                    - Int128(lanes[1][lane]) * Int128(factors[1])
                    - Int128(lanes[2][lane]) * Int128(factors[2])
                // 64 bits wrap, and so do the 32 that are cut out of them.
                #expect(sum.floorOfQ30[lane] == Int32(truncatingIfNeeded: exact >> 30))
                #expect(Int128(sum.remainderOfQ30[lane]) == exact & ((1 << 30) - 1))
            }
        }
    }

    @Test("a lane times a fraction is rounded down", arguments: UInt64(10)..<12)
    func scaled(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<1_000 {
            let lanes = random.lanes()
            let fraction = random.number() & ((1 << 30) - 1)
            let result = lanes.scaled(byQ30: fraction)
            for lane in 0..<laneCount {
                #expect(
                    Int64(result[lane]) == (Int64(lanes[lane]) * Int64(fraction)) >> 30,
                    "\(lanes[lane]) x \(fraction) / 2^30")
            }
        }
    }

    @Test(
        "extremes",
        arguments: [
            (Int32.min, 1 << 30, Int32.min), (Int32.max, 1 << 30, Int32.max), (-1, 1, -1),
            (-1, 0, 0), (Int32.min, -(1 << 30) + 1, 2_147_483_646), (3, (1 << 30) / 3, 0),
        ] as [(Int32, Int32, Int32)])
    func extremes(value: Int32, fraction: Int32, expected: Int32) {
        #expect(
            Lanes(repeating: value).scaled(byQ30: fraction) == Lanes(repeating: expected))
    }
}
