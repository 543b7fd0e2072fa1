import Detection
import FixedPoint
import Stimulation
import Testing

@testable import ClosedLoop

/// Rhythm and fast activity among a model's inputs: no number of theirs stays unseen. Without
/// them the hashes are those of `KnownHashTests`.
@Suite("Decision hash with rhythm and fast activity")
struct FeatureHashTests {
    private static let families = [LearnedFamily.linear, .trees, .travelling]

    /// The plan of `KnownHashTests` with eight inputs a channel, of which the last two count.
    private static func plan(_ family: LearnedFamily) throws -> LoopPlan {
        var plan = try KnownHashTests.plan(family)
        for feature in [Feature.rhythm, .fastActivity] {
            plan.constants.detection.features.insert(feature)
            plan.constants.detection.learned.features.insert(feature)
        }
        plan.constants.detection.measures.rhythm.lagMin = 4
        plan.constants.detection.measures.rhythm.lagMax = 20
        plan.tables = LearnedTables()
        for channel in 0..<9 {
            plan.tables.insert(channel: channel)
            for input in [0, 1, 2, 3, 6, 7] where family == .linear {
                plan.tables.setWeight(
                    channel * 8 + input, Int16(hiss(channel, input, amplitude: 400) + 500))
            }
        }
        if family == .travelling {
            for input in [0, 1, 2, 3, 6, 7] {
                plan.tables.setWeight(input, Int16(2_000 + 900 * (input % 6)))
            }
            plan.tables.setSharePermille(300, inputCount: 8)
        }
        for tree in 0..<3 where family == .trees {
            for split in 0..<7 {
                plan.tables.setSplit(
                    tree * 7 + split, column: Int16((tree * 3 + 1) * 8 + [0, 6, 7, 2][split % 4]),
                    threshold: Int16(split * 90 + 100))
            }
            for node in 0..<15 {
                plan.tables.setValue(
                    ofNode: tree * 15 + node, Int32(node % 2 == 0 ? node * 700_000 : 0))
            }
        }
        return plan
    }

    @Test("the same signal gives the same hash, another than without them", arguments: families)
    func same(family: LearnedFamily) throws {
        let run = KnownHashTests.run(try Self.plan(family))
        #expect(run.decisions.count == 800)
        let again = KnownHashTests.run(try Self.plan(family))
        #expect(again.loop.decisionHash == run.loop.decisionHash)
        let without = KnownHashTests.run(try KnownHashTests.plan(family))
        #expect(without.loop.decisionHash != run.loop.decisionHash)
    }

    @Test("every number of a model counts, and which inputs it has", arguments: families)
    func model(family: LearnedFamily) throws {
        let plan = try Self.plan(family)
        func hash(_ plan: LoopPlan) -> UInt64 {
            var hash = DecisionHash()
            hash.mix(plan.detection.learned, plan.tables.view)
            return hash.value
        }
        var seen: Set<UInt64> = [hash(plan)]
        for index
            in 0..<LearnedTables.wordCount(
                of: plan.detection.learned.family, with: plan.detection.learned.features)
        {
            for bit in [0, 15, 16, 31] {
                var changed = plan
                changed.tables.setWord(index, plan.tables.view.word(index) ^ 1 << UInt32(bit))
                #expect(seen.insert(hash(changed)).inserted, "word \(index), bit \(bit)")
            }
        }
        for features: UInt8 in [0, 8, 16] {
            var changed = plan
            changed.constants.detection.learned.features = FeatureSet(bits: features)
            #expect(seen.insert(hash(changed)).inserted, "features \(features)")
        }
    }

    @Test(
        "a weight of either input changes what is decided",
        arguments: [LearnedFamily.linear, .travelling])
    func weight(family: LearnedFamily) throws {
        let plan = try Self.plan(family)
        func scores(_ plan: LoopPlan) -> [Int32] {
            KnownHashTests.run(plan).decisions.map { $0.votes.cast[0] }
        }
        let before = scores(plan)
        for input in [6, 7] {
            var changed = plan
            changed.tables.setWeight(input, 3_000)
            #expect(scores(changed) != before, "input \(input)")
        }
    }

    @Test("one count of one channel counts", arguments: families)
    func input(family: LearnedFamily) throws {
        HashSensitivityTests.expectEachChannelCounts(try Self.plan(family))
    }
}
