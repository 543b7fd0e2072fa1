import Foundation

/// The anti-alias filter of a `RateConversion`: a low-pass of linear phase, the same for every run.
///
/// A windowed sinc on the grid of `up` points a device frame (Oppenheim and Schafer, Discrete-Time
/// Signal Processing, 7.5): half of it is 11 frames of the loop long, its corner is at 0.375 of the loop's
/// rate, and the window is Kaiser's for 86 dB, beta = 0.1102 (86 - 8.7). It passes up to 0.25 of the
/// loop's rate, to 0.001 dB, and from 0.5 on, where folding begins, at least 85 dB are rejected.
/// `DecimationFilterTests` measures both.
///
/// A coefficient is an integer of which 2^30 are 1. Each phase adds up to exactly that, so that a
/// constant comes out as it is, and a sample of 32 bits at full scale cannot overflow 64.
package struct DecimationFilter: Sendable, Equatable {
    /// What a phase's coefficients add up to.
    package static let unity: Int64 = 1 << 30
    static let attenuationDecibels = 86.0
    static let cornerOfRate = 0.375

    package let conversion: RateConversion
    /// [phase][windowFrames], the oldest device frame's first.
    package let coefficients: [Int32]

    /// Makes the coefficients. O(22 x `down`), some 50 multiplications each.
    ///
    /// - Precondition: the conversion has a filter.
    package init(_ conversion: RateConversion) {
        precondition(conversion.isFiltered, "a mean has no coefficients")
        self.conversion = conversion
        let half = Int(conversion.delayFrames * conversion.down)
        let shape = Self.shape(half: half, down: Double(conversion.down))
        let up = Int(conversion.up)
        let window = conversion.windowFrames
        var coefficients = [Int32](repeating: 0, count: up * window)
        for phase in 0..<up {
            let places = stride(from: phase, through: 2 * half, by: up)
            let sum = places.reduce(0) { $0 + shape[$1] }
            var left = Self.unity
            func put(_ place: Int, _ value: Int64) {
                let index = (phase + 1) * window - 1 - place / up
                coefficients[index] += Int32(value)
                left -= value
            }
            for place in places {
                put(place, Int64((shape[place] / sum * Double(Self.unity)).rounded()))
            }
            // What rounding left over goes to the middle, on both sides alike: the phase stays linear.
            let below = (half - phase) % up
            let middle = 2 * below <= up ? half - below : half - below + up
            let mirrored = 2 * half - middle
            if middle != mirrored, (mirrored - phase) % up == 0 { put(mirrored, left / 2) }
            put(middle, left)
        }
        self.coefficients = coefficients
    }

    /// The windowed sinc, not yet to scale: 2 x `half` + 1 values, the middle one the largest.
    private static func shape(half: Int, down: Double) -> [Double] {
        let beta = 0.1102 * (attenuationDecibels - 8.7)
        let scale = bessel(beta)
        var shape = [Double](repeating: 0, count: 2 * half + 1)
        for distance in 0...half {
            let angle = 2 * Double.pi * cornerOfRate * Double(distance) / down
            let part = Double(distance) / Double(half)
            let window = bessel(beta * (1 - part * part).squareRoot()) / scale
            let value = window * (distance == 0 ? 1 : sin(angle) / angle)
            shape[half - distance] = value
            shape[half + distance] = value
        }
        return shape
    }

    /// The modified Bessel function of order zero, by its series.
    private static func bessel(_ x: Double) -> Double {
        var (sum, term, number) = (1.0, 1.0, 1.0)
        while term > 1e-17 * sum {
            term *= (x / 2 / number) * (x / 2 / number)
            sum += term
            number += 1
        }
        return sum
    }
}
