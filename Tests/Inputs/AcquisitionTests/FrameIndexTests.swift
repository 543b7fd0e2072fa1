import TestSupport
import Testing

@testable import Acquisition

/// A device in simulated time, and a reader as the engine is one: every frame counted once.
@Suite("Frames on one index")
struct FrameIndexTests {
    private let grant = StreamGrant(
        format: .s16, channels: 1, rateHertz: 1_000, periodFrames: 2, bufferFrames: 250)

    /// Reads a device for so long, period by period, stamped by `stamp`.
    private func read(
        _ index: inout FrameIndex, from start: Int64, milliseconds: Int64, suspended: Int64 = 0,
        stamp: (Int64) -> Int64? = { $0 - 100_000 }
    ) -> [CaptureReport.Gap] {
        var gaps: [CaptureReport.Gap] = []
        for step in stride(from: Int64(2), through: milliseconds, by: 2) {
            let now = start + step * 1_000_000 + 50_000
            let position = StreamPosition(nanoseconds: now, stampNanoseconds: stamp(now), frames: 2)
            if let gap = index.observe(position, suspended: suspended) { gaps.append(gap) }
            _ = index.read(2)
            index.made(index.wholeFrames)
        }
        return gaps
    }

    private func resume(
        _ index: inout FrameIndex, at now: Int64, begun: Int64, suspended: Int64 = 0
    ) -> CaptureReport.Gap? {
        index.note(suspended: suspended)
        var resumed = ResumedIndex(.overrun, rateHertz: 1_000)
        for step in 0..<100 {
            let now = now + Int64(step) * resumed.pauseNanoseconds
            let position = StreamPosition(
                nanoseconds: now, stampNanoseconds: nil, frames: Int((now - begun) / 1_000_000))
            if let found = resumed.take(position, index) {
                return index.skip(to: found, because: resumed.cause)
            }
        }
        return nil
    }

    @Test(
        "a loss is what the clock says, wherever the device begins again", arguments: [20, 1_502])
    func overrun(lost: Int64) throws {
        var index = FrameIndex(grant, RateConversion(averaging: 1), gapFramesMin: 20)
        #expect(read(&index, from: 0, milliseconds: 3_000).isEmpty)
        let begun = (3_000 + lost) * 1_000_000
        let gap = try #require(resume(&index, at: begun, begun: begun))
        #expect(gap.firstFrame == 3_000 && gap.deviceFramesLost == lost && gap.frames == lost)
        #expect(index.nextFrame == 3_000 + lost)
    }

    /// A layer that asks twice stamps its first answer, and is kept from the second by the scheduler.
    @Test("frames that come while a device is asked are not taken for early ones")
    func askedTwice() throws {
        var index = FrameIndex(grant, RateConversion(averaging: 1), gapFramesMin: 20)
        #expect(read(&index, from: 0, milliseconds: 3_000).isEmpty)
        let begun: Int64 = 3_100_000_000
        var resumed = ResumedIndex(.overrun, rateHertz: 1_000)
        var gap: CaptureReport.Gap?
        for step in 0..<100 where gap == nil {
            let stamp = begun + Int64(step) * resumed.pauseNanoseconds
            let kept: Int64 = step == 20 ? 1_600_000 : 0
            let position = StreamPosition(
                nanoseconds: stamp + kept, stampNanoseconds: stamp,
                counted: Int((stamp - begun) / 1_000_000),
                delayed: Int((stamp + kept - begun) / 1_000_000), areOfOneMoment: false)
            if let found = resumed.take(position, index) {
                gap = index.skip(to: found, because: resumed.cause)
            }
        }
        #expect(gap?.deviceFramesLost == 100)
    }

    /// The clock's seconds begin at 2 ms: also where one has nothing but frames after the loss.
    @Test(
        "frames that vanish without a word teach the clock no other rate",
        arguments: [10_000, 10_002, 10_004, 10_500])
    func vanished(milliseconds: Int64) throws {
        var index = FrameIndex(grant, RateConversion(averaging: 1), gapFramesMin: 20)
        #expect(read(&index, from: 0, milliseconds: milliseconds).isEmpty)
        let start = (milliseconds + 900) * 1_000_000
        let gaps = read(&index, from: start, milliseconds: 5_000)
        #expect(gaps.map(\.deviceFramesLost) == [900])
        let begun = start + 8_000_000_000
        let gap = try #require(resume(&index, at: begun, begun: begun))
        #expect(gap.deviceFramesLost == 3_000)
        #expect(abs(index.clock.driftPartsPerMillion ?? 0) < 1)
    }

    @Test("an instant between two frames is not moved to one", arguments: [0, 7_001, 7_500, 7_999])
    func between(microseconds: Int64) {
        var index = FrameIndex(grant, RateConversion(averaging: 1), gapFramesMin: 20)
        #expect(read(&index, from: 0, milliseconds: 3_000) { _ in nil }.isEmpty)
        let time = index.nanoseconds(ofMicroseconds: microseconds, from: 40)
        #expect(abs(time - index.nanoseconds(ofFrames: 40) - microseconds * 1_000) <= 1)
    }

    @Test("the time that the machine was suspended counts")
    func suspended() throws {
        var index = FrameIndex(grant, RateConversion(averaging: 1), gapFramesMin: 20)
        #expect(read(&index, from: 0, milliseconds: 3_000).isEmpty)
        let gap = try #require(
            resume(
                &index, at: 3_100_000_000, begun: 3_100_000_000, suspended: 60_000_000_000))
        #expect(gap.deviceFramesLost == 60_100)
        let first = index.nanoseconds(ofFrames: 63_100)
        #expect(abs(first - 3_100_000_000) < 2_000_000, "\(first)")
    }

    @Test("a stamp that stands still, or is of another clock, makes no gap", arguments: [0, 1, 2])
    func stamps(kind: Int) {
        var index = FrameIndex(grant, RateConversion(averaging: 1), gapFramesMin: 20)
        let gaps = read(&index, from: 0, milliseconds: 10_000) { now in
            let honest = now - 100_000
            return switch kind {
            case 0: min(honest, 3_000_000_000)
            case 1: now < 3_000_000_000 ? honest : honest - 500_000_000
            default: now / 2
            }
        }
        #expect(gaps.isEmpty && index.nextFrame == 10_000)
    }

    @Test(
        "given is read and lost, whatever is lost and how the loop's frames are made",
        arguments: [1, 4, 48, 480, 441])
    func ledger(ratio: Int) throws {
        var noise = SplitMix64(seed: UInt64(ratio))
        // From 441 to 10, and from 480 to 10, by a filter.
        let conversion = try #require(
            ratio < 400
                ? RateConversion(averaging: ratio)
                : RateConversion(deviceHertz: ratio * 100, loopHertz: 1_000))
        for _ in 0..<200 {
            var index = FrameIndex(grant, conversion, gapFramesMin: 20)
            var ledger = FrameLedger()
            // Of the device: each frame is in one of the loop, set aside or lost.
            var used: Int64 = 0
            var lost: Int64 = 0
            for _ in 0..<50 {
                _ = index.read(.random(in: 0...200, using: &noise))
                let frames = index.wholeFrames
                ledger.read += Int64(frames)
                used += Int64(index.made(frames))
                #expect(
                    index.readIndex
                        == used + lost + index.framesSetAside + Int64(index.heldFrames))
                guard Int.random(in: 0..<5, using: &noise) == 0 else { continue }
                let before = index.readIndex
                // A clock may be a few frames early.
                let wanted = before + .random(in: -3...3_000, using: &noise)
                let gap = index.skip(to: wanted, because: .overrun)
                #expect(gap.deviceFramesLost == max(0, wanted - before))
                #expect(wanted < before || index.readIndex == wanted)
                lost += index.readIndex - before
                ledger.lost += gap.frames
            }
            ledger.given = index.nextFrame
            #expect(ledger.isBalanced)
        }
    }
}
