import Foundation

/// Newton's method for the travelling model at one share of the channels, a step at a time, so that
/// the rows may lie anywhere: it is told their sums at `point`, and says where it wants them next.
///
/// Which channel gives a row's score is chosen anew at every point, so the loss has kinks, and a whole
/// step may lead up: then half of it. It ends where a step gains next to nothing.
package struct TravellingDescent: Codable, Equatable, Sendable {
    /// Of the channels, permille; 0 is the strongest channel alone.
    package let sharePermille: Int
    /// Where the sums are wanted.
    package private(set) var point: TravellingPoint
    /// The lowest so far; nil before the first step.
    package private(set) var best: Best?
    package private(set) var isDone = false
    /// How often in a row a step was halved.
    package private(set) var halvings = 0
    package private(set) var steps = 0

    package struct Best: Codable, Equatable, Sendable {
        package var point: TravellingPoint
        /// What is minimised, the penalty included.
        package var loss: Double
    }

    /// Less is no gain; the loss of knowing nothing is 0.69.
    static let gainMin = 1e-7
    package static let halvingsMax = 6
    package static let stepsMax = 60

    package init(sharePermille: Int, from start: TravellingPoint) {
        self.sharePermille = sharePermille
        point = start
    }

    /// Goes on from the sums at `point`.
    ///
    /// - Parameters:
    ///   - prior: the weights that the penalty draws to; nil for 0.
    package mutating func step(
        _ sums: TravellingSums, penalty: Double = LogisticFit.penalty, prior: [Double]? = nil
    ) {
        steps += 1
        let loss = sums.loss + Self.penalty(penalty, at: point, prior)
        if let best {
            let gain = best.loss - loss
            if !(gain >= -Self.gainMin) {
                halvings += 1
                if halvings > Self.halvingsMax || steps >= Self.stepsMax {
                    isDone = true
                } else {
                    point = point.halfWay(to: best.point)
                }
                return
            }
            if gain > 0 { self.best = Best(point: point, loss: loss) }
            if gain < Self.gainMin || steps >= Self.stepsMax {
                isDone = true
                return
            }
        } else {
            best = Best(point: point, loss: loss)
        }
        halvings = 0
        point = Self.newton(from: point, sums, penalty: penalty, prior: prior)
    }

    /// A whole step whatever comes of it, where the loss is not told.
    package mutating func stepBlindly(_ sums: TravellingSums, of stepCount: Int) {
        steps += 1
        point = Self.newton(from: point, sums, penalty: LogisticFit.penalty, prior: nil)
        best = Best(point: point, loss: 0)
        isDone = steps >= stepCount
    }

    /// Where Newton's step from a point leads.
    package static func newton(
        from point: TravellingPoint, _ sums: TravellingSums,
        penalty: Double = LogisticFit.penalty, prior: [Double]? = nil
    ) -> TravellingPoint {
        let size = point.weights.count + 1
        var gradient = sums.gradient
        var matrix = (0..<size * size).map {
            sums.curvature[TravellingSums.place($0 / size, $0 % size)]
        }
        for index in point.weights.indices {
            gradient[index] += penalty * (point.weights[index] - (prior?[index] ?? 0))
            matrix[index * size + index] += penalty
        }
        let step = choleskySolution(&matrix, gradient)
        return TravellingPoint(
            weights: zip(point.weights, step).map { $0 - $1 },
            intercept: point.intercept - step[size - 1])
    }

    private static func penalty(
        _ penalty: Double, at point: TravellingPoint, _ prior: [Double]?
    ) -> Double {
        point.weights.enumerated().reduce(0) { sum, weight in
            let distance = weight.element - (prior?[weight.offset] ?? 0)
            return sum + penalty / 2 * distance * distance
        }
    }
}
