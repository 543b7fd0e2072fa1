import ClosedLoop
import Detection
import Testing

@Suite("Choice of features")
struct FeatureChoiceTests {
    @Test("a loop that measures only what its pattern needs decides and stimulates alike")
    func decisions() throws {
        let signal = frames(0..<6_000, channelCount: 11) { channel, frame in
            hiss(channel, frame, amplitude: (3_000..<4_500).contains(frame) ? 4_000 : 500)
        }
        let all = LoopRun(try planned(quickSettings, rate: 500, channelCount: 11))
        let chosen = quickSettings.replacing(
            "detector:\n", with: "detector:\n  features: [lineLength]\n")
        let some = LoopRun(try planned(chosen, rate: 500, channelCount: 11))
        all.feed(signal)
        some.feed(signal)
        #expect(!all.therapies.isEmpty)
        #expect(some.pulses == all.pulses)
        #expect(some.decisions.count == all.decisions.count)
        for (decision, expected) in zip(some.decisions, all.decisions) {
            #expect(decision.state == expected.state)
            #expect(decision.change == expected.change)
            #expect(decision.votes.cast[0] == expected.votes.cast[0])
            #expect(decision.safeStateReason == expected.safeStateReason)
        }
        // What is measured enters the hash.
        #expect(some.loop.decisionHash != all.loop.decisionHash)
    }
}
