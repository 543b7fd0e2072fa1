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
        run.feed(
            frames(0..<4_000, channelCount: 11) { channel, frame in
                let isSeizure = (1_200..<2_600).contains(frame) && channel % 3 != 0
                return hiss(channel, frame, amplitude: isSeizure ? 4_000 : 500)
            })
        run.finish()
        return run
    }

    @Test("a known signal gives the known hash")
    func patterns() throws {
        let run = Self.run(try Self.plan())
        #expect(run.decisions.count == 800)
        #expect(run.therapies.count == 5)
        #expect(run.pulses.count == 100)
        #expect(run.loop.decisionHash == 17_604_539_590_735_289_505)
    }

    @Test(
        "each family of learned detectors has a known hash",
        arguments: [
            (LearnedFamily.measuring, 0, 17_435_710_845_761_582_997 as UInt64),
            (.linear, 5, 12_007_026_999_377_723_146), (.trees, 5, 11_181_948_580_673_907_754),
        ])
    func learned(family: LearnedFamily, therapies: Int, hash: UInt64) throws {
        let run = Self.run(try Self.plan(family))
        #expect(run.decisions.count == 800)
        #expect(run.therapies.count == therapies)
        #expect(run.loop.decisionHash == hash)
    }

    /// The hash of a learned detector's run is that of patterns, with a model in place of them.
    static func plan(_ family: LearnedFamily) throws -> LoopPlan {
        var plan = try plan()
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

    /// 250 Hz, 11 channels, hops of 5 frames; a high-pass and two patterns.
    static func plan() throws -> LoopPlan {
        var detection = DetectionPlan()
        detection.channelCount = 11
        detection.hopFrames = 5
        detection.conditioning.fractionBits = 12
        detection.conditioning.outputFractionBits = 6
        detection.conditioning.sectionCount = 2
        // About 4 Hz and 40 Hz: any coefficients would do.
        detection.conditioning.sections[0] = BiquadSection(
            gain: 1_000_000_000, a1: -1_997_000_000, a2: 930_000_000, zero1: -1, zero2: -1)
        detection.conditioning.sections[1] = BiquadSection(
            gain: 300_000_000, a1: -600_000_000, a2: 250_000_000, zero1: 0, zero2: 0)
        detection.windowHops = [20, 25, 50]
        detection.trendHops = 1_000
        detection.episodeTrendShift = 2
        detection.halfWave.amplitudeRatio = 2 << 26
        detection.halfWave.framesMin = 2
        detection.halfWave.framesMax = 40
        detection.halfWave.floor = 5
        detection.quality.levelMax = 100
        detection.quality.flatWeight = 10
        detection.quality.mainsHops = 50
        detection.quality.mainsCount = 1
        detection.quality.mainsWeight = 150
        detection.quality.mainsPhaseSteps[0] = 858_993_459
        detection.patternCount = 2
        detection.patterns[0].feature = .lineLength
        detection.patterns[0].threshold = 1 << 26
        detection.patterns[0].votesMin = 2
        detection.patterns[1].feature = .halfWaves
        detection.patterns[1].threshold = 1 << 25
        detection.patterns[1].votesPermille = 500
        for channel in 0..<11 {
            detection.patterns[0].channels.insert(channel)
            detection.patterns[1].channels.insert(channel)
        }
        detection.onsetHops = 8
        detection.terminationHops = 50
        detection.holdOffHops = 100
        detection.settleHops = 10
        return LoopPlan(
            constants: LoopConstants(
                clock: FrameClock(rateNumerator: 250, rateDenominator: 1), detection: detection,
                stimulation: try stimulation(), safeStateHops: 100))
    }

    private static func stimulation() throws -> StimulationPlan {
        var electrodes = ElectrodeModel(complianceMillivolts: 12_000)
        for contact in 0..<2 {
            electrodes.setContact(contact, impedanceOhms: 500, areaSquareMicrometres: 8_000_000)
        }
        var therapies = TherapyList()
        for _ in 0..<5 {
            therapies.append(
                TherapyProgram(
                    BurstProgram(
                        amplitudeMicroamperes: 3_000, pulseWidthMicroseconds: 160,
                        interphaseGapMicroseconds: 100, pulsePeriodMicroseconds: 5_000,
                        pulseCount: 20, cathodes: ContactSet(rawValue: 1),
                        anodes: ContactSet(rawValue: 2))))
        }
        return try StimulationPlan(
            therapies: therapies, electrodes: electrodes,
            timing: TherapyTiming(redetectionMicroseconds: 1_000_000))
    }
}
