import TestSupport
import Testing

@testable import Acquisition

/// Observations of a device that truly runs at some other rate, each late by what a seeded generator
/// says. No clock of the machine is asked.
struct ObservedDevice {
    var rateHertz: Double
    var driftPartsPerMillion: Double
    var periodFrames: Int64
    /// Most that an observation is late, besides the frame under way; one in `honestEvery` is not.
    var latenessNanoseconds: Double
    var honestEvery = 5
    var startNanoseconds = 5_000_000_000.0

    var trueNanosecondsPerFrame: Double { 1e9 / (rateHertz * (1 + driftPartsPerMillion * 1e-6)) }

    func trueNanoseconds(ofFrames frames: Int64) -> Double {
        startNanoseconds + Double(frames) * trueNanosecondsPerFrame
    }

    func observe(_ clock: inout DeviceClock, seconds: Int, seed: UInt64) {
        var noise = SplitMix64(seed: seed)
        let count = Int64(Double(seconds) * rateHertz) / periodFrames
        for index in 1...count {
            let wanted = index * periodFrames
            let isHonest = index % Int64(honestEvery) == 0
            let late = isHonest ? 0 : Double.random(in: 0...latenessNanoseconds, using: &noise)
            let now = trueNanoseconds(ofFrames: wanted) + late
            // The device answers with what is complete by then.
            let there = ((now - startNanoseconds) / trueNanosecondsPerFrame).rounded(.down)
            clock.observe(frames: Int64(there), nanoseconds: Int64(now.rounded(.up)))
        }
    }
}

@Suite("A device's clock against ours")
struct DeviceClockTests {
    @Test(
        "drift is found to 2 ppm within a minute, times to 50 µs, whatever is late",
        arguments: [250.0, 1_000, 4_096, 48_000], [-200.0, 0, 35, 1_000])
    func drift(rate: Double, drift: Double) throws {
        let device = ObservedDevice(
            rateHertz: rate, driftPartsPerMillion: drift,
            periodFrames: max(1, Int64(rate / 125)), latenessNanoseconds: 3_000_000)
        var clock = DeviceClock(rateHertz: rate)
        device.observe(&clock, seconds: 60, seed: UInt64(rate) + UInt64(drift + 300))
        let found = try #require(clock.driftPartsPerMillion)
        #expect(abs(found - drift) < 2, "\(found) ppm")
        let frames = Int64(60 * rate)
        let error =
            Double(clock.nanoseconds(ofFrames: frames)) - device.trueNanoseconds(ofFrames: frames)
        #expect(abs(error) < 50_000, "\(error) ns")
    }

    @Test("an index comes back from its time")
    func roundTrip() {
        let device = ObservedDevice(
            rateHertz: 1_000, driftPartsPerMillion: 60, periodFrames: 8,
            latenessNanoseconds: 500_000)
        var clock = DeviceClock(rateHertz: 1_000)
        device.observe(&clock, seconds: 30, seed: 3)
        for frames in stride(from: Int64(0), to: 100_000, by: 777) {
            let time = clock.nanoseconds(ofFrames: frames)
            #expect(abs(clock.frames(atNanoseconds: time) - Double(frames)) < 1e-3)
        }
    }

    @Test("no time is later than what was observed")
    func lowerEdge() {
        var clock = DeviceClock(rateHertz: 500)
        let device = ObservedDevice(
            rateHertz: 500, driftPartsPerMillion: -80, periodFrames: 4,
            latenessNanoseconds: 2_000_000)
        var noise = SplitMix64(seed: 11)
        for index in Int64(1)...20_000 {
            let now =
                device.trueNanoseconds(ofFrames: index * 4)
                + Double.random(in: 0...2_000_000, using: &noise)
            clock.observe(frames: index * 4, nanoseconds: Int64(now))
            #expect(clock.nanoseconds(ofFrames: index * 4) <= Int64(now) + 1)
        }
    }

    @Test("no drift is claimed before there is enough to see it")
    func early() {
        var clock = DeviceClock(rateHertz: 1_000)
        #expect(!clock.isUsable)
        let device = ObservedDevice(
            rateHertz: 1_000, driftPartsPerMillion: 10, periodFrames: 8,
            latenessNanoseconds: 100_000)
        device.observe(&clock, seconds: 5, seed: 1)
        #expect(clock.driftPartsPerMillion == nil)
        #expect(clock.isUsable)
    }
}
