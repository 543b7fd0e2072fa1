import Detection
import Foundation
import Testing

@Suite("Votes")
struct VoteTests {
    private static let quick =
        "shortTermSeconds: {lineLength: 0.2, area: 0.2, halfWaves: 1}, highPassHertz: 0.5, "
        + "bandPassHertz: [1, 200], quality: {mainsHertz: []}"

    /// The mean magnitude of a sine is 2/pi of its amplitude; 4 counts are 1 µV.
    @Test(
        "an absolute threshold of the area is in microvolts",
        arguments: [(95.0, 0), (105, 1)])
    func absoluteArea(percent: Double, votes: Int32) throws {
        let yaml = """
            detector: {\(Self.quick), patterns:
              [{feature: area, thresholdAbsolute: 100, votes: 1, votesPercent: 0}]}
            """
        let rate = 1_000.0
        let plan = try planned(yaml, rate: 1_000).plan.detection
        let amplitude = 100 * percent / 100 * .pi / 2 * 4
        var channels: [Int: Counts] = [:]
        for channel in 0..<8 {
            channels[channel] = noise(amplitude: 4, frames: 2_000, seed: UInt64(channel))
        }
        channels[3] = sine(20, amplitude: amplitude, rate: rate, frames: 2_000)
        let hops = DetectorRun(plan).run(channels)
        #expect(hops.suffix(50).allSatisfy { $0.votes.cast[0] == votes })
        #expect(hops.allSatisfy { $0.votes.needed[0] == 1 && $0.votes.usable[0] <= 8 })
    }

    /// Neighbouring samples of a sine differ by 2 sin(pi f / rate) of its magnitude.
    @Test(
        "an absolute threshold of the line length is in microvolts from sample to sample",
        arguments: [(95.0, 0), (105, 1)])
    func absoluteLineLength(percent: Double, votes: Int32) throws {
        let yaml = """
            detector: {\(Self.quick), patterns: [{feature: lineLength, thresholdAbsolute: 10}]}
            """
        let rate = 1_000.0
        let plan = try planned(yaml, rate: 1_000).plan.detection
        let amplitude = 10 * percent / 100 * .pi / 2 * 4 / (2 * sin(.pi * 20 / rate))
        let hops = DetectorRun(plan).run([
            3: sine(20, amplitude: amplitude, rate: rate, frames: 2_000)
        ])
        #expect(hops.suffix(50).allSatisfy { $0.votes.cast[0] == votes })
    }

    @Test(
        "an absolute threshold of the half-waves is per second", arguments: [(18.0, 0), (22, 1)])
    func absoluteHalfWaves(perSecond: Double, votes: Int32) throws {
        let yaml = """
            detector: {\(Self.quick), halfWave: {amplitudeMicrovolts: 50}, features: [halfWaves],
              patterns: [{feature: halfWaves, thresholdAbsolute: 20}]}
            """
        let rate = 1_000.0
        let plan = try planned(yaml, rate: 1_000).plan.detection
        let hops = DetectorRun(plan).run([
            3: sine(perSecond / 2, amplitude: 800, rate: rate, frames: 4_000)
        ])
        #expect(hops.suffix(50).allSatisfy { $0.votes.cast[0] == votes })
    }

    /// The same signal, louder: every feature but the half-waves grows by the ratio.
    @Test(
        "a relative threshold is in percent of the trend",
        arguments: ["lineLength", "area"], [(1.9, 0), (2.1, 1)] as [(Double, Int32)])
    func relative(feature: String, step: (ratio: Double, votes: Int32)) throws {
        let yaml = """
            detector: {\(Self.quick), patterns: [{feature: \(feature), thresholdPercent: 200}]}
            """
        let plan = try planned(yaml, rate: 1_000).plan.detection
        let run = DetectorRun(plan)
        _ = run.run([6: sine(20, amplitude: 1_000, rate: 1_000, frames: 4_000)])
        let louder = run.run(
            [6: sine(20, amplitude: 1_000 * step.ratio, rate: 1_000, frames: 1_000)],
            learns: { _ in false })
        #expect(louder.suffix(30).allSatisfy { $0.votes.cast[0] == step.votes })
        #expect(louder.suffix(30).allSatisfy { ($0.reading(6).votes == 1) == (step.votes == 1) })
    }

    @Test("only a pattern's channels vote, each in the pattern's feature; all of them are counted")
    func channels() throws {
        let yaml = """
            detector:
              \(Self.quick.replacing(", highPassHertz", with: "\n  highPassHertz")
                .replacing(", bandPassHertz", with: "\n  bandPassHertz")
                .replacing(", quality", with: "\n  quality"))
              patterns:
                - {feature: area, channels: [C1, "C1?"], thresholdAbsolute: 100, votes: 3}
                - {feature: lineLength, channels: [C2, C12], thresholdAbsolute: 5, votesPercent: 60}
            """
        let plan = try planned(yaml, rate: 1_000, channelCount: 20).plan.constants
        var channels: [Int: Counts] = [:]
        for channel in 0..<20 {
            // Channels 2, 5 and 12 by number are quiet.
            let isQuiet = [1, 4, 11].contains(channel)
            channels[channel] =
                isQuiet
                ? sine(20, amplitude: 40, rate: 1_000, frames: 1_000)
                : sine(20, amplitude: 4_000, rate: 1_000, frames: 1_000)
        }
        let hops = DetectorRun(plan.detection, channels: plan.channels).run(channels)
        let last = try #require(hops.last)
        // C1, and C10 to C19 but for C12.
        #expect(last.votes.usable[0] == 11 && last.votes.cast[0] == 10)
        #expect(last.votes.usable[1] == 2 && last.votes.cast[1] == 0)
        #expect(last.votes.needed[0] == 3)
        // 60 % of two channels are two.
        #expect(last.votes.needed[1] == 2)
        for hop in hops {
            for pattern in 0..<2 {
                let sum = (0..<20).reduce(0) { $0 + Int(hop.reading($1).votes >> pattern & 1) }
                #expect(sum == Int(hop.votes.cast[pattern]))
            }
        }
        #expect(
            (0..<20).filter { last.reading($0).votes & 1 == 1 } == [
                0, 9, 10, 12, 13, 14, 15, 16, 17, 18,
            ])
    }

    @Test(
        "a share of the usable channels is rounded up",
        arguments: [
            (0.0, 1, 1), (12, 1, 1), (12.5, 1, 1), (12.6, 1, 2), (50, 1, 4), (100, 1, 8),
            (25, 5, 5),
        ]
            as [(Double, Int32, Int32)])
    func share(percent: Double, votesMin: Int32, needed: Int32) throws {
        let yaml = """
            detector: {\(Self.quick), patterns:
              [{feature: area, thresholdAbsolute: 9, votes: \(votesMin), votesPercent: \(percent)}]}
            """
        let plan = try planned(yaml, rate: 250).plan.detection
        let channels = (0..<8).map { ($0, noise(amplitude: 100, frames: 10, seed: UInt64($0))) }
        let hops = DetectorRun(plan).run(Dictionary(uniqueKeysWithValues: channels))
        #expect(hops[0].votes.needed[0] == needed)
        #expect(hops[0].votes.usable[0] == 8)
    }
}
