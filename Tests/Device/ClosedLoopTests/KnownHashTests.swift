import ClosedLoop
import Detection
import FixedPoint
import Stimulation
import Testing

/// Runs whose hashes stand here: the same in debug and release, on every machine. Plans and signal
/// are made of whole numbers only, so that nothing but the loop enters them.
@Suite("Known hash")
struct KnownHashTests {
    /// A plan's run over a signal with one seizure.
    static func run(_ plan: LoopPlan) -> LoopRun {
        let run = LoopRun(plan)
        run.feed(KnownRun.signal())
        run.finish()
        return run
    }

    @Test("a known signal gives the known hash")
    func patterns() throws {
        let run = Self.run(try KnownRun.plan())
        #expect(run.decisions.count == 800)
        #expect(run.therapies.count == 5)
        #expect(run.pulses.count == 100)
        #expect(run.loop.decisionHash == KnownRun.hash)
    }

    @Test(
        "each family of learned detectors has a known hash",
        arguments: [
            (LearnedFamily.measuring, 0, 17_435_710_845_761_582_997 as UInt64),
            (.linear, 5, 12_007_026_999_377_723_146), (.trees, 5, 11_181_948_580_673_907_754),
            (.travelling, 5, 12_605_974_827_307_891_603),
        ])
    func learned(family: LearnedFamily, therapies: Int, hash: UInt64) throws {
        let run = Self.run(try Self.plan(family))
        #expect(run.decisions.count == 800)
        #expect(run.therapies.count == therapies)
        #expect(run.loop.decisionHash == hash)
    }

    /// The hash of a learned detector's run is that of patterns, with a model in place of them.
    static func plan(_ family: LearnedFamily) throws -> LoopPlan {
        var plan = try KnownRun.plan()
        var detection = plan.detection
        detection.patternCount = 0
        detection.learnsTrends = false
        detection.features = FeatureSet()
        detection.features.insert(.lineLength)
        detection.learned.family = family
        detection.learned.bandCount = 3
        detection.learned.bandShifts = [1, 2, 3, 1, 1]
        detection.learned.meanHops = 25
        detection.learned.baseline.hops = 1_000
        detection.learned.baseline.firstHops = 50
        detection.learned.baseline.stepMax = 1 << 25
        guard family != .measuring else {
            plan.constants.detection = detection
            return plan
        }
        detection.learned.channelCount = 9
        detection.learned.intercept = -12_000_000
        detection.learned.treeCount = family == .trees ? 3 : 0
        detection.learned.operatingPoint.backgroundScore = -11_000_000
        detection.learned.operatingPoint.belowMax = 1 << 21
        detection.learned.operatingPoint.aboveMax = 1 << 21
        detection.learned.operatingPoint.step = 500
        for channel in 0..<9 {
            plan.tables.insert(channel: channel)
            for input in 0..<4 where family == .linear {
                plan.tables.setWeight(
                    channel * LearnedInput.count + input,
                    Int16(hiss(channel, input, amplitude: 400) + 500))
            }
        }
        if family == .travelling {
            for input in 0..<4 { plan.tables.setWeight(input, Int16(2_000 + 900 * input)) }
            plan.tables.setSharePermille(300)
        }
        for tree in 0..<3 where family == .trees {
            for split in 0..<7 {
                plan.tables.setSplit(
                    tree * 7 + split,
                    column: Int16((tree * 3 + 1) * LearnedInput.count + split % 4),
                    threshold: Int16(split * 90 + 300))
            }
            for node in 0..<15 {
                plan.tables.setValue(
                    ofNode: tree * 15 + node, Int32(node % 2 == 0 ? node * 700_000 : 0))
            }
        }
        plan.constants.detection = detection
        return plan
    }
}
