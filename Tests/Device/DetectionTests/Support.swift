import Detection
import FixedPoint
import Foundation
import Planning
import TestSupport

/// Counts of one channel.
typealias Counts = [Int16]

/// A sine of an amplitude in counts.
func sine(
    _ hertz: Double, amplitude: Double, rate: Double, frames: Int, phase: Double = 0
) -> Counts {
    (0..<frames).map {
        Int16((amplitude * sin(2 * .pi * hertz * Double($0) / rate + phase)).rounded())
    }
}

/// White noise, evenly spread up to an amplitude in counts.
func noise(amplitude: Int16, frames: Int, seed: UInt64) -> Counts {
    var random = SplitMix64(seed: seed)
    return (0..<frames).map { _ in Int16.random(in: -amplitude...amplitude, using: &random) }
}

func + (left: Counts, right: Counts) -> Counts { zip(left, right).map { $0 &+ $1 } }

/// The default settings but for what `yaml` says, planned for channels named C1, C2 and so on.
func planned(
    _ yaml: String, rate: Int, denominator: Int = 1, channelCount: Int = 8
) throws -> PlannedLoop {
    let settings = try Settings(yaml: yaml, over: .standard, file: "test")
    return try Planner.plan(
        settings,
        for: SignalDescription(
            channelNames: (1...channelCount).map { "C\($0)" }, rateNumerator: rate,
            rateDenominator: denominator))
}

/// A detector in memory of its own.
@safe
final class DetectorRun {
    let plan: DetectionPlan
    private(set) var detector: Detector
    private let region: UnsafeMutableRawBufferPointer

    /// - Parameter channels: that may vote for each pattern; all of them where nothing is said.
    init(_ plan: DetectionPlan, channels: PerPattern<ChannelSet>? = nil) {
        self.plan = plan
        var all = ChannelSet()
        for channel in 0..<Int(plan.channelCount) { all.insert(channel) }
        unsafe region = .allocate(
            byteCount: Detector.memoryBytes(for: plan), alignment: WorkingMemory.alignment)
        var memory = unsafe WorkingMemory(region)
        detector = Detector(
            plan: plan, channels: channels ?? PerPattern(repeating: all),
            tables: LearnedTables().view,
            memory: &memory)
    }

    deinit { unsafe region.deallocate() }

    /// What each hop ended with.
    struct Hop {
        var votes: HopVotes
        var groups: [GroupReading]

        func reading(_ channel: Int) -> ChannelReading { groups[channel / 8][channel % 8] }

        func level(_ feature: Feature, _ channel: Int = 0) -> Double {
            Double(reading(channel).levels[Int(feature.rawValue)]) / 67_108_864
        }

        func trend(_ feature: Feature, _ channel: Int = 0) -> Double {
            Double(reading(channel).trends[Int(feature.rawValue)]) / 67_108_864
        }

        func faults(_ channel: Int) -> [ChannelFault] {
            ChannelFault.allCases.filter { reading(channel).faults & $0.rawValue != 0 }
        }
    }

    /// Runs all whole hops of the channels; the others are at 0.
    func run(
        _ channels: [Int: Counts], learns: (Int) -> Bool = { _ in true }, inEpisode: Bool = false
    ) -> [Hop] {
        let groupCount = laneGroups(channelCount: Int(plan.channelCount))
        let frameCount = channels.values.map(\.count).min() ?? 0
        var frames = [CountLanes](repeating: CountLanes(), count: frameCount * groupCount)
        for (channel, counts) in channels {
            for frame in 0..<frameCount {
                frames[frame * groupCount + channel / 8][channel % 8] = counts[frame]
            }
        }
        let hopFrames = Int(plan.hopFrames)
        return (0..<frameCount / hopFrames).map { hop in
            detector.accumulate(frames.span, from: hop * hopFrames, frameCount: hopFrames)
            let votes = detector.completeHop(learns: learns(hop), inEpisode: inEpisode)
            return Hop(
                votes: votes,
                groups: (0..<groupCount).map { detector.reading(ofGroup: $0) })
        }
    }

    func restart() { detector.restart() }

    func forgetTrends() { detector.forgetTrends() }
}
