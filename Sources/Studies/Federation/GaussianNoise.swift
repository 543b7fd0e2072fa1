import Foundation
import Training

extension TravellingSums {
    /// Gradient and curvature of one patient, neither longer than the patient's weight: in L2, and in
    /// Frobenius' norm. The loss is left out.
    func clipped(to weight: Double) -> TravellingSums {
        var sums = self
        sums.loss = 0
        let length = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
        if length > weight {
            for index in gradient.indices { sums.gradient[index] *= weight / length }
        }
        let norm = SymmetricMatrix(curvature).norm
        if norm > weight {
            for index in curvature.indices { sums.curvature[index] *= weight / norm }
        }
        return sums
    }

    /// With noise of a standard deviation on each part; on those that stand twice in the matrix less, so
    /// that it is the same in every direction of Frobenius' norm.
    mutating func addNoise(
        deviation: Double, _ noise: inout GaussianNoise<some RandomNumberGenerator>
    ) {
        for index in gradient.indices { gradient[index] += noise.next(deviation: deviation) }
        for row in gradient.indices {
            for column in 0...row {
                curvature[Self.place(row, column)] += noise.next(
                    deviation: row == column ? deviation : deviation / 2.0.squareRoot())
            }
        }
        gradient = gradient.map { onGrid($0, deviation) }
        curvature = curvature.map { onGrid($0, deviation) }
    }
}

extension ScoreHistograms {
    mutating func addNoise(
        deviation: Double, _ noise: inout GaussianNoise<some RandomNumberGenerator>
    ) {
        for kind in Kind.allCases {
            self[kind] = self[kind].map {
                onGrid($0 + noise.next(deviation: deviation), deviation)
            }
        }
    }
}

/// Normal deviates by Box and Muller (1958), from a source of random bits. Those that protect somebody
/// come from the system's cryptographic one.
package struct GaussianNoise<Source: RandomNumberGenerator> {
    private var source: Source

    package init(_ source: Source) { self.source = source }

    mutating func next(deviation: Double) -> Double {
        let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &source))).squareRoot()
        return deviation * radius * cos(2 * .pi * Double.random(in: 0..<1, using: &source))
    }
}

extension GaussianNoise<SystemRandomNumberGenerator> {
    package init() { self.init(SystemRandomNumberGenerator()) }
}

/// To a thousandth of the deviation, so that the last bits tell nothing of what the noise was added to.
private func onGrid(_ value: Double, _ deviation: Double) -> Double {
    let grid = exp2((log2(deviation) - 10).rounded(.down))
    return (value / grid).rounded() * grid
}
