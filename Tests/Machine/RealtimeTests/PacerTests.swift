import Realtime
import Testing

@Suite struct PacerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let rate: Ratio
        let speed: Ratio
        var testDescription: String {
            "\(rate.numerator)/\(rate.denominator) Hz at "
                + "\(speed.numerator)/\(speed.denominator)x"
        }

        /// Whether `nanoseconds` is the deadline of frame `index`: by cross-multiplication of
        /// `nanoseconds - 1 < index * 1e9 / (rate * speed) <= nanoseconds`, where nothing is rounded.
        func isDeadline(_ nanoseconds: Int64, ofFrame index: Int64) -> Bool {
            let below = Int128(rate.numerator) * Int128(speed.numerator)
            let exact =
                Int128(index) * 1_000_000_000 * Int128(rate.denominator)
                * Int128(speed.denominator)
            return Int128(nanoseconds - 1) * below < exact && exact <= Int128(nanoseconds) * below
        }

        /// A frame about `seconds` of the pacer's time after the start.
        func frame(after seconds: Int64) -> Int64 {
            Int64(
                Int128(seconds) * Int128(rate.numerator) * Int128(speed.numerator)
                    / (Int128(rate.denominator) * Int128(speed.denominator)))
        }
    }

    static let cases = [
        (512, 1, 1, 1), (2048, 1, 1, 1), (5000, 1, 4, 1), (400, 1, 1, 1), (256, 1, 1, 3),
        (16384, 41, 1, 1), (44_100, 1, 1, 1), (1_000_000, 999_983, 7, 5), (1000, 3, 25, 10),
        (100, 1, 1, 100),
    ].map { Case(rate: Ratio($0.0, $0.1), speed: Ratio($0.2, $0.3)) }

    static let hour: Int64 = 3600
    static let year: Int64 = 365 * 24 * 3600

    @Test(arguments: cases, [0, 1, hour, year, 10 * year])
    func deadlinesAreExactToTheNanosecond(_ pace: Case, seconds: Int64) {
        let start: Int64 = 123_456_789
        let pacer = Pacer(startNanoseconds: start, framesPerSecond: pace.rate, speed: pace.speed)
        let first = pace.frame(after: seconds)
        var previous: Int64 = -1
        for frame in first..<first + 1000 {
            let deadline = pacer.deadline(ofFrame: frame)
            #expect(pace.isDeadline(deadline - start, ofFrame: frame))
            #expect(deadline >= previous)
            previous = deadline
        }
    }

    /// Every hop of an hour: 16 frames at 2,048 Hz, and at a rate that no clock divides.
    @Test(arguments: [(2_048, 1), (16_384, 41)] as [(Int64, Int64)])
    func noErrorAddsUpOverAnHour(numerator: Int64, denominator: Int64) {
        let pacer = Pacer(startNanoseconds: 0, framesPerSecond: Ratio(numerator, denominator))
        let hopCount = numerator * Self.hour / denominator / 16
        var worst = 0.0
        for hop in 0...hopCount {
            let frame = hop * 16
            let exact = Double(frame) * Double(denominator) * 1e9 / Double(numerator)
            // A double holds an hour of nanoseconds to less than a thousandth of one.
            worst = max(worst, abs(Double(pacer.deadline(ofFrame: frame)) - exact))
        }
        #expect(worst < 1.001)
        #expect(
            pacer.deadline(ofFrame: numerator * Self.hour)
                == denominator * Self.hour * 1_000_000_000)
    }

    @Test func anHourAtFourTimesTheSpeedIsAQuarterOfAnHour() {
        let pacer = Pacer(startNanoseconds: 7, framesPerSecond: Ratio(512), speed: Ratio(4))
        #expect(pacer.deadline(ofFrame: 0) == 7)
        #expect(pacer.deadline(ofFrame: 512 * Self.hour) == 900_000_000_000 + 7)
    }

    @Test func sleepingNeverWakesEarly() {
        let pacer = Pacer(startNanoseconds: MonotonicClock.now, framesPerSecond: Ratio(10_000))
        for frame in 0..<50 as Range<Int64> {
            #expect(pacer.sleep(untilFrame: frame) >= 0)
            #expect(MonotonicClock.now >= pacer.deadline(ofFrame: frame))
        }
    }

    /// A frame that was due long ago is not slept for; all of the delay counts as lateness.
    @Test func aMissedDeadlineIsReportedInFull() {
        let start = MonotonicClock.now - 5_000_000_000
        let pacer = Pacer(startNanoseconds: max(start, 0), framesPerSecond: Ratio(1))
        #expect(pacer.sleep(untilFrame: 1) >= min(start, 0) + 4_000_000_000 - 1)
    }

    @Test func misuseTraps() async {
        await #expect(processExitsWith: .failure) { _ = Ratio(0, 1) }
        await #expect(processExitsWith: .failure) { _ = Ratio(1, -1) }
        await #expect(processExitsWith: .failure) {
            _ = Pacer(startNanoseconds: 0, framesPerSecond: Ratio(1, .max), speed: Ratio(1, .max))
        }
        await #expect(processExitsWith: .failure) {
            let pacer = Pacer(startNanoseconds: 0, framesPerSecond: Ratio(1))
            _ = pacer.deadline(ofFrame: .max)
        }
        await #expect(processExitsWith: .failure) {
            let pacer = Pacer(startNanoseconds: 0, framesPerSecond: Ratio(1))
            _ = pacer.deadline(ofFrame: -1)
        }
    }
}
