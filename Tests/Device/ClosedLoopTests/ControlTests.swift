import ClosedLoop
import Detection
import FixedPoint
import Planning
import Stimulation
import Testing

/// What a person may change between two hops of a loop under way.
@Suite("Control") struct ControlTests {
    private static let rate = 250

    private static func signal(_ frames: Range<Int>) -> [CountLanes] {
        ClosedLoopTests.frames(frames, channelCount: 4) { channel, frame in
            hiss(channel, frame, amplitude: frame >= 500 ? 5_000 : 400)
        }
    }

    @Test("while stimulation is suspended the train is cut and none starts, but detection goes on")
    func suspended() throws {
        let yaml = quickSettings.replacing("longTermSeconds: 10", with: "longTermSeconds: 1000")
        let run = LoopRun(try planned(yaml, rate: Self.rate, channelCount: 4))
        var frame = 0
        while run.therapies.isEmpty {
            run.feed(Self.signal(frame..<frame + 1))
            frame += 1
        }
        // At 4 ms a frame, 2 ms before the first pulse: its first few are out by then.
        run.feed(Self.signal(frame..<frame + 3))
        let before = run.decisions.count
        run.setSuspended(true)
        run.feed(Self.signal(frame + 3..<frame + 1_000))
        #expect(!run.pulses.isEmpty && run.pulses.count < 40)
        let given = run.pulses.count
        #expect(run.loop.ledger.therapies == 1 && run.loop.ledger.netPicocoulombs == 0)
        let answers = run.decisions[before...]
        #expect(answers.allSatisfy { $0.state != .safe })
        #expect(answers.contains { $0.response == .refused(.suspended, isRepeated: false) })
        #expect(answers.last?.state == .inEpisode)
        run.setSuspended(false)
        run.feed(Self.signal(frame + 1_000..<frame + 2_000))
        #expect(run.loop.ledger.therapies > 1 && run.pulses.count > given)
        #expect(run.loop.ledger.netPicocoulombs == 0)
    }

    @Test("of a train that is cut so, pulses that a device was given are issued whole")
    func committed() throws {
        let yaml = quickSettings.replacing("longTermSeconds: 10", with: "longTermSeconds: 1000")
        let plan = try planned(yaml, rate: Self.rate, channelCount: 4)
        let run = LoopRun(plan)
        var frame = 0
        while run.therapies.isEmpty {
            run.feed(Self.signal(frame..<frame + 1))
            frame += 1
        }
        run.feed(Self.signal(frame..<frame + 3))
        let now = plan.clock.tick(ofFrame: Int64(frame + 3))
        run.commit(pulsesBefore: now + 20_000)
        run.setSuspended(true)
        run.feed(Self.signal(frame + 3..<frame + 500))
        let later = run.pulses.filter { $0.startMicroseconds >= now }
        #expect(!later.isEmpty && later.allSatisfy { $0.startMicroseconds < now + 20_000 })
        #expect(
            run.pulses.allSatisfy { $0.firstPhaseMicroseconds == $0.secondPhaseMicroseconds })
        #expect(run.loop.ledger.pulsesCut == 0 && run.loop.ledger.netPicocoulombs == 0)
        #expect(run.loop.ledger.therapies == 1)
    }

    @Test("other thresholds hold from the next hop's end on, and change nothing else")
    func thresholds() throws {
        let low = try planned(quickSettings, rate: Self.rate, channelCount: 4)
        let high = try planned(
            quickSettings.replacing("thresholdPercent: 300", with: "thresholdPercent: 90000"),
            rate: Self.rate, channelCount: 4)
        let signal = Self.signal(0..<1_000)
        let hop = Int(low.detection.hopFrames)
        let edge = 510 / hop * hop
        let asPlanned = LoopRun(low)
        asPlanned.feed(signal)
        let changed = LoopRun(low)
        let groups = changed.loop.groupCount
        changed.feed(Array(signal[..<(edge * groups)]))
        changed.set(DetectionThresholds(high.detection))
        changed.feed(Array(signal[(edge * groups)...]))
        let deaf = LoopRun(high)
        deaf.feed(signal)
        #expect(!asPlanned.onsets.isEmpty && deaf.onsets.isEmpty && changed.onsets.isEmpty)
        let count = edge / hop
        #expect(changed.decisions.count == asPlanned.decisions.count)
        for index in changed.decisions.indices {
            let same = index < count ? asPlanned : deaf
            let (one, other) = (changed.decisions[index].votes, same.decisions[index].votes)
            #expect(one.cast[0] == other.cast[0] && one.needed[0] == other.needed[0])
        }
        // As the changed one, where nothing is changed.
        let same = LoopRun(low)
        same.set(DetectionThresholds(low.detection))
        same.setSuspended(false)
        same.feed(signal)
        #expect(same.loop.decisionHash == asPlanned.loop.decisionHash)
        #expect(changed.loop.decisionHash != asPlanned.loop.decisionHash)
    }
}
