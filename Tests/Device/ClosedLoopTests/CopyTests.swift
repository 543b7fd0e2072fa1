import ClosedLoop
import Detection
import FixedPoint
import Planning
import Testing

@Suite("Copies of a loop")
struct CopyTests {
    private static let frameCount = 6_000
    private static let channelCount = 11

    private static func signal(_ range: Range<Int>) -> [CountLanes] {
        frames(range, channelCount: channelCount) { channel, frame in
            let isSeizure = (1_500..<2_400).contains(frame) || (4_000..<4_700).contains(frame)
            return hiss(channel, frame, amplitude: isSeizure && channel % 3 != 0 ? 4_000 : 500)
        }
    }

    private static func plans() throws -> [LoopPlan] {
        let settings = try Settings(yaml: quickSettings, over: .standard, file: "test")
        let signal = SignalDescription(
            channelNames: (1...channelCount).map { "C\($0)" }, rateNumerator: 500,
            rateDenominator: 1)
        return [
            try planned(quickSettings, rate: 500, channelCount: channelCount),
            try Planner.plan(measuringInputsFor: settings, signal: signal).plan,
        ]
    }

    @Test(
        "a copy goes on as its original does, from within hops, blanking, episodes and after gaps")
    func copiesGoOn() throws {
        for plan in try Self.plans() {
            // The same signal with a second missing, in pieces that end anywhere.
            let pieces = stride(from: 0, to: Self.frameCount, by: 137).map { start in
                (start < 3_000 ? start : start + 500, start..<min(start + 137, Self.frameCount))
            }
            let original = LoopRun(plan)
            var copies: [LoopRun] = []
            for (first, range) in pieces {
                let signal = Self.signal(range)
                original.feed(signal, firstFrame: Int64(first))
                for copy in copies { copy.feed(signal, firstFrame: Int64(first)) }
                copies.append(LoopRun(copying: original, plan))
                #expect(copies.allSatisfy { $0.loop.decisionHash == original.loop.decisionHash })
            }
            for (copy, (first, range)) in zip(copies, pieces) {
                let end = Int64(first + range.count)
                let expected = original.decisions.filter { $0.endFrame > end }
                #expect(copy.decisions.map(\.endFrame) == expected.map(\.endFrame))
                #expect(copy.decisions.map(\.state) == expected.map(\.state))
                #expect(copy.loop.ledger.pulsesIssued == original.loop.ledger.pulsesIssued)
            }
        }
        let course = LoopRun(try Self.plans()[0])
        course.feed(Self.signal(0..<Self.frameCount))
        #expect(course.onsets.count >= 2 && !course.pulses.isEmpty)
    }

    @Test("a copy under another threshold votes by it, and leaves its original alone")
    func otherThresholds() throws {
        let plan = try Self.plans()[0]
        var strict = plan
        strict.constants.detection.patterns[0].threshold += 3 << 26
        let original = LoopRun(plan)
        let alone = LoopRun(plan)
        original.feed(Self.signal(0..<1_003))
        alone.feed(Self.signal(0..<1_003))
        let copy = LoopRun(copying: original, strict)
        let rest = Self.signal(1_003..<3_000)
        for run in [copy, original, alone] { run.feed(rest) }
        #expect(original.loop.decisionHash == alone.loop.decisionHash)
        #expect(!original.onsets.isEmpty && copy.onsets.isEmpty)
        // Until the first stimulation both measure the same.
        let first = try #require(original.therapies.first?.decision)
        let before = original.decisions[..<first].filter { $0.endFrame > 1_003 }.count
        let same = original.readings[..<first].suffix(before)
        #expect(copy.readings.prefix(before).count == before && before > 10)
        for (one, other) in zip(copy.readings, same) {
            for group in 0..<one.count {
                for lane in 0..<8 {
                    #expect(
                        one[group][lane].levels[.lineLength]
                            == other[group][lane].levels[.lineLength])
                }
            }
        }
    }
}
