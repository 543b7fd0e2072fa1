import Foundation

/// Between which frequencies a channel passes half of the power or more: its -3 dB points.
package struct PassBand: Sendable, Equatable {
    /// Hz; nil where less than `lossMin` of the slowest tone's power is lost, so that the corner lies below a
    /// quarter of its frequency. Between there and the slowest tone it is extrapolated.
    package private(set) var lowHertz: Double?
    /// Hz; nil where the fastest is.
    package private(set) var highHertz: Double?

    /// Of the power of a tone at four times a pole's corner, over what is left.
    static let lossMin = 1.0 / 16

    /// From the amplitudes of tones, against the largest of them.
    ///
    /// Between two tones (f0/f)^2n is taken for the power that is lost over the power that is left, as
    /// it is in a Butterworth filter of any order: the corner of a single pole comes out exact.
    ///
    /// - Parameter tones: ascending.
    package init(_ tones: [(hertz: Double, amplitude: Double)]) {
        guard let peak = tones.indices.max(by: { tones[$0].amplitude < tones[$1].amplitude }),
            tones[peak].amplitude > 0
        else { return }
        let largest = tones[peak].amplitude
        let lost = tones.map { Self.loss(of: $0.amplitude, against: largest) }
        func corner(_ outside: Int, _ inside: Int) -> Double {
            let rise = log(lost[outside]) / (log(lost[outside]) - log(lost[inside]))
            let (from, to) = (log(tones[outside].hertz), log(tones[inside].hertz))
            return exp(from + rise * (to - from))
        }
        if let outside = (0..<peak).last(where: { lost[$0] > 1 }) {
            lowHertz = corner(outside, outside + 1)
        } else if peak > 1, lost[0] > Self.lossMin, lost[0] > lost[1] {
            lowHertz = corner(0, 1)
        }
        if let outside = (peak + 1..<tones.count).first(where: { lost[$0] > 1 }) {
            highHertz = corner(outside, outside - 1)
        }
    }

    /// The power that is lost over the power that is left.
    static func loss(of amplitude: Double, against largest: Double) -> Double {
        let passed = amplitude / largest
        return max(1e-12, 1 / max(1e-12, passed * passed) - 1)
    }

    /// Tones of a sweep, two an octave, from `lowest` up to 0.45 of the rate, Hz.
    package static func tones(from lowest: Double, rateHertz: Double) -> [Double] {
        let highest = 0.45 * rateHertz
        guard lowest < highest else { return [] }
        let count = Int((2 * log2(highest / lowest)).rounded(.down))
        return (0...count).map { lowest * exp2(Double($0) / 2) } + [highest]
    }
}
