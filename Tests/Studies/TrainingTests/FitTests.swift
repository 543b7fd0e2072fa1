import Detection
import Foundation
import Planning
import TestSupport
import Testing

@testable import Training

struct FitTests {
    /// At the minimum the slope is zero; the sum is written out here another way.
    @Test("Newton's method ends at the minimum", arguments: [1, 5, 40])
    func minimum(columnCount: Int) {
        var random = SplitMix64(seed: UInt64(columnCount))
        let isPositive = (0..<400).map { _ in Double.random(in: 0...1, using: &random) < 0.2 }
        let rows = isPositive.flatMap { positive in
            (0..<columnCount).map { column in
                Float.random(in: -1...1, using: &random) + (positive && column == 0 ? 0.8 : 0)
            }
        }
        let fit = LogisticFit(rows: rows, columnCount: columnCount, isPositive: isPositive)
        let positives = Double(isPositive.count { $0 })
        var slopes = fit.weights.map { $0 * LogisticFit.penalty }
        var interceptSlope = 0.0
        for (row, positive) in isPositive.enumerated() {
            let x = rows[row * columnCount..<(row + 1) * columnCount].map(Double.init)
            let score = fit.intercept + zip(fit.weights, x).reduce(0) { $0 + $1.0 * $1.1 }
            let cost = 0.5 / (positive ? positives : 400 - positives)
            let slope = cost * (positive ? -1 / (1 + exp(score)) : 1 / (1 + exp(-score)))
            for column in x.indices { slopes[column] += slope * x[column] }
            interceptSlope += slope
        }
        #expect(abs(interceptSlope) < 1e-6)
        #expect(slopes.allSatisfy { abs($0) < 1e-6 })
        #expect(fit.weights[0] > 0.3)
    }

    @Test("rows that a line separates, or that say nothing, have an answer too")
    func edges() {
        let separable = LogisticFit(
            rows: [1, 1, -1, -1], columnCount: 1, isPositive: [true, true, false, false])
        #expect(separable.weights[0].isFinite && separable.weights[0] > 1)
        let silent = LogisticFit(rows: [0, 0], columnCount: 1, isPositive: [true, false])
        #expect(silent.weights == [0] && abs(silent.intercept) < 1e-9)
    }

    @Test("a dumped tree and its whole numbers decide alike")
    func tree() throws {
        let text = """
            {"nodeid": 0, "split": "f2", "split_condition": 10.5, "yes": 1, "no": 2, "cover": 40,
             "children": [
              {"nodeid": 1, "leaf": -0.25, "cover": 30},
              {"nodeid": 2, "split": "f0", "split_condition": -3, "yes": 3, "no": 4, "cover": 10,
               "children": [{"nodeid": 3, "leaf": 0.5, "cover": 4},
                            {"nodeid": 4, "leaf": 1, "cover": 6}]}]}
            """
        let tree = try JSONDecoder().decode(BoostedTree.self, from: Data(text.utf8))
        let whole = tree.quantised()
        // The leaves' mean by the rows that reached them: (-0.25 x 30 + 0.5 x 4 + 1 x 6) / 40.
        #expect(whole.values[0] == 52_429)
        for (first, third) in [(-4, 10), (-4, 11), (-3, 10), (-3, 11), (-2, 11)] {
            let values: [Int16] = [Int16(first), 0, Int16(third)]
            let exact = tree.score(values.map(Float.init)[...])
            let leaf = whole.leaf(of: values[...])
            #expect(whole.values[leaf] == Int(exact * 4_194_304))
        }
    }

    @Test("disturbances are the same for the same rows, and stay within an input's range")
    func disturbances() {
        var background = TrainingRows(channels: ["A", "B"], inputCount: 6)
        for step in 0..<200 {
            background.append(
                .init(isSeizure: false, recording: 0, piece: 0),
                (0..<12).map { Int16($0 * 10 - step) })
        }
        var first = Disturbances()
        var second = Disturbances()
        let made = first.rows(from: background, bandCount: 5)
        #expect(made.rows.count == 60)
        #expect(made.inputs == second.rows(from: background, bandCount: 5).inputs)
        #expect(made.inputs.allSatisfy { (-2_048...2_048).contains($0) })
        #expect(made.inputs.contains { $0 > 1_024 })
    }
}
