import Foundation

/// Logistic regression with a penalty on the squares of the weights, fitted by Newton's method. The
/// problem is convex, so there is one answer, and every machine finds it.
///
///     minimise  sum_i c_i log(1 + exp(-y_i (b + w x_i)))  +  penalty / 2 |w|^2,   sum c_i = 1
///
/// (Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 4.4). Seizure and
/// background together weigh one half each, unless costs are given. With a prior the penalty is on
/// how far the weights are from it.
struct LogisticFit {
    /// Holds the weights back where few rows tell them.
    static let penalty = 0.01

    private(set) var weights: [Double]
    private(set) var intercept = 0.0
    private(set) var iterations = 0

    /// - Parameters:
    ///   - rows: row after row, `columnCount` numbers each.
    ///   - isPositive: one for each row; both kinds must be there.
    ///   - rowCosts: c_i, one for each row; nil for one half a kind, its rows alike.
    ///   - prior: weights that the penalty draws to, in place of 0.
    init(
        rows: [Float], columnCount: Int, isPositive: [Bool], rowCosts: [Double]? = nil,
        prior: [Double]? = nil, penalty: Double = Self.penalty
    ) {
        precondition(rows.count == columnCount * isPositive.count, "rows and labels differ")
        let positives = isPositive.count { $0 }
        precondition(positives > 0 && positives < isPositive.count, "both kinds are needed")
        weights = Array(repeating: 0, count: columnCount)
        let centre = prior ?? weights
        // Newton's step towards a prior that is far from the rows may go too far: then half of it.
        var before: (weights: [Double], intercept: Double, loss: Double)?
        let size = columnCount + 1
        let costs = (
            positive: 0.5 / Double(positives), negative: 0.5 / Double(isPositive.count - positives)
        )
        for _ in 0..<(prior == nil ? 30 : 200) {
            iterations += 1
            var system = NormalEquations(size: size)
            var loss = 0.0
            for row in isPositive.indices {
                var score = intercept
                let start = row * columnCount
                for column in weights.indices {
                    score += weights[column] * Double(rows[start + column])
                }
                let probability = 1 / (1 + exp(-score))
                let cost =
                    rowCosts?[row] ?? (isPositive[row] ? costs.positive : costs.negative)
                if prior != nil { loss += cost * log1p(exp(isPositive[row] ? -score : score)) }
                system.add(
                    rows[start..<start + columnCount],
                    slope: cost * (probability - (isPositive[row] ? 1 : 0)),
                    curvature: cost * probability * (1 - probability))
            }
            for column in weights.indices {
                system.addPenalty(penalty, to: column, at: weights[column] - centre[column])
                let distance = weights[column] - centre[column]
                loss += penalty / 2 * distance * distance
            }
            if prior != nil {
                if let last = before, !(loss <= last.loss + 1e-12) {
                    for column in weights.indices {
                        weights[column] = (weights[column] + last.weights[column]) / 2
                    }
                    intercept = (intercept + last.intercept) / 2
                    continue
                }
                before = (weights, intercept, loss)
            }
            let step = system.solution()
            for column in weights.indices { weights[column] -= step[column] }
            intercept -= step[columnCount]
            if step.allSatisfy({ abs($0) < 1e-7 }) { break }
        }
    }
}

/// The gradient and the second derivatives of a Newton step; the last unknown is the intercept.
private struct NormalEquations {
    private let size: Int
    private var gradient: [Double]
    /// Lower half, row by row, in blocks of eight columns.
    private var matrix: [SIMD8<Double>]
    private let blockCount: Int
    private var row: [SIMD8<Double>]

    init(size: Int) {
        self.size = size
        gradient = Array(repeating: 0, count: size)
        blockCount = (size + 7) / 8
        matrix = Array(repeating: SIMD8(), count: size * blockCount)
        row = Array(repeating: SIMD8(), count: blockCount)
    }

    /// Eight columns at a time: this is where a fit spends its time.
    mutating func add(_ x: ArraySlice<Float>, slope: Double, curvature: Double) {
        for (place, value) in x.enumerated() { row[place / 8][place % 8] = Double(value) }
        row[(size - 1) / 8][(size - 1) % 8] = 1
        for index in 0..<size {
            let value = row[index / 8][index % 8]
            gradient[index] += slope * value
            let factor = SIMD8<Double>(repeating: curvature * value)
            let start = index * blockCount
            for block in 0...index / 8 { matrix[start + block] += factor * row[block] }
        }
    }

    mutating func addPenalty(_ penalty: Double, to index: Int, at value: Double) {
        matrix[index * blockCount + index / 8][index % 8] += penalty
        gradient[index] += penalty * value
    }

    func solution() -> [Double] {
        var lower = (0..<size * size).map { place in
            matrix[place / size * blockCount + place % size / 8][place % size % 8]
        }
        return choleskySolution(&lower, gradient)
    }
}

/// Solves a system of linear equations by Cholesky's decomposition, then two triangles (Golub and Van
/// Loan, Matrix Computations, 4.2).
///
/// - Parameter lower: the symmetric, positive definite matrix, row after row, of which the lower half
///   counts; it becomes the decomposition.
func choleskySolution(_ lower: inout [Double], _ gradient: [Double]) -> [Double] {
    let size = gradient.count
    // A hair on the diagonal, should the intercept's curvature vanish.
    for index in 0..<size { lower[index * size + index] += 1e-12 }
    for column in 0..<size {
        for row in column..<size {
            var sum = lower[row * size + column]
            for inner in 0..<column {
                sum -= lower[row * size + inner] * lower[column * size + inner]
            }
            lower[row * size + column] =
                row == column
                ? max(sum, 1e-300).squareRoot() : sum / lower[column * size + column]
        }
    }
    var answer = gradient
    for row in 0..<size {
        for column in 0..<row { answer[row] -= lower[row * size + column] * answer[column] }
        answer[row] /= lower[row * size + row]
    }
    for row in (0..<size).reversed() {
        for column in row + 1..<size {
            answer[row] -= lower[column * size + row] * answer[column]
        }
        answer[row] /= lower[row * size + row]
    }
    return answer
}
