import ClosedLoop
import Detection
import FixedPoint
import TestSupport
import Testing

/// The same frames give the same decisions, however they are split.
@Suite("Block sizes")
struct DeterminismTests {
    /// 8 s of 100 Hz: a seizure on most channels with therapies, a channel at the rail, a gap of a
    /// second, and a fault of the caller's.
    private struct Course {
        let plan: LoopPlan
        let before: [CountLanes]
        let after: [CountLanes]
        static let gapFrames = 137
        static let failFrame = 763

        init() throws {
            let yaml = quickSettings.replacing(
                "detector:", with: "detector:\n  hopMilliseconds: 40")
            plan = try planned(yaml, rate: 100, channelCount: 7)
            let signal = { (range: Range<Int>) in
                frames(range, channelCount: 7) { channel, frame in
                    let isSeizure = (150..<340).contains(frame) || (560..<760).contains(frame)
                    let level = isSeizure && channel < 5 ? 3_000 : 300
                    if channel == 6, (100..<150).contains(frame) { return 32_767 }
                    return hiss(channel, frame, amplitude: level)
                }
            }
            before = signal(0..<433)
            after = signal(433..<760)
        }

        /// `sizes` gives the frames of each block in turn.
        func run(
            _ sizes: inout some IteratorProtocol<Int>, keepsReadings: Bool = false
        ) -> LoopRun {
            let run = LoopRun(plan, keepsReadings: keepsReadings)
            feed(before, from: 0, run, &sizes)
            feed(after, from: before.count + Self.gapFrames, run, &sizes)
            run.finish()
            return run
        }

        private func feed(
            _ frames: [CountLanes], from firstFrame: Int, _ run: LoopRun,
            _ sizes: inout some IteratorProtocol<Int>
        ) {
            var place = 0
            while place < frames.count {
                var count = min(sizes.next() ?? 1, frames.count - place)
                // The caller's fault comes at a frame, not at a block's end.
                let untilFault = Self.failFrame - firstFrame - place
                if untilFault > 0 { count = min(count, untilFault) }
                if untilFault == 0 { run.fail(.ringOverrun) }
                run.feed(
                    Array(frames[place..<place + count]), firstFrame: Int64(firstFrame + place))
                place += count
            }
        }
    }

    private struct Same: IteratorProtocol {
        let size: Int
        mutating func next() -> Int? { size }
    }

    private struct Random: IteratorProtocol {
        var generator: SplitMix64
        let largest: Int
        mutating func next() -> Int? { Int.random(in: 1...largest, using: &generator) }
    }

    @Test("the course holds what may go wrong")
    func course() throws {
        var sizes = Same(size: 64)
        let run = try Course().run(&sizes, keepsReadings: true)
        let states = Set(run.decisions.map(\.state))
        #expect(states == [.holdOff, .watching, .inEpisode, .blanked, .settling, .safe])
        let reasons = Set(run.decisions.map(\.safeStateReason))
        #expect(reasons == [.none, .recordingGap, .ringOverrun])
        #expect(run.therapies.count >= 3)
        #expect(run.pulses.count >= 60)
        #expect(run.decisions.contains { $0.change == .termination })
        #expect(run.readings.contains { $0[0][6].faults != 0 })
    }

    @Test("blocks of 1 to 512 frames give the same decisions", arguments: 0..<16)
    func allSizes(part: Int) throws {
        let course = try Course()
        var whole = Same(size: 1_000)
        let expected = course.run(&whole)
        for size in stride(from: part + 1, through: 512, by: 16) {
            var sizes = Same(size: size)
            let run = course.run(&sizes)
            #expect(run.loop.decisionHash == expected.loop.decisionHash, "block size \(size)")
            #expect(run.decisions.count == expected.decisions.count)
            #expect(run.pulses == expected.pulses)
        }
    }

    @Test("so do random splits", arguments: UInt64(0)..<16)
    func randomSplits(seed: UInt64) throws {
        let course = try Course()
        var whole = Same(size: 1_000)
        var random = Random(
            generator: SplitMix64(seed: seed), largest: [3, 17, 300][Int(seed % 3)])
        #expect(course.run(&random).loop.decisionHash == course.run(&whole).loop.decisionHash)
    }

    @Test("another signal gives another hash")
    func hashSeesTheSignal() throws {
        let plan = try planned(quickSettings, rate: 100, channelCount: 7)
        var hashes: Set<UInt64> = []
        for changed in 0..<8 {
            let run = LoopRun(plan)
            // One sample of one channel differs by a few microvolts.
            run.feed(
                frames(0..<200, channelCount: 7) { channel, frame in
                    hiss(channel, frame, amplitude: 300)
                        + (frame == 150 && channel == changed ? 40 : 0)
                })
            hashes.insert(run.loop.decisionHash)
        }
        #expect(hashes.count == 8)
    }
}
