import Training

/// A symmetric matrix and its eigenvalues, by Jacobi's rotations (Golub and Van Loan, Matrix
/// Computations, 8.5): exact enough for the nine rows that there are.
struct SymmetricMatrix {
    private let size: Int
    private var values: [Double]

    /// - Parameter lower: the lower triangle, row after row.
    init(_ lower: [Double]) {
        var size = 0
        while (size + 1) * (size + 2) / 2 <= lower.count { size += 1 }
        self.size = size
        let side = size
        values = (0..<side * side).map { lower[TravellingSums.place($0 / side, $0 % side)] }
    }

    /// Frobenius' norm.
    var norm: Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }

    var eigenvalues: [Double] { diagonalised().eigenvalues }

    /// The lower triangle of the nearest matrix without an eigenvalue below 0.
    var positiveLower: [Double] {
        let (eigenvalues, vectors) = diagonalised()
        var lower: [Double] = []
        for row in 0..<size {
            for column in 0...row {
                lower.append(
                    (0..<size).reduce(0) { sum, index in
                        sum + max(0, eigenvalues[index]) * vectors[row * size + index]
                            * vectors[column * size + index]
                    })
            }
        }
        return lower
    }

    private func diagonalised() -> (eigenvalues: [Double], vectors: [Double]) {
        var matrix = values
        var vectors = (0..<size * size).map { $0 / size == $0 % size ? 1.0 : 0 }
        for _ in 0..<30 {
            for row in 1..<max(1, size) {
                for column in 0..<row where matrix[row * size + column] != 0 {
                    rotate(&matrix, &vectors, column, row)
                }
            }
        }
        return ((0..<size).map { matrix[$0 * size + $0] }, vectors)
    }

    /// Takes a pair off the matrix.
    private func rotate(
        _ matrix: inout [Double], _ vectors: inout [Double], _ first: Int, _ second: Int
    ) {
        let off = matrix[second * size + first]
        let ratio = (matrix[second * size + second] - matrix[first * size + first]) / (2 * off)
        let tangent =
            (ratio < 0 ? -1 : 1) / (abs(ratio) + (ratio * ratio + 1).squareRoot())
        let cosine = 1 / (tangent * tangent + 1).squareRoot()
        let sine = tangent * cosine
        func turn(_ values: inout [Double], _ one: Int, _ other: Int) {
            let (left, right) = (values[one], values[other])
            values[one] = cosine * left - sine * right
            values[other] = sine * left + cosine * right
        }
        for index in 0..<size { turn(&matrix, index * size + first, index * size + second) }
        for index in 0..<size { turn(&matrix, first * size + index, second * size + index) }
        for index in 0..<size { turn(&vectors, index * size + first, index * size + second) }
        matrix[second * size + first] = 0
        matrix[first * size + second] = 0
    }
}
