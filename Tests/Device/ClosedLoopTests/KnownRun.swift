import ClosedLoop
import Detection
import FixedPoint
import Stimulation

/// A plan and a signal made of whole numbers only, so that nothing but the loop enters what comes of
/// them. A package that takes this one by version runs them too (`make dependent`).
enum KnownRun {
    /// The same in debug and release, on every machine.
    static let hash: UInt64 = 17_604_539_590_735_289_505
    static let channelCount = 11
    static let frameCount = 4_000

    /// Noise with a louder stretch on two thirds of the channels.
    static func signal(channelCount: Int = channelCount) -> [CountLanes] {
        frames(0..<frameCount, channelCount: channelCount) { channel, frame in
            let isSeizure = (1_200..<2_600).contains(frame) && channel % 3 != 0
            return hiss(channel, frame, amplitude: isSeizure ? 4_000 : 500)
        }
    }

    /// 250 Hz, hops of 5 frames; a high-pass and two patterns.
    static func plan(channelCount: Int = channelCount) throws -> LoopPlan {
        var detection = DetectionPlan()
        detection.channelCount = Int32(channelCount)
        detection.hopFrames = 5
        detection.conditioning.fractionBits = 12
        detection.conditioning.outputFractionBits = 6
        detection.conditioning.sectionCount = 2
        // About 4 Hz and 40 Hz: any coefficients would do.
        detection.conditioning.sections[0] = BiquadSection(
            gain: 1_000_000_000, a1: -1_997_000_000, a2: 930_000_000, zero1: -1, zero2: -1)
        detection.conditioning.sections[1] = BiquadSection(
            gain: 300_000_000, a1: -600_000_000, a2: 250_000_000, zero1: 0, zero2: 0)
        detection.features = FeatureSet()
        for feature in [Feature.lineLength, .area, .halfWaves] {
            detection.features.insert(feature)
        }
        detection.measures.windowHops[.lineLength] = 20
        detection.measures.windowHops[.area] = 25
        detection.measures.windowHops[.halfWaves] = 50
        detection.trendHops = 1_000
        detection.episodeTrendShift = 2
        detection.measures.halfWave.amplitudeRatio = 2 << 26
        detection.measures.halfWave.framesMin = 2
        detection.measures.halfWave.framesMax = 40
        detection.measures.halfWave.floor = 5
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
        var channels = PerPattern(repeating: ChannelSet())
        for channel in 0..<channelCount {
            channels[0].insert(channel)
            channels[1].insert(channel)
        }
        detection.onsetHops = 8
        detection.terminationHops = 50
        detection.holdOffHops = 100
        detection.settleHops = 10
        return LoopPlan(
            constants: LoopConstants(
                clock: FrameClock(rateNumerator: 250, rateDenominator: 1), detection: detection,
                channels: channels, stimulation: try stimulation(), safeStateHops: 100))
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
