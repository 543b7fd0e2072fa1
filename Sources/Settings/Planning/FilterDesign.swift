import FixedPoint
import Foundation

/// A second-order section as designed, before quantisation: zeros at 0 Hz or at half the rate.
struct DesignedSection {
    var gain: Double
    var a1: Double
    var a2: Double
    /// Sign of each zero's term: -1 for a zero at 0 Hz, +1 for one at half the sampling rate.
    var zero1: Double
    var zero2: Double

    /// |H| at `frequency` in cycles a sample.
    func magnitude(at frequency: Double) -> Double {
        let delay = Complex(angle: -2 * .pi * frequency)
        let numerator =
            (Complex(1) + delay * zero1) * (Complex(1) + delay * zero2) * Complex(gain)
        let denominator = Complex(1) + delay * a1 + delay * delay * a2
        return numerator.magnitude / denominator.magnitude
    }
}

/// Butterworth filters by the bilinear transform with pre-warped edges (Oppenheim and Schafer,
/// Discrete-Time Signal Processing, 7.1).
enum FilterDesign {
    /// Second-order high-pass, gain 1 at half the sampling rate.
    static func highPass(hertz: Double, rateHertz: Double) -> [DesignedSection] {
        let edge = tan(.pi * hertz / rateHertz)
        // The prototype's pole pair: exp(±3/4 pi i); a high-pass has them at edge / pole.
        let pole = Complex(edge) / Complex(angle: 0.75 * .pi)
        return [section(analogPole: pole, zeros: (-1, -1), unitGainAt: 0.5)]
    }

    /// Band-pass of `order` poles an edge, gain 1 at the geometric mean of the warped edges.
    static func bandPass(
        lowHertz: Double, highHertz: Double, order: Int, rateHertz: Double
    ) -> [DesignedSection] {
        let low = tan(.pi * lowHertz / rateHertz)
        let high = tan(.pi * highHertz / rateHertz)
        let centre = atan((low * high).squareRoot()) / .pi
        var poles: [Complex] = []
        for index in 0..<order {
            let angle = Double.pi * (0.5 + (Double(index) + 0.5) / Double(order))
            // p s -> (s^2 + low high) / (s (high - low)): two poles for each of the prototype.
            let half = Complex(angle: angle) * Complex((high - low) / 2)
            let root = (half * half + Complex(-low * high)).squareRoot
            poles += [half + root, half + root * -1]
        }
        // One pole of each conjugate pair stands for both; real poles come in twos.
        let upper = poles.filter { $0.imaginary > 1e-12 }
        let real = poles.filter { abs($0.imaginary) <= 1e-12 }.map(\.real).sorted()
        var sections = upper.map {
            section(analogPole: $0, zeros: (-1, 1), unitGainAt: centre)
        }
        for index in stride(from: 0, to: real.count - 1, by: 2) {
            sections.append(
                section(
                    analogPoles: (Complex(real[index]), Complex(real[index + 1])), zeros: (-1, 1),
                    unitGainAt: centre))
        }
        // The most damped first: the sharp ones then see less of what is outside the band.
        return withinQ30(sections.sorted { $0.a2 < $1.a2 })
    }

    /// Gains in Q1.30 are below 2, and a wide band's sections may need more: what one has beyond goes
    /// to the one with the least. Their product is below 1, so there is room.
    private static func withinQ30(_ sections: [DesignedSection]) -> [DesignedSection] {
        let gainMax = 1.9
        var sections = sections
        for index in sections.indices where sections[index].gain > gainMax {
            let surplus = sections[index].gain / gainMax
            sections[index].gain = gainMax
            if let least = sections.indices.min(by: { sections[$0].gain < sections[$1].gain }) {
                sections[least].gain *= surplus
            }
        }
        return sections
    }

    private static func section(
        analogPole pole: Complex, zeros: (Double, Double), unitGainAt frequency: Double
    ) -> DesignedSection {
        section(
            analogPoles: (pole, Complex(pole.real, -pole.imaginary)), zeros: zeros,
            unitGainAt: frequency)
    }

    private static func section(
        analogPoles poles: (Complex, Complex), zeros: (Double, Double),
        unitGainAt frequency: Double
    ) -> DesignedSection {
        let first = (Complex(1) + poles.0) / (Complex(1) + poles.0 * -1)
        let second = (Complex(1) + poles.1) / (Complex(1) + poles.1 * -1)
        var section = DesignedSection(
            gain: 1, a1: -(first + second).real, a2: (first * second).real, zero1: zeros.0,
            zero2: zeros.1)
        section.gain = 1 / section.magnitude(at: frequency)
        return section
    }
}

/// As much of complex arithmetic as a filter design needs.
struct Complex {
    var real: Double
    var imaginary: Double

    init(_ real: Double, _ imaginary: Double = 0) {
        self.real = real
        self.imaginary = imaginary
    }

    init(angle: Double) { self.init(cos(angle), sin(angle)) }

    var magnitude: Double { hypot(real, imaginary) }

    /// The root with a real part that is not negative.
    var squareRoot: Complex {
        let root = ((magnitude + real) / 2).squareRoot()
        let other = ((magnitude - real) / 2).squareRoot()
        return Complex(root, imaginary < 0 ? -other : other)
    }

    static func + (left: Complex, right: Complex) -> Complex {
        Complex(left.real + right.real, left.imaginary + right.imaginary)
    }

    static func * (left: Complex, right: Complex) -> Complex {
        Complex(
            left.real * right.real - left.imaginary * right.imaginary,
            left.real * right.imaginary + left.imaginary * right.real)
    }

    static func * (left: Complex, right: Double) -> Complex {
        Complex(left.real * right, left.imaginary * right)
    }

    static func / (left: Complex, right: Complex) -> Complex {
        let scale = right.real * right.real + right.imaginary * right.imaginary
        let product = left * Complex(right.real, -right.imaginary)
        return Complex(product.real / scale, product.imaginary / scale)
    }
}
