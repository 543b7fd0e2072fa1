import ClosedLoop
import TestSupport
import Testing

/// Frames and microseconds against 128-bit arithmetic.
@Suite("Frame clock")
struct FrameClockTests {
    private static let rates: [(Int64, Int64)] = [
        (100, 1), (256, 1), (5_000, 1), (16_384, 41), (1_000, 3), (2_000_000_011, 2_147),
        (FrameClock.numeratorMax, FrameClock.denominatorMax), (1, 1), (1, 2_147),
        (FrameClock.numeratorMax, 1),
    ]

    @Test("instant of a frame and first frame at an instant are exact", arguments: rates)
    func exact(rate: (Int64, Int64)) {
        let clock = FrameClock(rateNumerator: rate.0, rateDenominator: rate.1)
        let (numerator, denominator) = (Int128(rate.0), Int128(rate.1))
        var random = SplitMix64(seed: UInt64(rate.0))
        for _ in 0..<2_000 {
            let wanted = Int64(random.next() >> 2) >> Int64(random.next() % 62)
            // Both stay below 2^62.
            let frame = Int64(
                min(Int128(wanted), ((1 << 62) - 1) * numerator / (denominator * 1_000_000)))
            let tick = clock.tick(ofFrame: frame)
            #expect(Int128(tick) == Int128(frame) * denominator * 1_000_000 / numerator)

            let instant = Int64(
                min(Int128(wanted), ((1 << 62) - 1) * denominator * 1_000_000 / numerator))
            let first = clock.firstFrame(atOrAfter: instant)
            let scale = denominator * 1_000_000
            #expect(Int128(first) == (Int128(instant) * numerator + scale - 1) / scale)
        }
    }

    @Test("the first frame at a frame's instant is that frame where frames are a microsecond apart")
    func roundTrip() {
        let clock = FrameClock(rateNumerator: 16_384, rateDenominator: 41)
        for frame in (0..<5_000).map({ Int64($0) * 1_234_577 }) {
            let tick = clock.tick(ofFrame: frame)
            // The instant is rounded down, so the frame lies at it or within a microsecond after.
            #expect(clock.firstFrame(atOrAfter: tick) == frame)
            #expect(clock.firstFrame(atOrAfter: tick + 1) <= frame + 1)
        }
    }

    @Test("a rate without sense is a trap")
    func misuse() async {
        await #expect(processExitsWith: .failure) {
            _ = FrameClock(rateNumerator: 0, rateDenominator: 1)
        }
        await #expect(processExitsWith: .failure) {
            _ = FrameClock(rateNumerator: 256, rateDenominator: FrameClock.denominatorMax + 1)
        }
        await #expect(processExitsWith: .failure) {
            _ = FrameClock(rateNumerator: FrameClock.numeratorMax + 1, rateDenominator: 1)
        }
    }
}
