import TestSupport
import Testing

@testable import Acquisition

@Suite("The rate that a device claims")
struct RateWatchTests {
    /// A device whose true rate is `share` of 1,000 Hz, asked every 2 ms, up to 1 ms late, losing
    /// `jump` frames without a word at 2.5 s until they are noticed 0.75 s later.
    private func watched(share: Double, seconds: Int, jump: Int64 = 0) -> RateWatch {
        var watch = RateWatch(rateHertz: 1_000, periodSeconds: 0.002)
        var noise = SplitMix64(seed: 11)
        for step in 0..<Int64(seconds * 500) where !watch.isWrong {
            let now = step * 2_000_000
            let late = Int64.random(in: 0...1_000_000, using: &noise)
            var frames = Int64(Double(now) * 1e-6 * share)
            if (2_500_000_000..<3_250_000_000).contains(now) { frames -= jump }
            watch.observe(frames: frames, nanoseconds: now + late)
        }
        return watch
    }

    @Test("a device at its rate is left alone", arguments: [1, 1.0003, 0.9997])
    func right(share: Double) {
        let watch = watched(share: share, seconds: 20)
        #expect(watch.measuredHertz == nil && !watch.isWrong)
    }

    @Test(
        "one beyond 2 % is refused with its rate", arguments: [0.5, 0.9188, 0.97, 1.03, 1.0884, 2])
    func wrong(share: Double) throws {
        let watch = watched(share: share, seconds: 6)
        #expect(watch.isWrong)
        let measured = try #require(watch.measuredHertz)
        #expect(abs(measured - share * 1_000) < (share < 1.5 ? 5 : 1_000), "\(measured)")
    }

    @Test("one beyond 1,000 ppm is warned of", arguments: [0.997, 1.003, 1.01])
    func warned(share: Double) throws {
        let watch = watched(share: share, seconds: 8)
        #expect(!watch.isWrong)
        #expect(abs(try #require(watch.measuredHertz) - share * 1_000) < 1)
    }

    @Test("a loss is no other rate", arguments: [64, 150, 1_000])
    func loss(frames: Int64) {
        #expect(!watched(share: 1, seconds: 20, jump: frames).isWrong)
    }

    @Test("frames without end, as ALSA's null device gives them, are refused at once")
    func endless() {
        var watch = RateWatch(rateHertz: 1_000, periodSeconds: 0.002)
        for step in 0..<1_000 { watch.observe(frames: Int64(step) * 2, nanoseconds: Int64(step)) }
        #expect(watch.isWrong)
    }
}
