import ClosedLoop
import Detection
import FixedPoint
import Testing

@Suite("Decisions")
struct DecisionTests {
    @Test(
        "one comes at least every 40 ms at any rate",
        arguments: [
            (100, 1), (101, 1), (128, 1), (200, 1), (250, 1), (16_384, 41), (1_000, 3), (499, 1),
            (512, 1), (1_024, 1), (2_048, 1), (4_999, 1), (5_000, 1),
        ], [1.0, 20, 33.3, 40])
    func period(rate: (Int, Int), milliseconds: Double) throws {
        let yaml = """
            detector:
              hopMilliseconds: \(milliseconds)
              highPassHertz: 0
              shortTermSeconds: {lineLength: 0.2, area: 0.2, halfWaves: 0.2}
            """
        let plan = try planned(yaml, rate: rate.0, denominator: rate.1, channelCount: 1)
        let run = LoopRun(plan)
        let hopFrames = Int(plan.detection.hopFrames)
        run.feed([CountLanes](repeating: CountLanes(), count: hopFrames * 6 - 1))
        #expect(run.decisions.count == 5)
        var last: Int64 = 0
        for (index, decision) in run.decisions.enumerated() {
            #expect(decision.hop == Int64(index))
            #expect(decision.endFrame == Int64((index + 1) * hopFrames))
            #expect(decision.tick == plan.clock.tick(ofFrame: decision.endFrame))
            #expect(decision.tick - last <= Int64(DetectionLimits.hopMicrosecondsMax))
            last = decision.tick
        }
    }

    @Test("no decision in the hold-off, then watching")
    func holdOff() throws {
        let plan = try planned(quickSettings, rate: 100, channelCount: 3)
        let run = LoopRun(plan)
        // Loud from the start, so that only the hold-off keeps it from a detection.
        run.feed(
            frames(0..<300, channelCount: 3) { channel, frame in
                hiss(channel, frame, amplitude: frame < 60 ? 200 : 8_000)
            })
        #expect(plan.detection.holdOffHops == 50)
        #expect(run.decisions[..<50].allSatisfy { $0.state == .holdOff })
        #expect(run.decisions[..<50].allSatisfy { $0.change == .none && $0.response == .idle })
        #expect(run.decisions[..<50].contains { $0.isPositive })
        #expect(run.decisions[50...].allSatisfy { $0.state != .holdOff })
    }

    @Test(
        "two patterns are joined", arguments: ["or", "and"],
        [(false, false), (false, true), (true, false), (true, true)])
    func join(word: String, loud: (Bool, Bool)) throws {
        let (first, second) = loud
        let yaml = """
            detector:
              join: \(word)
              shortTermSeconds: {lineLength: 0.2, area: 0.2, halfWaves: 0.2}
              patterns:
                - {feature: area, channels: [C1], thresholdAbsolute: 200}
                - {feature: area, channels: [C2], thresholdAbsolute: 200}
            """
        let run = LoopRun(try planned(yaml, rate: 200, channelCount: 2))
        run.feed(
            frames(0..<200, channelCount: 2) { channel, frame in
                hiss(channel, frame, amplitude: (channel == 0 ? first : second) ? 8_000 : 400)
            })
        let expected = word == "or" ? first || second : first && second
        #expect(run.decisions.last?.isPositive == expected)
    }

    @Test("the votes of the channels add up to the score, at every hop and in every state")
    func additivity() throws {
        let yaml = quickSettings.replacing(
            "patterns: [{feature: lineLength, thresholdPercent: 300, votes: 2}]",
            with: """
                features: [lineLength, area, halfWaves]
                  patterns:
                    - {feature: lineLength, thresholdPercent: 250, votes: 2, channels: ["C?"]}
                    - {feature: halfWaves, thresholdAbsolute: 15, votesPercent: 40}
                """)
        let plan = try planned(yaml, rate: 200, channelCount: 19)
        let run = LoopRun(plan)
        run.feed(
            frames(0..<2_400, channelCount: 19) { channel, frame in
                let isSeizure = (700..<1_500).contains(frame)
                if channel == 7 { return 32_767 }
                return hiss(channel, frame, amplitude: isSeizure && channel % 3 < 2 ? 5_000 : 400)
            })
        #expect(run.therapies.count >= 2)
        var castMax: Int32 = 0
        for (decision, groups) in zip(run.decisions, run.readings) where decision.isMeasured {
            for pattern in 0..<2 {
                var sum: Int32 = 0
                for channel in 0..<19 {
                    sum += Int32(groups[channel / 8][channel % 8].votes >> UInt8(pattern)) & 1
                }
                #expect(sum == decision.votes.cast[pattern])
                #expect(decision.votes.cast[pattern] <= decision.votes.usable[pattern])
                castMax = max(castMax, sum)
            }
        }
        #expect(castMax > 8)
        // Lanes beyond the last channel never vote.
        #expect(
            run.readings.allSatisfy { groups in (3..<8).allSatisfy { groups[2][$0].votes == 0 } })
    }
}
