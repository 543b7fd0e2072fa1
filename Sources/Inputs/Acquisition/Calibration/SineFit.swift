import Foundation

/// A sine fitted to samples by least squares, its frequency too: the four-parameter fit of IEEE Std
/// 1057, since a generator's clock is not the device's.
///
/// x(t) = offset + cosine × cos(2π hertz t) + sine × sin(2π hertz t), with t from the middle of the
/// samples, where an error of the frequency does least to the phase.
package struct SineFit: Sendable, Equatable {
    package private(set) var hertz: Double
    package private(set) var cosine = 0.0
    package private(set) var sine = 0.0
    package private(set) var offset = 0.0

    /// Half of peak to peak, in the samples' unit.
    package var amplitude: Double { (cosine * cosine + sine * sine).squareRoot() }

    /// Radians by which the sine is ahead of a cosine in the middle of the samples.
    package var phase: Double { atan2(-sine, cosine) }

    /// How many periods are looked at first: the more, the finer must be the steps of the search.
    private static let firstPeriods = 400.0

    /// Fits the frequency as well. O(n) for each step of a search, then for each of a few refinements.
    ///
    /// - Parameters:
    ///   - hertz: where the frequency is looked for, below half the rate.
    ///   - share: how far from it, as a part of it; it may be found a little beyond.
    /// - Returns: nil where there are fewer than eight samples, or the search ends outside 0 to half
    ///   the rate.
    package init?(_ samples: [Double], rateHertz: Double, near hertz: Double, within share: Double)
    {
        guard samples.count >= 8, hertz > 0, hertz < rateHertz / 2 else { return nil }
        self.hertz = hertz
        var count = min(samples.count, max(8, Int(Self.firstPeriods / hertz * rateHertz)))
        search(samples, count, rateHertz, share)
        while true {
            guard refine(samples, count, rateHertz) else { return nil }
            guard count < samples.count else { return }
            // The frequency is known to far less than a period of four times the length.
            count = min(4 * count, samples.count)
        }
    }

    /// Fits at a known frequency.
    ///
    /// - Parameters:
    ///   - range: the samples to be fitted.
    ///   - origin: where t is 0, in samples; the middle of all where nil.
    package init?(
        _ samples: [Double], in range: Range<Int>? = nil, rateHertz: Double, at hertz: Double,
        origin: Double? = nil
    ) {
        self.hertz = hertz
        let equations = NormalEquations(
            samples, range ?? samples.indices, radiansPerSample: 2 * .pi * hertz / rateHertz,
            origin: origin ?? Double(samples.count - 1) / 2)
        guard take(equations.solution) else { return nil }
    }

    /// The value of the sine and its offset at a sample.
    package func value(at index: Int, of count: Int, rateHertz: Double) -> Double {
        let angle = 2 * .pi * hertz * (Double(index) - Double(count - 1) / 2) / rateHertz
        return offset + cosine * cos(angle) + sine * sin(angle)
    }

    private mutating func take(_ solution: [Double]?) -> Bool {
        guard let solution else { return false }
        (cosine, sine, offset) = (solution[0], solution[1], solution[2])
        return true
    }

    /// Steps of a quarter of what the length resolves.
    private mutating func search(
        _ samples: [Double], _ count: Int, _ rateHertz: Double, _ share: Double
    ) {
        let span = hertz * share
        let steps = Int((4 * span * Double(count) / rateHertz).rounded(.up))
        guard steps > 0 else { return }
        var best = self
        for step in -steps...steps {
            let trial = hertz + span * Double(step) / Double(steps)
            guard trial > 0, trial < rateHertz / 2 else { continue }
            let fit = SineFit(
                samples, in: 0..<count, rateHertz: rateHertz, at: trial,
                origin: Double(count - 1) / 2)
            if let fit, fit.amplitude > best.amplitude { best = fit }
        }
        self = best
    }

    /// Gauss-Newton over the first `count` samples, the frequency moved by at most half of what they
    /// resolve at a time.
    private mutating func refine(_ samples: [Double], _ count: Int, _ rateHertz: Double) -> Bool {
        var step = 2 * .pi * hertz / rateHertz
        for _ in 0..<20 {
            let equations = NormalEquations(
                samples, 0..<count, radiansPerSample: step, origin: Double(count - 1) / 2,
                around: (cosine, sine))
            guard let solution = equations.solution, take(solution) else { return false }
            guard solution.count == 4 else { continue }
            let most = .pi / Double(count)
            let change = min(max(solution[3] * 2 / Double(count), -most), most)
            step += change
            guard step > 0, step < .pi else { return false }
            hertz = step / (2 * .pi) * rateHertz
            if abs(change) * Double(count) < 1e-9 { break }
        }
        return true
    }
}
