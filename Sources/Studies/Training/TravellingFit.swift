import Detection
import Planning

/// One set of weights for all channels, of which the score is the sum that a share of them reaches.
///
/// Which channel gives a row's score depends on the weights, and the best weights on which channels
/// give it, as for bags of which some members are positive (Andrews, Tsochantaridis and Hofmann 2002,
/// "Support vector machines for multiple-instance learning"): it is chosen anew at every step of
/// `TravellingDescent`. Of a few shares the one with the lowest loss stays. Each subject weighs the
/// same. A prior's share stays, and the penalty draws the weights to the prior's.
struct TravellingFit {
    /// Of the channels, permille; 0 is the strongest channel alone.
    static let sharesPermille = [0, 100, 250, 500]
    /// How much a prior weighs against one seizure; against n of them, an n-th of this.
    static let priorPenalty = 0.1

    let weights: [Double]
    let intercept: Double
    let sharePermille: Int
    /// What was minimised, the penalty included.
    let loss: Double

    /// - Parameters:
    ///   - rows: in the order of `SharedBands`.
    ///   - isPositive: one for each row; both kinds must be there.
    ///   - subjects: whose each row is.
    ///   - prior: what is refined.
    ///   - seizureCount: how many the rows are of.
    init(
        _ rows: [TrainingRows], isPositive: [Bool], subjects: [Int], prior: DetectorModel?,
        seizureCount: Int
    ) {
        self.init(
            TravellingRows(rows, isPositive: isPositive, subjects: subjects), prior: prior,
            seizureCount: seizureCount)
    }

    /// The same of rows that are ready.
    init(_ rows: TravellingRows, prior: DetectorModel? = nil, seizureCount: Int = 0) {
        let start =
            prior.map { TravellingPoint($0) } ?? TravellingPoint(inputCount: rows.inputCount)
        let penalty =
            prior == nil ? LogisticFit.penalty : Self.priorPenalty / Double(max(1, seizureCount))
        let all = rows.subjectCounts
        let descents = (prior?.sharePermille.map { [$0] } ?? Self.sharesPermille).map { share in
            var descent = TravellingDescent(sharePermille: share, from: start)
            while !descent.isDone {
                var sums = TravellingSums(inputCount: rows.inputCount)
                for one in rows.sums(at: descent.point, sharePermille: share, of: all) {
                    sums += one
                }
                descent.step(sums, penalty: penalty, prior: prior == nil ? nil : start.weights)
            }
            return descent
        }
        self.init(descents.lowest ?? descents[0])
    }

    /// What a descent came to.
    init(_ descent: TravellingDescent) {
        let best = descent.best ?? TravellingDescent.Best(point: descent.point, loss: .infinity)
        self.init(best.point, sharePermille: descent.sharePermille, loss: best.loss)
    }

    init(_ point: TravellingPoint, sharePermille: Int, loss: Double = .nan) {
        (weights, intercept) = (point.weights, point.intercept)
        (self.sharePermille, self.loss) = (sharePermille, loss)
    }

    /// The score of one row, in units.
    ///
    /// - Parameter values: channel after channel, as many inputs each as weights, 1/1,024 octave.
    func score(_ values: [Float]) -> Double {
        let sums = stride(from: 0, to: values.count, by: weights.count).compactMap {
            start -> Double? in
            let inputs = values[start..<start + weights.count]
            guard inputs.contains(where: { $0 != 0 }) else { return nil }
            return zip(weights, inputs).reduce(0) {
                $0 + $1.0 * Double($1.1) / LearnedDesign.octave
            }
        }
        return intercept + (reached(by: sharePermille, of: sums) ?? 0)
    }
}

extension [TravellingDescent] {
    /// The one with the lowest loss, the first of several; nil where none has made a step.
    package var lowest: TravellingDescent? {
        filter { $0.best != nil }.min { ($0.best?.loss ?? 0) < ($1.best?.loss ?? 0) }
    }
}

/// The largest value that a share of them, and one at least, reaches; nil of none.
func reached<Value: Comparable>(by sharePermille: Int, of values: [Value]) -> Value? {
    guard !values.isEmpty else { return nil }
    let rank = max(1, (values.count * sharePermille + 999) / 1_000)
    return rank == 1 ? values.max() : values.sorted(by: >)[rank - 1]
}
