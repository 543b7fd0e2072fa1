import ClosedLoop
import Detection
import Planning
import RunFolder
import TestSupport
import Testing

@testable import Training

/// A travelling model's score is to the last bit what sorting in 128 bits comes to, whatever the rate.
struct TravellingScoreTests {
    /// Corner frequencies below 0.35 of the rate, of five.
    private static let bandCounts = [256: 5, 128: 4, 64: 3]

    private func model(share: Int, seed: UInt64) -> DetectorModel {
        var random = SplitMix64(seed: seed)
        var model = randomModel(.travelling, channelCount: 1, &random)
        model.sharePermille = share
        return model
    }

    private func names(_ count: Int) -> [String] { (1...count).map { "any \($0)" } }

    /// Weights stand by band from the highest that any rate has; a rate has the lowest of them.
    private func reference(
        _ model: DetectorModel, _ groups: [LearnedLanes], bandCount: Int
    ) -> Int128 {
        var sums: [Int128] = []
        for lanes in groups {
            for lane in 0..<8 where (0..<6).contains(where: { lanes[$0][lane] != 0 }) {
                var sum = Int128(model.weights[0][0]) * Int128(lanes[0][lane])
                for band in 0..<bandCount {
                    sum +=
                        Int128(model.weights[0][6 - bandCount + band])
                        * Int128(lanes[1 + band][lane])
                }
                sums.append(sum)
            }
        }
        guard let share = model.sharePermille, !sums.isEmpty else { return Int128(model.intercept) }
        var rank = sums.count * share / 1_000
        if rank * 1_000 < sums.count * share { rank += 1 }
        return Int128(model.intercept) + sums.sorted(by: >)[max(0, rank - 1)]
    }

    @Test(
        "device, model, explanation and a sort in 128 bits agree",
        arguments: [256, 128, 64], [(3, 0), (16, 100), (21, 500), (21, 1_000)])
    func agree(rate: Int, size: (channels: Int, share: Int)) throws {
        let model = model(share: size.share, seed: UInt64(size.channels + rate))
        let bandCount = try #require(Self.bandCounts[rate])
        var settings = Settings.standard
        settings.detector.learned.adaptThreshold = false
        let planned = try Planner.plan(
            settings, for: signal(names(size.channels), rate: rate), model: model)
        var random = SplitMix64(seed: UInt64(rate))
        let frames = restlessFrames(rate * 40, channelCount: size.channels, &random)
        let bands = SharedBands(rateHertz: Double(rate))
        #expect(bands.absentCount == 5 - bandCount)
        var scores = Set<Int32>()
        run(planned.plan, frames) { decision, loop in
            guard decision.isMeasured else { return }
            let groups = (0..<loop.groupCount).map { loop.inputs(ofGroup: $0) }
            let score = decision.votes.cast[0]
            #expect(Int128(score) == reference(model, groups, bandCount: bandCount))
            let row = (0..<size.channels).flatMap { channel in
                (0..<6).map {
                    Int16(channelInput($0, of: groups[channel / 8], lane: channel % 8, bands))
                }
            }
            #expect(model.score(row[...]) == Int(score))
            #expect(LearnedExplanation(planned.plan, inputs: groups).score == Int(score))
            #expect(decision.isPositive == (Int(score) >= model.threshold))
            scores.insert(score)
        }
        #expect(scores.count > 100)
        #expect(planned.notes.contains { $0.contains("beyond this") } == (bandCount < 5))
    }

    @Test("neither the order of channels matters nor those without a signal")
    func orderAndSilence() throws {
        let model = model(share: 500, seed: 4)
        var random = SplitMix64(seed: 4)
        let frames = restlessFrames(2_560, channelCount: 4, &random)
        func scores(_ count: Int, _ frames: [SIMD8<Int16>]) throws -> [Int32] {
            var scores: [Int32] = []
            let planned = try Planner.plan(.standard, for: signal(names(count)), model: model)
            run(planned.plan, frames) { decision, _ in scores.append(decision.votes.cast[0]) }
            return scores
        }
        let expected = try scores(4, frames)
        let shuffled = frames.map { SIMD8<Int16>($0[2], 5, $0[3], $0[0], 0, $0[1], 0, 0) }
        #expect(try scores(7, shuffled) == expected)
        #expect(Set(expected).count > 100)
    }

    @Test("more channels than a learned detector reaches are refused in one line")
    func tooMany() {
        #expect {
            _ = try Planner.plan(
                .standard, for: signal(names(129)), model: model(share: 0, seed: 1))
        } throws: { "\($0)".contains("choose fewer channels") && !"\($0)".contains("\n") }
    }
}
