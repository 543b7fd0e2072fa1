import Planning

/// Where a fit of the travelling model stands: weights in units an octave, and the constant.
package struct TravellingPoint: Codable, Equatable, Sendable {
    /// One an input, in the order of `SharedBands`.
    package var weights: [Double]
    /// In units.
    package var intercept: Double

    package init(weights: [Double], intercept: Double) {
        (self.weights, self.intercept) = (weights, intercept)
    }

    /// Weights 0, at which a fit begins.
    package init(inputCount: Int) {
        self.init(weights: Array(repeating: 0, count: inputCount), intercept: 0)
    }

    /// Of a model for the device.
    package init(_ model: DetectorModel) {
        self.init(
            weights: (model.weights.first ?? []).map { Double($0) / LearnedDesign.weightUnit },
            intercept: Double(model.intercept) / LearnedDesign.scoreUnit)
    }

    /// By which the channel of a row is chosen. At weights 0 all channels tie: then the inputs' mean
    /// decides.
    var choosing: [Double] {
        weights.allSatisfy { $0 == 0 }
            ? Array(repeating: 1 / Double(weights.count), count: weights.count) : weights
    }

    /// Half-way to another.
    func halfWay(to other: TravellingPoint) -> TravellingPoint {
        TravellingPoint(
            weights: zip(weights, other.weights).map { ($0 + $1) / 2 },
            intercept: (intercept + other.intercept) / 2)
    }
}

/// Sums over rows at a point: all that a step of the fit needs of them, whoever holds them.
package struct TravellingSums: Codable, Equatable, Sendable {
    /// Of the rows' costs times log(1 + exp(-y score)).
    package var loss: Double
    /// By each weight, the intercept last.
    package var gradient: [Double]
    /// Second derivatives: the lower triangle, row after row, the intercept last.
    package var curvature: [Double]

    /// Of no rows.
    package init(inputCount: Int) {
        let size = inputCount + 1
        loss = 0
        gradient = Array(repeating: 0, count: size)
        curvature = Array(repeating: 0, count: size * (size + 1) / 2)
    }

    package static func += (sums: inout TravellingSums, other: TravellingSums) {
        sums.loss += other.loss
        for index in sums.gradient.indices { sums.gradient[index] += other.gradient[index] }
        for index in sums.curvature.indices { sums.curvature[index] += other.curvature[index] }
    }

    /// Where in `curvature` a pair stands.
    package static func place(_ row: Int, _ column: Int) -> Int {
        row >= column ? row * (row + 1) / 2 + column : column * (column + 1) / 2 + row
    }
}
