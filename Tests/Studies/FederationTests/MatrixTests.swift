import TestSupport
import Testing
import Training

@testable import Federation

struct MatrixTests {
    @Test("eigenvalues of a matrix that has known ones")
    func known() {
        let eigenvalues = SymmetricMatrix([2, 1, 2]).eigenvalues.sorted()
        #expect(abs(eigenvalues[0] - 1) < 1e-12 && abs(eigenvalues[1] - 3) < 1e-12)
        #expect(SymmetricMatrix([0, 0, 0]).eigenvalues == [0, 0])
        #expect(SymmetricMatrix([-3]).eigenvalues == [-3])
    }

    @Test("sums of squares have no eigenvalue below 0, and the nearest such matrix is the matrix")
    func positive() {
        var random = SplitMix64(seed: 5)
        for size in 1...9 {
            var lower = Array(repeating: 0.0, count: size * (size + 1) / 2)
            for _ in 0..<20 {
                let row = (0..<size).map { _ in Double.random(in: -2...2, using: &random) }
                for first in 0..<size {
                    for second in 0...first {
                        lower[TravellingSums.place(first, second)] += row[first] * row[second]
                    }
                }
            }
            let matrix = SymmetricMatrix(lower)
            #expect((matrix.eigenvalues.min() ?? -1) > -1e-12)
            let trace = (0..<size).reduce(0) { $0 + lower[TravellingSums.place($1, $1)] }
            #expect(abs(matrix.eigenvalues.reduce(0, +) - trace) < 1e-9)
            #expect(zip(matrix.positiveLower, lower).allSatisfy { abs($0 - $1) < 1e-9 })
        }
    }

    @Test("what is below 0 becomes 0")
    func negative() {
        // Eigenvalues 3 and -1, with (1, 1) and (1, -1).
        let lower = SymmetricMatrix([1, 2, 1]).positiveLower
        #expect(lower.allSatisfy { abs($0 - 1.5) < 1e-12 })
    }
}
