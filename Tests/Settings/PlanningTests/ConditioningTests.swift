import Detection
import FixedPoint
import Foundation
import TestSupport
import Testing

@testable import Planning

/// The filters as planned, in fixed point, against the filters as designed, in Double.
@Suite("Conditioning")
struct ConditioningTests {
    struct Chain: CustomTestStringConvertible {
        var rate: (Int, Int)
        var highPass: Double
        var band: [Double]
        var order = 1
        var testDescription: String { "\(rate.0)/\(rate.1) Hz, \(highPass), \(band), \(order)" }

        var hertz: Double { Double(rate.0) / Double(rate.1) }

        /// As the planner chooses and orders them.
        var designed: [DesignedSection] {
            var sections: [DesignedSection] = []
            if highPass > 0 { sections += FilterDesign.highPass(hertz: highPass, rateHertz: hertz) }
            if !band.isEmpty {
                sections += FilterDesign.bandPass(
                    lowHertz: band[0], highHertz: min(band[1], 0.45 * hertz), order: order,
                    rateHertz: hertz)
            }
            return sections
        }

        func planned() throws -> ConditioningDesign {
            let yaml = """
                detector: {highPassHertz: \(highPass), bandPassHertz: \(band), bandPassOrder: \(order)}
                """
            return try PlanningTests.planned(
                yaml, rate: rate.0, denominator: rate.1, channelCount: 1
            ).conditioning
        }
    }

    private static let chains = [
        Chain(rate: (100, 1), highPass: 1, band: [4, 100]),
        Chain(rate: (128, 1), highPass: 0.5, band: []),
        Chain(rate: (250, 1), highPass: 1, band: [4, 100], order: 3),
        Chain(rate: (16_384, 41), highPass: 1, band: [4, 100], order: 2),
        Chain(rate: (512, 1), highPass: 1, band: [4, 100]),
        Chain(rate: (512, 1), highPass: 0, band: [8, 13], order: 3),
        Chain(rate: (1_000, 1), highPass: 0.2, band: [80, 250], order: 3),
        Chain(rate: (2_048, 1), highPass: 1, band: [4, 100], order: 2),
        Chain(rate: (5_000, 1), highPass: 1, band: [4, 500]),
        Chain(rate: (5_000, 1), highPass: 10, band: [1_000, 2_500], order: 3),
        // Wide bands: a section's gain alone would not fit.
        Chain(rate: (250, 1), highPass: 1, band: [1, 100], order: 2),
        Chain(rate: (2_048, 1), highPass: 0, band: [0.5, 2_000], order: 2),
    ]

    /// Eight inputs of counts side by side: the worst for each node that may overflow first, and
    /// signals that a front end may really give.
    private static func inputs(_ designed: [DesignedSection], frames: Int) -> [[Double]] {
        var inputs: [[Double]] = []
        var impulse = [1.0] + [Double](repeating: 0, count: frames - 1)
        for section in designed {
            impulse = section.filtered(impulse)
            // The input that makes every term of the convolution positive at the last frame.
            inputs.append(impulse.reversed().map { $0 < 0 ? -32_768 : 32_767 })
        }
        var random = SplitMix64(seed: UInt64(frames))
        inputs.append(
            (0..<frames).map { _ in Double(Int.random(in: -32_768...32_767, using: &random)) })
        inputs.append((0..<frames).map { _ in Double(Int.random(in: -40...40, using: &random)) })
        inputs.append((0..<frames).map { $0 % 2 == 0 ? 32_767 : -32_767 })
        inputs.append((0..<frames).map { $0 / 37 % 2 == 0 ? -32_768 : 32_767 })
        return Array(inputs.prefix(8))
    }

    /// Output of the planned filters for inputs side by side, in counts.
    private static func run(_ plan: ConditioningPlan, _ inputs: [[Double]]) -> [[Double]] {
        var states = [BiquadState](repeating: BiquadState(), count: Int(plan.sectionCount))
        var outputs = inputs
        let shift = plan.fractionBits - plan.outputFractionBits
        for frame in inputs[0].indices {
            var lanes = Lanes()
            for (lane, input) in inputs.enumerated() {
                lanes[lane] = Int32(input[frame]) << plan.fractionBits
            }
            for section in states.indices {
                lanes = states[section].step(
                    lanes, plan.sections[section],
                    oppositeZeros: plan.sections[section].hasOppositeZeros)
            }
            for lane in inputs.indices {
                outputs[lane][frame] =
                    Double(lanes[lane] >> shift) * exp2(-Double(plan.outputFractionBits))
            }
        }
        return outputs
    }

    @Test("no input overflows, and the error stays within its bound", arguments: chains)
    func error(chain: Chain) throws {
        let design = try chain.planned()
        #expect(design.plan.sectionCount == Int32(chain.designed.count))
        let frames = min(6_000, max(1_200, design.settlingFrames * 2))
        let inputs = Self.inputs(chain.designed, frames: frames)
        let outputs = Self.run(design.plan, inputs)
        var largest = 0.0
        for (input, output) in zip(inputs, outputs) {
            let exact = chain.designed.reduce(input) { $1.filtered($0) }
            for (one, other) in zip(output, exact) {
                largest = max(largest, abs(one - other))
            }
            // An overflow would be off by half the range; the bound is far below that.
            #expect(exact.allSatisfy { abs($0) <= design.worstCaseGain * 32_768 * 1.001 })
        }
        #expect(largest <= design.errorBoundCounts)
        #expect(design.errorBoundCounts < 8)
        #expect(design.worstCaseGain <= 4)
    }

    @Test(
        "the worst input nearly reaches the worst-case gain",
        arguments: [chains[4], chains[5], chains[2]])
    func worstCase(chain: Chain) throws {
        let design = try chain.planned()
        let inputs = Self.inputs(chain.designed, frames: design.settlingFrames * 2)
        let outputs = Self.run(design.plan, inputs)
        // Lane n holds what is worst for the output of section n.
        let reached = abs(try #require(outputs[chain.designed.count - 1].last))
        #expect(reached > 0.98 * design.worstCaseGain * 32_767)
    }

    @Test("a signal of 1 mV is at least 66 dB above the error", arguments: chains)
    func signalToNoise(chain: Chain) throws {
        let design = try chain.planned()
        var random = SplitMix64(seed: 5)
        // 4,000 counts of 250 nV are 1 mV.
        let input = (0..<3_000).map { _ in Double(Int.random(in: -4_000...4_000, using: &random)) }
        let output = Self.run(design.plan, [input])[0]
        let exact = chain.designed.reduce(input) { $1.filtered($0) }
        let signal = exact.reduce(0) { $0 + $1 * $1 }
        let error = zip(output, exact).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        #expect(10 * log10(signal / error) > 66)
    }

    @Test("settled at a constant, the output is exactly 0", arguments: chains)
    func settled(chain: Chain) throws {
        let plan = try chain.planned().plan
        for count in [-32_768, -1, 0, 1, 777, 32_767] as [Int32] {
            let input = Lanes(repeating: count << plan.fractionBits)
            var states = (0..<Int(plan.sectionCount)).map {
                BiquadState(settledAt: $0 == 0 ? input : Lanes())
            }
            for _ in 0..<100 {
                var lanes = input
                for section in states.indices {
                    lanes = states[section].step(
                        lanes, plan.sections[section],
                        oppositeZeros: plan.sections[section].hasOppositeZeros)
                }
                #expect(lanes == Lanes())
            }
        }
    }

    @Test("filters that amplify more than 32 bits can hold are refused")
    func refused() {
        let sharp = DesignedSection(gain: 1.9, a1: -1.95, a2: 0.99, zero1: -1, zero2: 1)
        let error = #expect(throws: SettingsError.self) {
            try ConditioningDesign(
                designed: [sharp], outputFractionBits: 6, field: "detector.bandPassHertz")
        }
        #expect(error?.description.contains("widen the band or lower its order") == true)
    }
}
