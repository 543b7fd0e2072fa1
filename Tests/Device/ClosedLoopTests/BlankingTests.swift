import ClosedLoop
import Detection
import FixedPoint
import Stimulation
import Testing

/// What happens while a train runs, and until the amplifier has recovered, is not seen.
@Suite("Blanking")
struct BlankingTests {
    private static let rate = 250
    private static let frameCount = 3_000

    private static func background(_ channel: Int, _ frame: Int) -> Int {
        hiss(channel, frame, amplitude: (600..<1_100).contains(frame) ? 4_000 : 400)
    }

    /// Frames in which a train of `run` hides the input, from its own responses and plan.
    private static func blanked(_ run: LoopRun, _ plan: LoopPlan) -> [Range<Int>] {
        run.decisions.compactMap { decision in
            guard case .started(let index, let start) = decision.response else { return nil }
            let train = plan.stimulation.therapies.therapy(Int(index)).trainMicroseconds
            let end = start + train + Int64(plan.stimulation.timing.blankingMicroseconds)
            let frame = { (instant: Int64) in Int((instant * Int64(rate) + 999_999) / 1_000_000) }
            return frame(start)..<frame(end)
        }
    }

    private static func run(
        _ plan: LoopPlan, _ count: (Int, Int) -> Int
    ) -> LoopRun {
        let run = LoopRun(plan)
        run.feed(frames(0..<frameCount, channelCount: 6, count))
        run.finish()
        return run
    }

    @Test("an artifact of full scale in the blanked frames changes nothing at all")
    func artifact() throws {
        let plan = try planned(quickSettings, rate: Self.rate, channelCount: 6)
        let clean = Self.run(plan, Self.background)
        let ranges = Self.blanked(clean, plan)
        #expect(ranges.count >= 2)
        let artifact = Self.run(plan) { channel, frame in
            ranges.contains { $0.contains(frame) }
                ? (frame % 2 == 0 ? 32_767 : -32_767) : Self.background(channel, frame)
        }
        #expect(artifact.loop.decisionHash == clean.loop.decisionHash)
        #expect(artifact.onsets == clean.onsets)

        // One frame later is seen. One earlier lies in a hop that is dropped, two do not.
        for shift in [-2, 1] {
            let shifted = Self.run(plan) { channel, frame in
                ranges.contains { $0.contains(frame - shift) }
                    ? (frame % 2 == 0 ? 32_767 : -32_767) : Self.background(channel, frame)
            }
            #expect(shifted.loop.decisionHash != clean.loop.decisionHash)
        }
    }

    @Test("hops with a blanked frame are not measured, then the detector settles")
    func states() throws {
        let plan = try planned(quickSettings, rate: Self.rate, channelCount: 6)
        let run = Self.run(plan, Self.background)
        let ranges = Self.blanked(run, plan)
        let hopFrames = Int(plan.detection.hopFrames)
        var settling = 0
        for decision in run.decisions where decision.hop >= Int64(plan.detection.holdOffHops) {
            let hop = Int(decision.endFrame) - hopFrames..<Int(decision.endFrame)
            let isBlanked = ranges.contains { $0.overlaps(hop) }
            #expect((decision.state == .blanked) == isBlanked)
            #expect(decision.isMeasured == !isBlanked)
            if isBlanked { settling = Int(plan.detection.settleHops) }
            if isBlanked || settling > 0 { #expect(decision.change == .none) }
            if !isBlanked, settling > 0 {
                #expect(decision.state == .settling)
                settling -= 1
            } else if !isBlanked {
                #expect(decision.state == .watching || decision.state == .inEpisode)
            }
        }
    }

    @Test("an offset that differs after a burst is not seen either", arguments: [-9_000, 15_000])
    func offset(offset: Int) throws {
        let plan = try planned(quickSettings, rate: Self.rate, channelCount: 6)
        let clean = Self.run(plan, Self.background)
        let last = try #require(Self.blanked(clean, plan).last)
        let stepped = Self.run(plan) { channel, frame in
            Self.background(channel, frame) + (frame >= last.lowerBound + 3 ? offset : 0)
        }
        // The filters settle at the first sample's value, and a constant does not pass them: levels,
        // trends and decisions are the same bit for bit.
        #expect(stepped.loop.decisionHash == clean.loop.decisionHash)
    }
}
