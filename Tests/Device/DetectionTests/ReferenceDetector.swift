import Detection
import Foundation

/// One channel's features in Double, from the definitions: means of the window's hops.
///
/// The filters are the plan's sections as numbers, run from a state that has seen the first sample
/// for ever. Half-waves are left out: they are compared as integers elsewhere.
struct ReferenceDetector {
    private(set) var lineLength: [Double] = []
    private(set) var area: [Double] = []

    init(_ plan: DetectionPlan, _ counts: Counts) {
        let conditioned = Self.conditioned(plan, counts)
        let hopFrames = Int(plan.hopFrames)
        var lengths: [Double] = []
        var areas: [Double] = []
        for hop in 0..<counts.count / hopFrames {
            let range = hop * hopFrames..<(hop + 1) * hopFrames
            let differences = range.map {
                abs(conditioned[$0] - ($0 == 0 ? 0 : conditioned[$0 - 1]))
            }
            lengths.append(differences.reduce(0, +) / Double(hopFrames))
            areas.append(range.map { abs(conditioned[$0]) }.reduce(0, +) / Double(hopFrames))
            lineLength.append(Self.mean(lengths.suffix(Int(plan.measures.windowHops[0]))))
            area.append(Self.mean(areas.suffix(Int(plan.measures.windowHops[1]))))
        }
    }

    /// Conditioned signal in counts.
    static func conditioned(_ plan: DetectionPlan, _ counts: Counts) -> [Double] {
        var signal = counts.map { Double($0) - Double(counts[0]) }
        for index in 0..<Int(plan.conditioning.sectionCount) {
            let section = plan.conditioning.sections[index]
            let scale = exp2(-30.0)
            let (gain, a1, a2) = (
                Double(section.gain) * scale, Double(section.a1) * scale, Double(section.a2) * scale
            )
            let (s1, s2) = (section.zero1 < 0 ? -1.0 : 1, section.zero2 < 0 ? -1.0 : 1)
            var (x1, x2, y1, y2) = (0.0, 0.0, 0.0, 0.0)
            for frame in signal.indices {
                let x = signal[frame]
                let y = gain * (x + (s1 + s2) * x1 + s1 * s2 * x2) - a1 * y1 - a2 * y2
                (x1, x2, y1, y2) = (x, x1, y, y1)
                signal[frame] = y
            }
        }
        return signal
    }

    private static func mean(_ values: ArraySlice<Double>) -> Double {
        values.reduce(0, +) / Double(values.count)
    }
}
