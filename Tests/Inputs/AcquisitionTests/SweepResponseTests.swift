import Foundation
import TestSupport
import Testing

@testable import Acquisition

/// Tones that went through one pole or two, with noise.
@Suite("The response to a sweep")
struct SweepResponseTests {
    private static let rateHertz = 250.0

    private func response(
        poles: [Double], noise: Double, seed: UInt64, from lowest: Double = 0.5
    ) -> SweepResponse {
        var random = SplitMix64(seed: seed)
        var response = SweepResponse()
        for tone in PassBand.tones(from: lowest, rateHertz: Self.rateHertz) {
            let passed = poles.reduce(1.0) { $0 / (1 + ($1 / tone) * ($1 / tone)).squareRoot() }
            let count = Int(max(0.5, 4 / tone) * Self.rateHertz)
            let phase = Double.random(in: 0..<6, using: &random)
            let samples = (0..<count).map { frame in
                // Of four uniform numbers, nearly Gaussian.
                let sum = (0..<4).reduce(0.0) { sum, _ in sum + .random(in: -1...1, using: &random)
                }
                return 4_000 * passed
                    * cos(2 * .pi * tone * Double(frame) / Self.rateHertz + phase)
                    + noise * sum * 0.866 + 12
            }
            response.add(samples, hertz: tone, rateHertz: Self.rateHertz)
        }
        return response
    }

    /// The frequency that both together pass at half of the power.
    private func corner(_ poles: [Double]) -> Double {
        let squares = poles.map { $0 * $0 }
        let (sum, product) = (
            squares.reduce(0, +), squares.count == 2 ? squares[0] * squares[1] : 0
        )
        return ((sum + (sum * sum + 4 * product).squareRoot()) / 2).squareRoot()
    }

    @Test(
        "the corner lies in its interval, of one pole and of two, also below the slowest tone",
        arguments: [[0.2], [0.5], [1], [5], [10], [0.3, 0.3], [1, 0.9], [5, 2], [10, 1]],
        [0.5, 50])
    func interval(poles: [Double], noise: Double) throws {
        let expected = corner(poles)
        var held = 0
        for seed in 1...UInt64(20) {
            let response = response(poles: poles, noise: noise, seed: seed)
            let corner = try #require(response.band.lowHertz)
            let uncertainty = try #require(response.lowUncertaintyHertz)
            if abs(corner - expected) <= uncertainty { held += 1 }
            guard noise == 0.5 else { continue }
            #expect(abs(corner / expected - 1) < 0.05, "\(corner) for \(expected)")
            #expect(uncertainty < 0.12 * corner, "\(uncertainty) of \(corner)")
        }
        // Of 95 % intervals; more than five of twenty beyond come of chance once in 3,000 times.
        #expect(held >= 15, "\(held) of 20")
    }

    @Test("two poles are told from one", arguments: [[5.0, 2], [2, 2], [1, 0.5], [10, 4]])
    func poles(poles: [Double]) throws {
        let found = response(poles: poles, noise: 0.5, seed: 3).lowPolesHertz
        #expect(found.count == 2)
        for (one, expected) in zip(found, poles) {
            // Of two that are nearly equal only their product is known well.
            #expect(abs(one / expected - 1) < (poles[0] == poles[1] ? 0.2 : 0.03), "\(found)")
        }
    }

    @Test("one pole is one, and none is none", arguments: [0.5, 1, 5, 10, 20])
    func single(pole: Double) {
        for seed in 1...UInt64(10) {
            let found = response(poles: [pole], noise: 20, seed: seed)
            #expect(found.lowPolesHertz.isEmpty, "\(found.lowPolesHertz)")
            let none = response(poles: [], noise: 20, seed: seed)
            #expect(none.band.lowHertz == nil && none.lowUncertaintyHertz == nil)
            #expect(none.lowPolesHertz.isEmpty)
        }
    }
}
