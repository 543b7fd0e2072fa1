import Detection
import Foundation
import Planning

/// One set of weights for all channels, of which the score is the sum that a share of them reaches.
///
/// Which channel gives a row's score depends on the weights, and the best weights on which channels
/// give it: the two are found in turn, as for bags of which some members are positive (Andrews,
/// Tsochantaridis and Hofmann 2002, "Support vector machines for multiple-instance learning"), until
/// the loss falls no more. Of a few shares the one with the lowest loss stays. Each subject weighs the
/// same. A prior's share stays, and the penalty draws the weights to the prior's.
struct TravellingFit {
    /// Of the channels, permille; 0 is the strongest channel alone.
    static let sharesPermille = [0, 100, 250, 500]
    /// How much a prior weighs against one seizure; against n of them, an n-th of this.
    static let priorPenalty = 0.1
    private static let roundsMax = 20

    private(set) var weights: [Double]
    private(set) var intercept: Double
    private(set) var sharePermille: Int
    /// What was minimised, the penalty included.
    private(set) var loss: Double

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
        let inputCount = rows.first?.inputCount ?? LearnedInput.count
        let channels = SpeakingChannels(rows, inputCount: inputCount)
        let costs = Self.costs(isPositive, subjects)
        let centre = prior.map(Self.weights)
        let penalty =
            prior == nil ? LogisticFit.penalty : Self.priorPenalty / Double(max(1, seizureCount))
        let start =
            centre ?? Array(repeating: 1 / Double(inputCount), count: inputCount)
        (weights, intercept, sharePermille, loss) = (start, 0, 0, .infinity)
        for share in prior?.sharePermille.map({ [$0] }) ?? Self.sharesPermille {
            var best = Double.infinity
            var picked = channels.inputs(reaching: share, by: start)
            for _ in 0..<Self.roundsMax {
                let fit = LogisticFit(
                    rows: picked, columnCount: inputCount, isPositive: isPositive,
                    rowCosts: costs, prior: centre, penalty: penalty)
                picked = channels.inputs(reaching: share, by: fit.weights)
                let loss = Self.loss(
                    of: fit, picked, isPositive, costs, centre: centre, penalty: penalty)
                guard loss < best - 1e-9 else { break }
                best = loss
                guard loss < self.loss else { continue }
                (weights, intercept) = (fit.weights, fit.intercept)
                (sharePermille, self.loss) = (share, loss)
            }
        }
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

    private static func weights(of model: DetectorModel) -> [Double] {
        (model.weights.first ?? []).map { Double($0) / LearnedDesign.weightUnit }
    }

    /// One half a kind, of which each subject has the same part and each of its rows the same of that.
    private static func costs(_ isPositive: [Bool], _ subjects: [Int]) -> [Double] {
        struct Part: Hashable {
            var isPositive: Bool
            var subject: Int
        }
        let parts = zip(isPositive, subjects).map(Part.init)
        let counts = Dictionary(grouping: parts) { $0 }.mapValues(\.count)
        return parts.map { part in
            let subjectCount = counts.keys.count { $0.isPositive == part.isPositive }
            return 0.5 / Double(subjectCount * (counts[part] ?? 1))
        }
    }

    private static func loss(
        of fit: LogisticFit, _ picked: [Float], _ isPositive: [Bool], _ costs: [Double],
        centre: [Double]?, penalty: Double
    ) -> Double {
        var loss = 0.0
        for (column, weight) in fit.weights.enumerated() {
            let distance = weight - (centre?[column] ?? 0)
            loss += penalty / 2 * distance * distance
        }
        for row in isPositive.indices {
            var score = fit.intercept
            for (column, weight) in fit.weights.enumerated() {
                score += weight * Double(picked[row * fit.weights.count + column])
            }
            loss += costs[row] * log1p(exp(isPositive[row] ? -score : score))
        }
        return loss
    }
}

/// The inputs of all channels that say something, row after row, in octaves.
private struct SpeakingChannels {
    private var inputs: [SIMD8<Double>] = []
    /// Where each row's begin, and where the last's end.
    private var starts: [Int] = [0]

    init(_ sets: [TrainingRows], inputCount: Int) {
        for rows in sets {
            for row in rows.rows.indices {
                let values = rows.values(ofRow: row)
                for start in stride(
                    from: values.startIndex, to: values.endIndex, by: inputCount)
                {
                    var channel = SIMD8<Double>()
                    for input in 0..<inputCount {
                        channel[input] = Double(values[start + input]) / LearnedDesign.octave
                    }
                    if channel != SIMD8() { inputs.append(channel) }
                }
                starts.append(inputs.count)
            }
        }
    }

    /// Of each row the inputs of the channel whose sum a share of the channels reaches.
    func inputs(reaching share: Int, by weights: [Double]) -> [Float] {
        var factors = SIMD8<Double>()
        for (input, weight) in weights.enumerated() { factors[input] = weight }
        var picked: [Float] = []
        picked.reserveCapacity((starts.count - 1) * weights.count)
        for row in 0..<starts.count - 1 {
            let channels = inputs[starts[row]..<starts[row + 1]]
            let sums = channels.map { ($0 * factors).sum() }
            let wanted = reached(by: share, of: sums)
            let place = sums.firstIndex { $0 == wanted }
            let channel = place.map { channels[starts[row] + $0] } ?? SIMD8()
            for input in weights.indices { picked.append(Float(channel[input])) }
        }
        return picked
    }
}

/// The largest value that a share of them, and one at least, reaches; nil of none.
func reached<Value: Comparable>(by sharePermille: Int, of values: [Value]) -> Value? {
    guard !values.isEmpty else { return nil }
    let rank = max(1, (values.count * sharePermille + 999) / 1_000)
    return rank == 1 ? values.max() : values.sorted(by: >)[rank - 1]
}
