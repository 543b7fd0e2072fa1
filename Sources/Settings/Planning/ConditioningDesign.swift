import Detection
import FixedPoint
import Foundation

/// The conditioning filters as quantised sections, with what quantisation costs.
public struct ConditioningDesign: Sendable {
    /// The sections as the detector runs them.
    public let plan: ConditioningPlan
    /// Largest magnitude of the conditioned signal over that of the input, for any input.
    public let worstCaseGain: Double
    /// Bound of the difference from the same filter in exact arithmetic, in counts, for any input
    /// of 16 bits: coefficients and rounding together.
    public let errorBoundCounts: Double
    /// Frames after which what remains of an impulse is below a thousandth of its response.
    public let settlingFrames: Int

    static let fractionBitsMin = 6
    static let fractionBitsMax = 13

    /// - Parameters:
    ///   - outputFractionBits: fraction bits of the conditioned signal that the features' sums
    ///     leave room for.
    init(
        designed: [DesignedSection], outputFractionBits: Int, field: String
    ) throws(SettingsError) {
        var quantised: [BiquadSection] = []
        for section in designed { quantised.append(BiquadSection(quantising: section)) }
        let ideal = try Self.responses(of: designed, field: field)
        let actual = try Self.responses(
            of: quantised.map { DesignedSection(dequantising: $0) }, field: field)

        // No node may leave 32 bits: input of 2^15 counts times the node's worst-case gain.
        let gainOfNodes = actual.nodes.max() ?? 1
        let fractionBits = min(
            Self.fractionBitsMax, Int(floor(Foundation.log2(65_535 / gainOfNodes))))
        let worstCaseGain = actual.outputs.last ?? 1
        guard fractionBits >= Self.fractionBitsMin, worstCaseGain <= 4 else {
            throw SettingsError(
                field: field,
                problem: "the filters would amplify their worst input by \(format(gainOfNodes)) "
                    + "inside and \(format(worstCaseGain)) in all; widen the band or lower its order"
            )
        }
        self.worstCaseGain = worstCaseGain
        settlingFrames = actual.settlingFrames

        var rounding = 0.0
        for (index, section) in quantised.enumerated() {
            // Each section's rounding enters as (1 - z^-1) / A(z), then passes the later ones.
            var passed = [DesignedSection(feedbackOf: section)]
            passed += quantised[(index + 1)...].map { DesignedSection(dequantising: $0) }
            rounding += try Self.responses(of: passed, field: field).outputs.last ?? 0
        }
        let coefficients = zip(ideal.impulse, actual.impulse).reduce(0.0) { $0 + abs($1.0 - $1.1) }
        errorBoundCounts =
            rounding * exp2(-Double(fractionBits)) + coefficients * 32_768
            + exp2(-Double(min(outputFractionBits, fractionBits)))

        var plan = ConditioningPlan()
        plan.fractionBits = Int32(fractionBits)
        plan.outputFractionBits = Int32(min(outputFractionBits, fractionBits))
        plan.sectionCount = Int32(quantised.count)
        for (index, section) in quantised.enumerated() { plan.sections[index] = section }
        self.plan = plan
    }

    private struct Responses {
        /// Sum of the magnitudes of the impulse response up to each section's output.
        var outputs: [Double]
        /// The same for every number that a section holds.
        var nodes: [Double]
        var impulse: [Double]
        var settlingFrames: Int
    }

    private static func responses(
        of sections: [DesignedSection], field: String
    ) throws(SettingsError) -> Responses {
        var x1 = [Double](repeating: 0, count: sections.count)
        var u1 = x1
        var y1 = x1
        var y2 = x1
        var outputs = x1
        var nodes = [Double](repeating: 0, count: sections.count * 2)
        var impulse: [Double] = []
        var peak = 0.0
        var settlingFrames = 0
        let framesMax = 2_000_000
        for frame in 0..<framesMax {
            var value = frame == 0 ? 1.0 : 0
            var rest = 0.0
            for (index, section) in sections.enumerated() {
                let u = value + section.zero1 * x1[index]
                let v = u + section.zero2 * u1[index]
                let y = section.gain * v - section.a1 * y1[index] - section.a2 * y2[index]
                x1[index] = value
                u1[index] = u
                y2[index] = y1[index]
                y1[index] = y
                outputs[index] += abs(y)
                nodes[2 * index] += abs(u)
                nodes[2 * index + 1] += abs(v)
                rest = max(rest, abs(y), abs(y2[index]))
                value = y
            }
            impulse.append(value)
            peak = max(peak, rest)
            if rest > 1e-3 * peak { settlingFrames = frame + 1 }
            if frame > 16, rest < 1e-12 * peak {
                return Responses(
                    outputs: outputs, nodes: nodes + outputs, impulse: impulse,
                    settlingFrames: settlingFrames)
            }
        }
        throw SettingsError(
            field: field,
            problem: "the filters ring for more than \(framesMax) frames; raise the lower edge")
    }
}

extension BiquadSection {
    init(quantising section: DesignedSection) {
        let scale = exp2(30.0)
        self.init(
            gain: Int32(clamping: Int64((section.gain * scale).rounded())),
            a1: Int32(clamping: Int64((section.a1 * scale).rounded())),
            a2: Int32(clamping: Int64((section.a2 * scale).rounded())),
            zero1: section.zero1 < 0 ? -1 : 0, zero2: section.zero2 < 0 ? -1 : 0)
    }
}

extension DesignedSection {
    init(dequantising section: BiquadSection) {
        let scale = exp2(-30.0)
        self.init(
            gain: Double(section.gain) * scale, a1: Double(section.a1) * scale,
            a2: Double(section.a2) * scale, zero1: section.zero1 < 0 ? -1 : 1,
            zero2: section.zero2 < 0 ? -1 : 1)
    }

    /// (1 - z^-1) / A(z): what a section does to its own rounding.
    init(feedbackOf section: BiquadSection) {
        self.init(dequantising: section)
        gain = 1
        zero1 = -1
        zero2 = 0
    }
}

/// A number for a person: up to three significant decimals, no trailing zeros.
func format(_ value: Double) -> String {
    // What three decimals cannot show must not read as 0.
    if value != 0, abs(value) < 0.001 { return String(format: "%g", value) }
    let text = String(format: "%.3f", value)
    guard text.contains(".") else { return text }
    var trimmed = Substring(text)
    while trimmed.hasSuffix("0") { trimmed.removeLast() }
    if trimmed.hasSuffix(".") { trimmed.removeLast() }
    return String(trimmed)
}
