import TestSupport
import Testing

@testable import Recordings

/// Rates that headers state in decimals, as fractions that the loop's clock can hold.
@Suite struct StatedRateTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Samples in an interval, the fraction read, and whether a deviation has to be said.
    @Test(arguments: [
        (1_000_000, "833.3333333333334", 1200, 1, false),
        (1_000_000, "3333.3333333333335", 300, 1, false),
        (1_000_000, "666.666666666667", 1500, 1, false),
        (1_000_000, "714.2857142857142857142857", 1400, 1, false),
        (1_000_000, "1e3", 1000, 1, false), (1_000_000, "2502.44140625", 16384, 41, false),
        (1_000_000, "10799.136069114471", 463, 5, false), (1_000_000, "3000", 1000, 3, false),
        (926, "10", 463, 5, false), (2500, "27", 2500, 27, false), (1137, "1.137", 1000, 1, false),
        (1, "0.002", 500, 1, false), (64, "1", 64, 1, false), (1, "1", 1, 1, false),
        (1, "30", 1, 30, false), (100, ".333333", 644101, 2147, true),
    ])
    func isTheFractionMeant(
        samples: Int64, interval: String, numerator: Int64, denominator: Int64, isSaid: Bool
    ) throws {
        let number = try #require(DecimalNumber(parsing: interval))
        let stated = try #require(StatedRate(samples: samples, in: number))
        #expect(stated.rate == SamplingRate(numerator: numerator, denominator: denominator))
        #expect((stated.warning != nil) == isSaid)
    }

    @Test(arguments: ["0", "-1", "1e-18"])
    func anIntervalOfNothingIsNoRate(interval: String) throws {
        let number = try #require(DecimalNumber(parsing: interval))
        #expect(StatedRate(samples: number.mantissa > 0 ? 0 : 100, in: number) == nil)
    }

    /// No fraction whose terms the clock can hold lies nearer, by looking at all of them.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func noFractionIsNearer(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let samples = Int64.random(in: 1...100_000, using: &generator)
        let hertz = Double.random(in: 50...5000, using: &generator)
        let text = "\((Double(samples) / hertz * 1e6).rounded() / 1e6)"
        guard let interval = DecimalNumber(parsing: text),
            let stated = StatedRate(samples: samples, in: interval)
        else { return }
        let exact = Double(samples) / interval.value
        let error = abs(stated.rate.samplesPerSecond - exact)
        let best =
            (1...Limits.rateDenominatorMax).map { denominator in
                abs((exact * Double(denominator)).rounded() / Double(denominator) - exact)
            }.min() ?? 0
        #expect(error <= best + 1e-9 * exact, "seed \(seed): \(samples) in \(text) s")
        #expect(abs(stated.deviationPPM) <= 4.7, "seed \(seed)")
        #expect((stated.warning != nil) == (abs(stated.deviationPPM) > 0.1), "seed \(seed)")
    }

    /// Two large collections state such records; the deviation stands in the warnings.
    @Test(arguments: [("0.999588", 999, 999 / 0.999588), ("1.000186", 500, 500 / 1.000186)])
    func recordsOfOddDurationAreRead(duration: String, samples: Int, hertz: Double) throws {
        var builder = EDFBuilder.plain()
        builder.recordDuration = duration
        for index in builder.signals.indices {
            builder.signals[index].samplesPerRecord = "\(samples)"
        }
        let recording = try Recording(opening: folder.write(builder.bytes, to: "a.edf"))
        #expect(abs(recording.channels[0].samplesPerSecond / hertz - 1) < 4.7e-6)
        #expect(try readAll(recording, channels: [0, 1]).frames.count == 2 * samples)
        let isExact = abs(recording.channels[0].samplesPerSecond / hertz - 1) < 1e-7
        #expect(recording.warnings.isEmpty == isExact)
    }
}
