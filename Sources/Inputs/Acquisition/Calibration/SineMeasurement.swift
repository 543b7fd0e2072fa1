/// What a sine of known frequency shows of one channel: how large it is, where its middle lies, and
/// what is left when it is taken away.
///
/// Every uncertainty is half of a 95 % interval. It comes from the scatter over ten stretches of the
/// signal (Student's t with nine degrees of freedom), so that it holds for noise of any colour that
/// is not slower than a stretch.
package struct SineMeasurement: Sendable, Equatable {
    package let fit: SineFit
    package let amplitudeUncertainty: Double
    package let offsetUncertainty: Double
    /// RMS of what is neither the sine nor its offset, from the slowest that the samples hold to half
    /// the rate: hum and distortion count as noise.
    package let noise: Double
    package let noiseUncertainty: Double

    package static let stretchCount = 10
    /// Of Student's t with `stretchCount` - 1 degrees of freedom, two-sided, 95 %.
    private static let studentT = 2.262
    /// How far the frequency may be from what was said: more than any generator is off.
    package static let frequencyShare = 0.01
    /// A sine with so much of two and three times its frequency was clipped, or is none.
    static let distortionMax = 0.03

    /// - Parameters:
    ///   - samples: in any unit, at least two periods in a tenth of them.
    ///   - atRail: how many samples are at the converter's end.
    ///   - step: of the converter, in that unit: a sine below it is none.
    package init(
        _ samples: [Double], rateHertz: Double, saidHertz: Double, atRail: Int, step: Double
    ) throws(SineProblem) {
        guard atRail == 0 else { throw .clipped(atRail, of: samples.count) }
        let found = SineFit(
            samples, rateHertz: rateHertz, near: saidHertz, within: Self.frequencyShare)
        guard let found else { throw .absent(amplitude: 0, noise: 0) }
        let residual = Residual(samples, found, rateHertz)
        let isNear = abs(found.hertz / saidHertz - 1) <= Self.frequencyShare
        guard isNear, found.amplitude > max(residual.rms, step) else {
            if let other = Self.otherHertz(samples, rateHertz, step) { throw .other(hertz: other) }
            throw .absent(amplitude: found.amplitude, noise: residual.rms)
        }
        let distortion = residual.harmonics / found.amplitude
        guard distortion <= Self.distortionMax else { throw .distorted(distortion) }
        fit = found
        noise = residual.rms
        let scatter = residual.scatter(samples, found, stretches: Self.stretchCount)
        amplitudeUncertainty = Self.studentT * scatter.amplitude
        offsetUncertainty = Self.studentT * scatter.offset
        noiseUncertainty = noise > 0 ? Self.studentT * scatter.square / (2 * noise) : 0
    }

    /// Where else a sine is that stands out of the rest; nil where there is none.
    private static func otherHertz(
        _ samples: [Double], _ rateHertz: Double, _ step: Double
    ) -> Double? {
        guard let crude = crossingsHertz(samples, rateHertz),
            let fit = SineFit(samples, rateHertz: rateHertz, near: crude, within: 0.02)
        else { return nil }
        let rest = Residual(samples, fit, rateHertz).rms
        return fit.amplitude > max(rest, step) ? fit.hertz : nil
    }

    /// How often the signal rises through its mean, small ripples left out.
    private static func crossingsHertz(_ samples: [Double], _ rateHertz: Double) -> Double? {
        let count = Double(samples.count)
        let mean = samples.reduce(0, +) / count
        let square = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        let hysteresis = square.squareRoot() / 2
        var isHigh = samples[0] > mean
        var rises: [Int] = []
        for (index, sample) in samples.enumerated() {
            if !isHigh, sample > mean + hysteresis {
                isHigh = true
                rises.append(index)
            } else if sample < mean - hysteresis {
                isHigh = false
            }
        }
        guard let first = rises.first, let last = rises.last, last > first else { return nil }
        let hertz = Double(rises.count - 1) * rateHertz / Double(last - first)
        return hertz < 0.48 * rateHertz ? hertz : nil
    }
}

/// Why a channel's signal is not the sine that it was said to be; amplitudes in the samples' unit.
package enum SineProblem: Error, Equatable {
    case clipped(Int, of: Int)
    case absent(amplitude: Double, noise: Double)
    case other(hertz: Double)
    /// What two and three times its frequency have, as a part of it.
    case distorted(Double)
}

/// What is left of samples when a sine is taken away.
private struct Residual {
    private var values: [Double]
    private let rateHertz: Double
    private let hertz: Double
    let rms: Double

    init(_ samples: [Double], _ fit: SineFit, _ rateHertz: Double) {
        self.rateHertz = rateHertz
        hertz = fit.hertz
        values = samples.enumerated().map {
            $1 - fit.value(at: $0, of: samples.count, rateHertz: rateHertz)
        }
        // Four numbers were fitted.
        let freedom = Double(max(1, values.count - 4))
        rms = (values.reduce(0) { $0 + $1 * $1 } / freedom).squareRoot()
    }

    /// Amplitude at two and three times the sine's frequency, where it exceeds the noise.
    var harmonics: Double {
        var square = 0.0
        for order in [2.0, 3] where order * hertz < 0.45 * rateHertz {
            let fit = SineFit(values, rateHertz: rateHertz, at: order * hertz)
            square += (fit?.amplitude ?? 0) * (fit?.amplitude ?? 0)
        }
        let amplitude = square.squareRoot()
        return amplitude > 5 * rms * (2 / Double(values.count)).squareRoot() ? amplitude : 0
    }

    /// Standard errors over stretches: of the sine in its own phase, of the offset, and of the mean
    /// square of the residual.
    func scatter(
        _ samples: [Double], _ fit: SineFit, stretches: Int
    ) -> (amplitude: Double, offset: Double, square: Double) {
        var amplitudes: [Double] = []
        var offsets: [Double] = []
        var squares: [Double] = []
        for stretch in 0..<stretches {
            let range =
                values.count * stretch / stretches..<values.count * (stretch + 1) / stretches
            let part = SineFit(
                values, in: range, rateHertz: rateHertz, at: hertz,
                origin: Double(values.count - 1) / 2)
            guard let part else { continue }
            amplitudes.append(
                (part.cosine * fit.cosine + part.sine * fit.sine) / fit.amplitude)
            offsets.append(part.offset)
            squares.append(values[range].reduce(0) { $0 + $1 * $1 } / Double(range.count))
        }
        return (error(amplitudes), error(offsets), error(squares))
    }

    private func error(_ values: [Double]) -> Double {
        let count = Double(values.count)
        guard count > 1 else { return .infinity }
        let mean = values.reduce(0, +) / count
        let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (square / (count - 1) / count).squareRoot()
    }
}
