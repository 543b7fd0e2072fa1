import ClosedLoop
import Detection
import Planning
import RunFolder
import TestSupport
import Testing

@testable import Training

/// The device's score is the whole-number model's, to the last bit, and so is its explanation.
struct ScoreTests {
    @Test(
        "device, model and explanation agree",
        arguments: [
            (DetectorModel.Family.linear, 3), (.linear, 16), (.linear, 21), (.trees, 3),
            (.trees, 16), (.trees, 21),
        ])
    func agree(family: DetectorModel.Family, channelCount: Int) throws {
        var random = SplitMix64(seed: UInt64(channelCount))
        let model = randomModel(family, channelCount: channelCount, &random)
        var settings = Settings.standard
        settings.detector.learned.adaptThreshold = false
        let planned = try Planner.plan(settings, for: signal(model.channels), model: model)
        let frames = restlessFrames(256 * 40, channelCount: channelCount, &random)
        var scores = Set<Int32>()
        run(planned.plan, frames) { decision, loop in
            guard decision.isMeasured else { return }
            let groups = (0..<loop.groupCount).map { loop.inputs(ofGroup: $0) }
            let row = (0..<channelCount).flatMap { channel in
                (0..<6).map { Int16(groups[channel / 8][$0][channel % 8]) }
            }
            let score = Int(decision.votes.cast[0])
            #expect(model.score(row[...]) == score)
            let explanation = LearnedExplanation(planned.plan, inputs: groups)
            #expect(explanation.score == score)
            #expect(decision.isPositive == (score >= model.threshold))
            scores.insert(decision.votes.cast[0])
        }
        #expect(scores.count > 100)
    }

    @Test("channels are found by name, whatever their order and whoever else is there")
    func byName() throws {
        var random = SplitMix64(seed: 7)
        let model = randomModel(.linear, channelCount: 4, &random)
        let frames = restlessFrames(2_560, channelCount: 4, &random)
        func scores(_ names: [String], _ frames: [SIMD8<Int16>]) throws -> [Int32] {
            var scores: [Int32] = []
            let planned = try Planner.plan(.standard, for: signal(names), model: model)
            run(planned.plan, frames) { decision, _ in scores.append(decision.votes.cast[0]) }
            return scores
        }
        let shuffled = frames.map { frame in
            SIMD8<Int16>(frame[2], 5, frame[3], frame[0], 77, frame[1], 0, 0)
        }
        #expect(
            try scores(["C1", "C2", "C3", "C4"], frames)
                == scores(["c3", "X", "C4", "c1", "Y", "C2"], shuffled))
    }

    @Test("a model that does not fit the signal is refused in one line")
    func refused() throws {
        var random = SplitMix64(seed: 7)
        let model = randomModel(.linear, channelCount: 4, &random)
        for (names, rate, word) in [
            (["C1", "C2", "C3"], 256, "'C4' is not among"),
            (["C1", "C2", "C3", "C4", "c4"], 256, "'C4' is more than once"),
            (["C1", "C2", "C3", "C4"], 512, "trained at 256 Hz"),
        ] {
            #expect {
                _ = try Planner.plan(.standard, for: signal(names, rate: rate), model: model)
            } throws: { error in
                "\(error)".contains(word) && !"\(error)".contains("\n")
            }
        }
    }

    @Test("the same counts give the same scores, whatever the blocks")
    func saturation() throws {
        // Full-scale noise: no sum may leave its 32 bits, in a debug build a trap.
        var random = SplitMix64(seed: 9)
        let model = randomModel(.trees, channelCount: 8, &random)
        var frames = [SIMD8<Int16>](repeating: SIMD8(), count: 5_120)
        for index in frames.indices {
            frames[index] = SIMD8(repeating: index % 3 == 0 ? 32_767 : -32_767)
        }
        var settings = Settings.standard
        settings.detector.quality.saturatedSeconds = 600
        settings.detector.quality.contactSeconds = 600
        let planned = try Planner.plan(settings, for: signal(model.channels), model: model)
        var count = 0
        run(planned.plan, frames) { decision, loop in
            for input in 0..<6 {
                #expect(loop.inputs(ofGroup: 0)[input].max() <= 2_048)
                #expect(loop.inputs(ofGroup: 0)[input].min() >= -2_048)
            }
            count += 1
        }
        #expect(count > 900)
    }
}
