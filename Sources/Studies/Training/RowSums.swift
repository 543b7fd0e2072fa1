import Foundation

/// `TravellingSums` while rows are added, eight inputs at a time: this is where a fit spends its time.
struct RowSums {
    private var loss = 0.0
    private var slopes = SIMD8<Double>()
    private var interceptSlope = 0.0
    private var curvatures = Array(repeating: SIMD8<Double>(), count: 8)
    private var interceptCurvatures = SIMD8<Double>()
    private var interceptCurvature = 0.0

    /// Adds a row.
    mutating func add(
        _ inputs: SIMD8<Double>, score: Double, isPositive: Bool, cost: Double
    ) {
        let probability = 1 / (1 + exp(-score))
        let slope = cost * (probability - (isPositive ? 1 : 0))
        let curvature = cost * probability * (1 - probability)
        // Of scores beyond any exponential the loss is the score itself.
        let miss = isPositive ? -score : score
        loss += cost * (miss > 40 ? miss : log1p(exp(miss)))
        slopes += slope * inputs
        interceptSlope += slope
        let bent = curvature * inputs
        for input in 0..<8 { curvatures[input] += bent[input] * inputs }
        interceptCurvatures += bent
        interceptCurvature += curvature
    }

    func sums(inputCount: Int) -> TravellingSums {
        var sums = TravellingSums(inputCount: inputCount)
        sums.loss = loss
        for row in 0..<inputCount {
            sums.gradient[row] = slopes[row]
            for column in 0...row {
                sums.curvature[TravellingSums.place(row, column)] = curvatures[row][column]
            }
            sums.curvature[TravellingSums.place(inputCount, row)] = interceptCurvatures[row]
        }
        sums.gradient[inputCount] = interceptSlope
        sums.curvature[TravellingSums.place(inputCount, inputCount)] = interceptCurvature
        return sums
    }
}
