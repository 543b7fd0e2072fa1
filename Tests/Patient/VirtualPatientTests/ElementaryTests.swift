import Foundation
import Testing

@testable import VirtualPatient

@Suite("Elementary functions of our own agree with the library's")
struct ElementaryTests {
    /// Largest error over 100,001 places from `low` to `high`, relative to a value of 1 or more where
    /// `isAbsolute` and else to the value.
    private func error(
        _ low: Double, _ high: Double, isAbsolute: Bool = false,
        _ ours: (Double) -> Double, _ library: (Double) -> Double
    ) -> Double {
        var largest = 0.0
        for index in 0...100_000 {
            let x = low + (high - low) * Double(index) / 100_000
            let exact = library(x)
            let scale = isAbsolute ? 1 : abs(exact)
            if scale > 0 { largest = max(largest, abs(ours(x) - exact) / scale) }
        }
        return largest
    }

    @Test("logarithm")
    func logarithm() {
        #expect(error(0.2, 0.999_999, Elementary.log, { Foundation.log($0) }) < 1e-15)
        #expect(error(1.000_001, 1e6, Elementary.log, { Foundation.log($0) }) < 1e-15)
        for exponent in -1_020...1_000 {
            let x = Double(sign: .plus, exponent: exponent, significand: 1.7)
            let exact = Foundation.log(x)
            #expect(abs(Elementary.log(x) - exact) <= 1e-15 * abs(exact))
        }
        #expect(Elementary.log(1) == 0)
    }

    @Test("exponential")
    func exponential() {
        #expect(error(-700, 700, Elementary.exp, { Foundation.exp($0) }) < 1e-15)
        #expect(error(-1, 1, Elementary.exp, { Foundation.exp($0) }) < 1e-15)
        #expect(Elementary.exp(0) == 1)
        #expect(Elementary.exp(-1e6) == 0)
    }

    @Test("hyperbolic tangent, odd and exact at its ends")
    func tangent() {
        #expect(error(-25, 25, Elementary.tanh, { Foundation.tanh($0) }) < 1e-15)
        #expect(error(-1e-3, 1e-3, Elementary.tanh, { Foundation.tanh($0) }) < 1e-15)
        #expect(Elementary.tanh(1e9) == 1 && Elementary.tanh(-1e9) == -1)
        #expect(Elementary.tanh(-0.3) == -Elementary.tanh(0.3))
    }

    @Test("sine of turns, and both over a quarter")
    func sine() {
        #expect(
            error(-3, 3, isAbsolute: true, Elementary.sine, { Foundation.sin(2 * .pi * $0) })
                < 4e-15)
        let quarter = { (x: Double) in 0.5 * Double.pi * x }
        #expect(
            error(-0.5, 0.5, Elementary.sineOfQuarters, { Foundation.sin(quarter($0)) }) < 1e-15)
        #expect(
            error(-0.5, 0.5, Elementary.cosineOfQuarters, { Foundation.cos(quarter($0)) }) < 1e-15)
        #expect(Elementary.sine(turns: 0.25) == 1 && Elementary.sine(turns: -0.25) == -1)
    }
}
