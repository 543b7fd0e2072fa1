import ClosedLoop
import Testing

@testable import Recordings

/// Times of frames over a day, from a header's decimals to the loop's clock.
@Suite struct FrameTimeTests {
    @Test func theReaderKnowsTheClocksLimits() {
        #expect(Limits.rateNumeratorMax == FrameClock.numeratorMax)
        #expect(Limits.rateDenominatorMax == FrameClock.denominatorMax)
    }

    /// Samples in an interval.
    static let stated: [(Int64, String)] = [
        (1_000_000, "833.3333333333334"), (1_000_000, "1000.5882352941176"),
        (1_000_000, "2502.44140625"), (999, "0.999588"), (500, "1.000186"), (926, "10"),
        (2500, "27"), (1000, "3"), (64, "1"), (50, "1"), (5000, "1"), (2034, "0.999588"),
    ]

    @Test(arguments: stated)
    func timesStayExactOverADay(samples: Int64, interval: String) throws {
        let number = try #require(DecimalNumber(parsing: interval))
        let stated = try #require(StatedRate(samples: samples, in: number))
        let rate = stated.rate
        let clock = FrameClock(rateNumerator: rate.numerator, rateDenominator: rate.denominator)
        let dayFrames = Int64(86_400 * rate.samplesPerSecond)
        for frame in stride(from: 0, through: dayFrames, by: 997) {
            // The instant itself, in integers: no error grows with the frames.
            let exact = Int128(frame) * Int128(rate.denominator) * 1_000_000
            #expect(Int128(clock.tick(ofFrame: frame)) == exact / Int128(rate.numerator))
            // What a reader calls a frame is the same frame at any hour.
            #expect(rate.frameIndex(atSeconds: rate.seconds(ofFrame: frame)) == frame)
            #expect(clock.firstFrame(atOrAfter: clock.tick(ofFrame: frame) + 1) == frame + 1)
        }
        // Against the header: off by what the warning says and no more.
        let off = rate.seconds(ofFrame: dayFrames) - Double(dayFrames) / stated.statedHertz
        #expect(abs(off) <= abs(stated.deviationPPM) * 1e-6 * 86_400 + 1e-6)
        #expect(abs(off) <= 86_400 * 4.7e-6)
        #expect(stated.warning != nil || abs(off) <= 86_400 * 0.1e-6)
    }
}
