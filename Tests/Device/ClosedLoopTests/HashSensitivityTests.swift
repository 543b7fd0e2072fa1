import Detection
import FixedPoint
import Stimulation
import Testing

@testable import ClosedLoop

/// No single change of a number stays unseen.
@Suite("Sensitivity of the decision hash")
struct HashSensitivityTests {
    private static func hash(_ decision: Decision) -> UInt64 {
        var hash = DecisionHash()
        hash.mix(decision, features: 17)
        return hash.value
    }

    /// A decision of a learned detector in the background: a negative score.
    private static let base: Decision = {
        var decision = Decision()
        decision.endFrame = 1_000
        decision.state = .watching
        decision.isMeasured = true
        decision.votes.cast = [-3_141_592, 0, 1]
        decision.votes.needed = [4_194_304, 0, 2]
        decision.votes.usable = [12, 0, 5]
        return decision
    }()

    @Test(
        "each bit of score, threshold and usable channels counts",
        arguments: [
            \HopVotes.cast, \HopVotes.needed, \HopVotes.usable,
        ] as [WritableKeyPath<HopVotes, PerPattern<Int32>> & Sendable], 0..<3)
    func votes(
        field: WritableKeyPath<HopVotes, PerPattern<Int32>> & Sendable, pattern: Int
    ) {
        var seen: Set<UInt64> = [Self.hash(Self.base)]
        for bit in 0..<32 {
            var decision = Self.base
            decision.votes[keyPath: field][pattern] ^= Int32(bitPattern: 1 << UInt32(bit))
            #expect(seen.insert(Self.hash(decision)).inserted, "bit \(bit)")
        }
    }

    @Test("thresholds apart by any step give hashes apart")
    func thresholds() {
        var seen: Set<UInt64> = []
        let steps: [Int32] = [0, 1, 1 << 16, 1 << 20, 1 << 22, 5 << 22, -1, -1 << 20, -1 << 29]
        for step in steps {
            var decision = Self.base
            decision.votes.needed[0] &+= step
            #expect(seen.insert(Self.hash(decision)).inserted, "step \(step)")
        }
    }

    @Test("two changes of the uppermost bit do not cancel")
    func uppermostBits() {
        func hash(_ changes: [Int]) -> UInt64 {
            var hash = DecisionHash()
            for hop in 0..<3 {
                var decision = Self.base
                decision.endFrame = Int64(hop)
                if changes.contains(hop) { decision.votes.cast[0] ^= .min }
                hash.mix(decision, features: changes.contains(hop) ? 1 << 31 : 0)
            }
            return hash.value
        }
        let all = [[], [0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2]].map(hash)
        #expect(Set(all).count == all.count)
    }

    @Test("every number of a model counts", arguments: [LearnedFamily.linear, .trees, .travelling])
    func model(family: LearnedFamily) throws {
        let plan = try KnownHashTests.plan(family)
        func hash(_ plan: LoopPlan) -> UInt64 {
            var hash = DecisionHash()
            hash.mix(plan.detection.learned, plan.tables.view)
            return hash.value
        }
        var seen: Set<UInt64> = [hash(plan)]
        for index in 0..<LearnedTables.wordCount(of: family) {
            for bit in [0, 15, 16, 31] {
                var changed = plan
                changed.tables.setWord(index, plan.tables.view.word(index) ^ 1 << UInt32(bit))
                #expect(seen.insert(hash(changed)).inserted, "word \(index), bit \(bit)")
            }
        }
        let numbers: [WritableKeyPath<LearnedPlan, Int32>] = [
            \.channelCount, \.bandCount, \.meanHops, \.baseline.hops, \.baseline.firstHops,
            \.baseline.stepMax, \.baseline.learningHopsMax, \.inputMax, \.intercept, \.threshold,
            \.treeCount, \.operatingPoint.backgroundScore, \.operatingPoint.belowMax,
            \.operatingPoint.aboveMax, \.operatingPoint.step, \.bandShifts[0], \.bandShifts[4],
        ]
        for (place, number) in numbers.enumerated() {
            for bit in 0..<32 {
                var changed = plan
                changed.constants.detection.learned[keyPath: number] ^= Int32(
                    bitPattern: 1 << UInt32(bit))
                #expect(seen.insert(hash(changed)).inserted, "number \(place), bit \(bit)")
            }
        }
    }

    /// One count of one channel moves its inputs, or at least its baselines, by less than anything
    /// that is printed.
    @Test(
        "one count of one channel counts",
        arguments: [LearnedFamily.measuring, .linear, .trees, .travelling])
    func input(family: LearnedFamily) throws {
        Self.expectEachChannelCounts(try KnownHashTests.plan(family))
    }

    /// That one count more in a channel of any lane group gives another hash.
    static func expectEachChannelCounts(_ plan: LoopPlan) {
        var seen: Set<UInt64> = []
        for changed in [-1, 0, 3, 8, 10] {
            let run = LoopRun(plan, keepsReadings: false)
            run.feed(
                frames(0..<600, channelCount: 11) { channel, frame in
                    let count = hiss(channel, frame, amplitude: 500)
                    return channel == changed && frame == 301 ? count + 1 : count
                })
            #expect(seen.insert(run.loop.decisionHash).inserted, "channel \(changed)")
        }
    }

    @Test(
        "what an earlier run adapted to counts",
        arguments: [LearnedFamily.linear, .trees, .travelling])
    func adaptation(family: LearnedFamily) throws {
        var offsets: Set<UInt64> = []
        for (threshold, hops) in [(0, 60), (1, 60), (-1, 60), (1 << 20, 60), (0, 61)] {
            var hash = DecisionHash()
            hash.mix((thresholdOffset: Int32(threshold), baselineHops: Int32(hops)))
            #expect(offsets.insert(hash.value).inserted)
        }
        // A run that goes on from another's state differs from one that begins anew.
        let first = KnownHashTests.run(try KnownHashTests.plan(family))
        var words = [Int32](
            repeating: 0, count: ClosedLoop.stateWordCount(for: try KnownHashTests.plan(family)))
        first.save(into: &words)
        let second = LoopRun(try KnownHashTests.plan(family), keepsReadings: false)
        #expect(second.restore(words))
        let third = LoopRun(try KnownHashTests.plan(family), keepsReadings: false)
        for run in [second, third] {
            run.feed(frames(0..<500, channelCount: 11) { hiss($0, $1, amplitude: 500) })
        }
        #expect(second.loop.decisionHash != third.loop.decisionHash)
    }
}

extension LoopRun {
    func save(into words: inout [Int32]) {
        var span = words.mutableSpan
        loop.saveState(of: 7, into: &span)
    }
}
