import Foundation

/// What a channel passes of a sweep: its -3 dB points, how well the lower one is known, and of how many
/// poles its slope is.
package struct SweepResponse: Sendable, Equatable {
    /// Parts of a tone that are measured by themselves; their scatter gives the interval.
    package static let stretchCount = 4
    /// Of Student's t with `stretchCount` - 1 degrees of freedom, two-sided, 95 %.
    private static let studentT = 3.182
    /// Of a corner: what the slope that `PassBand` assumes between two tones leaves, with two poles.
    private static let slopeError = 0.005
    /// The same for each factor of e that the corner lies below the slowest tone.
    private static let slopeErrorBeyond = 0.1

    private struct Tone: Sendable, Equatable {
        var hertz: Double
        var amplitude: Double
        var stretches: [Double]
    }

    private var tones: [Tone] = []

    package init() {}

    /// Takes what was heard of a tone, ascending; 0 where it cannot be told.
    package mutating func add(_ samples: [Double], hertz: Double, rateHertz: Double) {
        func amplitude(_ range: Range<Int>) -> Double {
            SineFit(samples, in: range, rateHertz: rateHertz, at: hertz)?.amplitude ?? 0
        }
        let count = samples.count
        tones.append(
            Tone(
                hertz: hertz, amplitude: amplitude(samples.indices),
                stretches: (0..<Self.stretchCount).map { part in
                    amplitude(
                        count * part / Self.stretchCount..<count * (part + 1) / Self.stretchCount)
                }))
    }

    package var band: PassBand { PassBand(whole) }

    /// Half of a 95 % interval of the band's lower end, at most the whole of it; nil without one.
    package var lowUncertaintyHertz: Double? {
        guard let corner = band.lowHertz, let slowest = tones.first?.hertz,
            let largest = tones.max(by: { $0.amplitude < $1.amplitude })?.hertz
        else { return nil }
        let parts = (0..<Self.stretchCount).compactMap { PassBand(stretch($0)).lowHertz }
        guard parts.count == Self.stretchCount else { return corner }
        let beyond = Self.slopeErrorBeyond * max(0, log(slowest / corner))
        // What the largest tone itself has lost, against which all are held.
        let reference = (corner / largest) * (corner / largest)
        let slope = corner * (Self.slopeError + beyond + reference)
        let scatter = Self.studentT * Self.standardError(parts)
        return min(corner, (scatter * scatter + slope * slope).squareRoot())
    }

    /// The corners of two capacitors in series with the signal, Hz, the higher first; empty where the slope
    /// does not show two: there is one, or the lower is below a quarter of the higher.
    package var lowPolesHertz: [Double] {
        guard let corner = band.lowHertz,
            let poles = CouplingPoles(whole, corner: corner)
        else { return [] }
        let parts = (0..<Self.stretchCount).compactMap {
            CouplingPoles(stretch($0), corner: corner)
        }
        guard parts.count == Self.stretchCount,
            Self.studentT * Self.standardError(parts.map(\.lower)) < poles.lower / 2
        else { return [] }
        return [poles.higher, poles.lower]
    }

    private var whole: [(hertz: Double, amplitude: Double)] {
        tones.map { ($0.hertz, $0.amplitude) }
    }

    private func stretch(_ part: Int) -> [(hertz: Double, amplitude: Double)] {
        tones.map { ($0.hertz, $0.stretches[part]) }
    }

    private static func standardError(_ values: [Double]) -> Double {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (square / (count - 1) / count).squareRoot()
    }
}
