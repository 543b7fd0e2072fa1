import Foundation
import TestSupport
import Testing

@testable import Planning

/// Designed filters against the analytic Butterworth response.
@Suite("Filter design")
struct FilterDesignTests {
    private static let rates = [100.0, 250, 16_384.0 / 41, 512, 2_048, 5_000]

    private static func magnitude(_ sections: [DesignedSection], _ hertz: Double, _ rate: Double)
        -> Double
    {
        sections.reduce(1) { $0 * $1.magnitude(at: hertz / rate) }
    }

    /// |H|^2 = 1 / (1 + ((w^2 - low high) / (w (high - low)))^2n), all warped: w = tan(pi f / rate).
    @Test("a band-pass has the Butterworth magnitude", arguments: rates, 1...3)
    func bandPass(rate: Double, order: Int) {
        for (low, high) in [(4.0, 0.4 * rate), (0.5, 20), (8, 13), (0.05, 0.45 * rate)] {
            let sections = FilterDesign.bandPass(
                lowHertz: low, highHertz: high, order: order, rateHertz: rate)
            #expect(sections.count == order)
            let warp = { (hertz: Double) in tan(.pi * hertz / rate) }
            for step in 1..<200 {
                let hertz = rate / 2 * pow(Double(step) / 200, 3)
                let ratio =
                    (warp(hertz) * warp(hertz) - warp(low) * warp(high))
                    / (warp(hertz) * (warp(high) - warp(low)))
                let expected = 1 / (1 + pow(ratio * ratio, Double(order))).squareRoot()
                let found = Self.magnitude(sections, hertz, rate)
                #expect(abs(found - expected) < 1e-6 + 1e-6 * expected, "\(hertz) Hz")
            }
            for edge in [low, high] {
                let decibels = 20 * log10(Self.magnitude(sections, edge, rate))
                #expect(abs(decibels + 3.0103) < 1e-3)
            }
            // Both ends of the spectrum are blocked.
            #expect(Self.magnitude(sections, 0, rate) < 1e-9)
            #expect(Self.magnitude(sections, rate / 2, rate) < 1e-9)
        }
    }

    @Test("a high-pass has the Butterworth magnitude of second order", arguments: rates)
    func highPass(rate: Double) {
        for edge in [0.1, 1, 0.2 * rate] {
            let sections = FilterDesign.highPass(hertz: edge, rateHertz: rate)
            #expect(sections.count == 1)
            let warp = { (hertz: Double) in tan(.pi * hertz / rate) }
            for hertz in [edge / 100, edge / 10, edge, edge * 1.7, rate * 0.4] {
                let expected = 1 / (1 + pow(warp(edge) / warp(hertz), 4)).squareRoot()
                #expect(abs(Self.magnitude(sections, hertz, rate) - expected) < 1e-6)
            }
            #expect(abs(Self.magnitude(sections, rate / 2, rate) - 1) < 1e-9)
            #expect(Self.magnitude(sections, 0, rate) < 1e-9)
        }
        // 40 dB a decade, where warping does not matter.
        let sections = FilterDesign.highPass(hertz: 0.1, rateHertz: rate)
        let slope = Self.magnitude(sections, 0.01, rate) / Self.magnitude(sections, 0.001, rate)
        #expect(abs(slope - 100) < 0.1)
    }

    @Test("every section is stable and can be written in Q1.30", arguments: rates, 1...3)
    func stable(rate: Double, order: Int) {
        for (low, high) in [(0.05, 0.45 * rate), (4.0, 0.4 * rate), (20, 25)] {
            for section in FilterDesign.bandPass(
                lowHertz: low, highHertz: high, order: order, rateHertz: rate)
            {
                #expect(abs(section.a2) < 1)
                #expect(abs(section.a1) < 1 + section.a2)
                #expect(abs(section.a1) < 2 && section.gain < 2 && section.gain > 0)
            }
        }
    }

    /// Impulse responses of the designs, sample by sample, against SciPy's `butter`.
    @Test("agrees with SciPy", .enabled(if: PythonOracle.has("scipy.signal")))
    func oracle() throws {
        struct Case: Codable {
            var kind: String
            var edges: [Double]
            var order: Int
            var rate: Double
            var impulse: [Double]
        }
        var cases: [Case] = []
        for rate in Self.rates {
            let highPass = FilterDesign.highPass(hertz: 1, rateHertz: rate)
            cases.append(
                Case(
                    kind: "highpass", edges: [1], order: 2, rate: rate,
                    impulse: impulse(highPass)))
            for order in 1...3 {
                let sections = FilterDesign.bandPass(
                    lowHertz: 4, highHertz: 0.4 * rate, order: order, rateHertz: rate)
                cases.append(
                    Case(
                        kind: "bandpass", edges: [4, 0.4 * rate], order: order, rate: rate,
                        impulse: impulse(sections)))
            }
        }
        let output = try PythonOracle.run("design_filters.py", input: JSONEncoder().encode(cases))
        let expected = try JSONDecoder().decode([[Double]].self, from: output)
        #expect(expected.count == cases.count)
        for (given, wanted) in zip(cases, expected) {
            let difference = zip(given.impulse, wanted).map { abs($0 - $1) }.max() ?? 1
            #expect(difference < 1e-9, "\(given.kind) of order \(given.order) at \(given.rate) Hz")
        }
    }

    private func impulse(_ sections: [DesignedSection]) -> [Double] {
        var signal = [1.0] + [Double](repeating: 0, count: 255)
        for section in sections { signal = section.filtered(signal) }
        return signal
    }
}

extension DesignedSection {
    /// The section's output from rest, in Double, straight from its difference equation.
    func filtered(_ signal: [Double]) -> [Double] {
        var (x1, x2, y1, y2) = (0.0, 0.0, 0.0, 0.0)
        return signal.map { x in
            let y =
                gain * (x + (zero1 + zero2) * x1 + zero1 * zero2 * x2) - a1 * y1 - a2 * y2
            (x1, x2, y1, y2) = (x, x1, y, y1)
            return y
        }
    }
}
