import Evaluation
import Foundation

/// A sequence of points that fills a cube evenly: multiples of the powers of the generalised golden
/// ratio (Roberts 2018, after Kronecker), shifted by the seed.
package struct GoldenSequence: Sendable {
    private let root: Double
    private let shifts: [Double]

    package init(dimensions: Int, seed: UInt64) {
        // The positive root of x^(d + 1) = x + 1.
        var root = 2.0
        for _ in 0..<64 { root = pow(1 + root, 1 / Double(dimensions + 1)) }
        self.root = root
        var random = SeededRandom(seed: seed)
        shifts = (0..<dimensions).map { _ in Double.random(in: 0..<1, using: &random) }
    }

    /// The point as places among so many levels a coordinate.
    ///
    /// - Parameter number: from 1.
    package func levels(_ number: Int, of counts: [Int]) -> [Int] {
        counts.indices.map { axis in
            let place = shifts[axis] + Double(number) / pow(root, Double(axis + 1))
            return min(counts[axis] - 1, Int((place - place.rounded(.down)) * Double(counts[axis])))
        }
    }
}
