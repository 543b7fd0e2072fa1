import Foundation
import Testing

@testable import VirtualPatient

/// The first `count` numbers of a source whose portions are three vectors.
func normals(seed: UInt64, stream: UInt64 = 0, count: Int) -> [Double] {
    var source = NoiseSource(seed: seed, stream: stream, vectorCount: 3)
    var numbers: [Double] = []
    numbers.reserveCapacity(count + 12)
    while numbers.count < count {
        source.advance()
        for index in 0..<3 { for lane in 0..<4 { numbers.append(source[index][lane]) } }
    }
    return Array(numbers.prefix(count))
}

@Suite("A million normals")
struct NormalTests {
    static let draws = normals(seed: 20_261_130, count: 1_000_000)

    private func below(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

    @Test("the largest distance from the normal's distribution is a sample's")
    func kolmogorov() {
        let sorted = Self.draws.sorted()
        let count = Double(sorted.count)
        var distance = 0.0
        for (index, x) in sorted.enumerated() {
            let exact = below(x)
            distance = max(
                distance, abs(exact - Double(index) / count), abs(exact - Double(index + 1) / count)
            )
        }
        // Exceeded by one sample in a thousand.
        #expect(distance * count.squareRoot() < 1.95)
    }

    @Test("200 equally likely classes are filled alike")
    func chiSquare() {
        var counts = [Int](repeating: 0, count: 200)
        for x in Self.draws { counts[min(Int(below(x) * 200), 199)] += 1 }
        let expected = 5_000.0
        let sum = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) }
        // 199 degrees of freedom: 0.1 % to 99.9 %.
        #expect((143...266).contains(sum / expected))
    }

    @Test("the tails hold what a normal's do")
    func tails() {
        for sigma in [3.0, 3.5, 4, 4.5] {
            let expected = 2 * below(-sigma) * 1e6
            let found = Double(Self.draws.count { abs($0) > sigma })
            #expect(abs(found - expected) < 4 * expected.squareRoot(), "beyond \(sigma)")
        }
    }

    @Test("numbers, squares and neighbours at any distance up to 48 are uncorrelated")
    func independence() {
        let draws = Self.draws
        let count = Double(draws.count)
        // Standard deviation 0.001, and 0.002 for squares.
        for distance in 1...48 {
            var product = 0.0
            var squares = 0.0
            for index in distance..<draws.count {
                let (x, y) = (draws[index], draws[index - distance])
                product += x * y
                squares += (x * x - 1) * (y * y - 1)
            }
            #expect(abs(product / count) < 0.0045, "\(distance)")
            #expect(abs(squares / count) < 0.009, "\(distance)")
        }
    }

    @Test("streams and seeds are uncorrelated", arguments: [(1, 1), (2, 0), (3, 0), (1, 4)])
    func streams(seed: UInt64, stream: UInt64) {
        let first = normals(seed: 1, count: 200_000)
        let other = normals(seed: seed, stream: stream, count: 200_000)
        let product = zip(first, other).reduce(0.0) { $0 + $1.0 * $1.1 }
        #expect(abs(product / 200_000) < 0.01)
    }

    @Test("no number but those a word can give")
    func bounds() {
        #expect(Self.draws.allSatisfy { abs($0) < 8.5 })
        let largest = (-2 * Elementary.log(0x1p-52)).squareRoot()
        #expect(largest > 8 && largest < 8.5)
    }
}
