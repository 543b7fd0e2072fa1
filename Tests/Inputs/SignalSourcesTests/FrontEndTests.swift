import Foundation
import Planning
import TestSupport
import Testing

@testable import SignalSources

/// Microvolts to counts.
@Suite("Front end")
struct FrontEndTests {
    private static func plan(_ yaml: String, channelCount: Int = 1) throws -> FrontEndPlan {
        try FrontEndPlan(
            frontEnd(yaml), for: (0..<channelCount).map { channel($0, "C\($0 + 1)") })
    }

    @Test(
        "halves are rounded to the even count",
        arguments: [
            (0.5, 0), (1.5, 2), (2.5, 2), (3.5, 4), (-0.5, 0), (-1.5, -2), (-2.5, -2), (0.49, 0),
            (0.51, 1), (-3.5, -4), (1_000.5, 1_000), (1_001.5, 1_002), (0, 0), (7, 7),
            (32_766.5, 32_766),
        ] as [(Float, Int16)])
    func rounding(counts: Float, expected: Int16) throws {
        var frontEnd = FrontEnd(try Self.plan("lsbNanovolts: 1000"), blockFramesMax: 1)
        #expect(convert(&frontEnd, [[counts]])[0][0] == expected)
        #expect(frontEnd.saturatedSamples == 0)
    }

    @Test(
        "counts are voltage over LSB, held at the converter's rails",
        arguments: [16, 12, 10, 2], [250.0, 195.3, 1_000, 30.5])
    func conversion(bits: Int, lsb: Double) throws {
        var frontEnd = FrontEnd(
            try Self.plan("bits: \(bits), lsbNanovolts: \(lsb)"), blockFramesMax: 3_000)
        var random = SplitMix64(seed: UInt64(bits))
        let rail = (1 << (bits - 1)) - 1
        let reach = Double(rail) * lsb / 1_000
        let samples = (0..<3_000).map { _ in
            Float(Double.random(in: -2 * reach...2 * reach, using: &random))
        }
        let counts = convert(&frontEnd, [samples])
        var saturated: Int64 = 0
        for (sample, lanes) in zip(samples, counts) {
            let exact = Double(sample) * 1_000 / lsb
            if abs(exact) > Double(rail) { saturated += 1 }
            let held = max(-Double(rail), min(Double(rail), exact))
            // Single precision may decide otherwise within 1/200 of a half.
            #expect(abs(Double(lanes[0]) - held) <= 0.505)
            #expect(Int(lanes[0]) >= -rail && Int(lanes[0]) <= rail)
        }
        #expect(saturated > 1_000)
        #expect(frontEnd.saturatedSamples == saturated)
        #expect(frontEnd.missingSamples == 0)
    }

    @Test("saturation is counted to the sample, infinities with it")
    func saturation() throws {
        var frontEnd = FrontEnd(
            try Self.plan("lsbNanovolts: 1000", channelCount: 9), blockFramesMax: 4)
        var samples = [[Float]](repeating: [0, 1, 2, 3], count: 9)
        samples[0] = [32_767, 32_767.5, -32_767, -32_768]
        samples[8] = [.infinity, -.infinity, 1e30, 32_768]
        let counts = convert(&frontEnd, samples)
        let first: [Int16] = (0..<4).map { counts[$0 * 2][0] }
        let last: [Int16] = (0..<4).map { counts[$0 * 2 + 1][0] }
        #expect(first == [32_767, 32_767, -32_767, -32_767])
        #expect(last == [32_767, -32_767, 32_767, 32_767])
        #expect(frontEnd.saturatedSamples == 2 + 4)
        _ = convert(&frontEnd, samples)
        #expect(frontEnd.saturatedSamples == 12)
    }

    @Test("what is not a number becomes the code for no sample, and is counted")
    func missing() throws {
        var frontEnd = FrontEnd(try Self.plan("", channelCount: 3), blockFramesMax: 3)
        let counts = convert(
            &frontEnd, [[.nan, 0, 1], [1, .signalingNaN, -.nan], [0, 0, 0]])
        #expect(counts.map { $0[0] } == [FrontEnd.missingCount, 0, 4])
        #expect(counts.map { $0[1] } == [4, FrontEnd.missingCount, FrontEnd.missingCount])
        #expect(frontEnd.missingSamples == 3 && frontEnd.saturatedSamples == 0)
    }

    @Test("unused lanes are 0, whatever the first channel is", arguments: 1...9)
    func padding(channelCount: Int) throws {
        var frontEnd = FrontEnd(
            try Self.plan("", channelCount: channelCount), blockFramesMax: 3)
        let samples = [[Float]](repeating: [.nan, .infinity, 1e6], count: channelCount)
        let counts = convert(&frontEnd, samples)
        let groupCount = (channelCount + 7) / 8
        #expect(frontEnd.groupCount == groupCount && counts.count == 3 * groupCount)
        for frame in 0..<3 {
            for lane in channelCount..<max(channelCount, groupCount * 8) {
                #expect(counts[frame * groupCount + lane / 8][lane % 8] == 0)
            }
        }
        #expect(frontEnd.missingSamples == Int64(channelCount))
        #expect(frontEnd.saturatedSamples == Int64(channelCount) * 2)
    }

    @Test(
        "montages are differences and means, in any split of the block",
        arguments: [
            "montage: recorded", "montage: average", "montage: reference, reference: C4",
            "montage: bipolar", "montage: bipolar, pairs: [C1-C9, C11-C2]",
        ])
    func montages(yaml: String) throws {
        let plan = try Self.plan(yaml, channelCount: 11)
        var frontEnd = FrontEnd(plan, blockFramesMax: 60)
        var random = SplitMix64(seed: 3)
        let recorded = (0..<11).map { _ in
            (0..<60).map { _ in Float.random(in: -900...900, using: &random) }
        }
        let samples = plan.inputs.map { recorded[$0] }
        let counts = convert(&frontEnd, samples)
        for frame in 0..<60 {
            let mean = recorded.map { Double($0[frame]) }.reduce(0, +) / 11
            for (place, output) in plan.outputs.enumerated() {
                let voltage: Double =
                    switch output.reference {
                    case .none: Double(samples[output.signal][frame])
                    case .average: Double(samples[output.signal][frame]) - mean
                    case .input(let other):
                        Double(samples[output.signal][frame]) - Double(samples[other][frame])
                    }
                let count = counts[frame * frontEnd.groupCount + place / 8][place % 8]
                #expect(abs(Double(count) - voltage * 4) <= 0.505)
            }
        }
        var pieces: [SIMD8<Int16>] = []
        var place = 0
        for count in [1, 2, 7, 30, 20] {
            pieces += convert(&frontEnd, samples, frames: place..<place + count)
            place += count
        }
        #expect(pieces == counts)
    }

    @Test("a block of other channels, or frames outside it, are traps")
    func misuse() async {
        await #expect(processExitsWith: .failure) {
            var frontEnd = FrontEnd(try Self.plan("", channelCount: 2), blockFramesMax: 4)
            _ = convert(&frontEnd, [[1, 2]])
        }
        await #expect(processExitsWith: .failure) {
            var frontEnd = FrontEnd(try Self.plan("", channelCount: 1), blockFramesMax: 4)
            _ = convert(&frontEnd, [[1, 2]], frames: 1..<3)
        }
    }
}
