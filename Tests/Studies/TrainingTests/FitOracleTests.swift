import Foundation
import TestSupport
import Testing

@testable import Training

/// The logistic fit against SciPy's minimiser on the same loss.
@Suite(
    .enabled(
        if: PythonOracle.has("scipy"),
        "needs a Python with scipy: set QUENCH_PYTHON or make .venv at the root"))
struct FitOracleTests {
    private struct Case: Encodable {
        var rows: [[Float]]
        var isPositive: [Bool]
        var penalty: Double
        var asked: [Double]
    }

    private struct Answer: Decodable {
        var weights: [Double]
        var intercept: Double
        var loss: Double
        var lossAsked: Double
    }

    @Test(
        "the same weights, and no lower loss anywhere", arguments: [(2, 300), (24, 500), (48, 90)])
    func agreement(columnCount: Int, rowCount: Int) throws {
        var random = SplitMix64(seed: UInt64(columnCount))
        let isPositive = (0..<rowCount).map { _ in Double.random(in: 0...1, using: &random) < 0.3 }
        let rows = isPositive.map { positive in
            (0..<columnCount).map { column in
                Float.random(in: -2...2, using: &random) + (positive && column % 3 == 0 ? 0.7 : 0)
            }
        }
        let fit = LogisticFit(
            rows: rows.flatMap(\.self), columnCount: columnCount, isPositive: isPositive)
        let input = try JSONEncoder().encode(
            Case(
                rows: rows, isPositive: isPositive, penalty: LogisticFit.penalty,
                asked: fit.weights + [fit.intercept]))
        let answer = try JSONDecoder().decode(
            Answer.self, from: try PythonOracle.run("fit_logistic.py", input: input))
        #expect(answer.weights.count == columnCount)
        for (ours, theirs) in zip(fit.weights, answer.weights) {
            #expect(abs(ours - theirs) < 1e-4)
        }
        #expect(abs(fit.intercept - answer.intercept) < 1e-4)
        #expect(answer.lossAsked <= answer.loss + 1e-12)
    }
}

/// The trees of libxgboost, where it is installed.
@Suite(
    .enabled(
        if: (try? GradientBoosting()) != nil, "needs libxgboost: apt-get install libxgboost-dev"))
struct BoostingTests {
    private func rows(_ count: Int, columnCount: Int) -> (values: [[Float]], isPositive: [Bool]) {
        var random = SplitMix64(seed: 4)
        let isPositive = (0..<count).map { $0 % 4 == 0 }
        let values = isPositive.map { positive in
            (0..<columnCount).map { column in
                (Float.random(in: -900...900, using: &random)
                    + (positive && column < 2 ? 600 : 0)).rounded()
            }
        }
        return (values, isPositive)
    }

    @Test("whole-number trees score as the library's do, and tell the classes apart")
    func agreement() throws {
        let (values, isPositive) = rows(2_000, columnCount: 12)
        let texts = try GradientBoosting().fit(
            rows: values.flatMap(\.self), columnCount: 12, isPositive: isPositive)
        #expect(texts.count == GradientBoosting.rounds)
        let trees = try texts.map {
            try JSONDecoder().decode(BoostedTree.self, from: Data($0.utf8))
        }
        let whole = trees.map { $0.quantised() }
        var sums: [Bool: Double] = [:]
        for (row, positive) in zip(values, isPositive) {
            let exact = trees.reduce(0) { $0 + $1.score(row[...]) } * 4_194_304
            let integers = row.map { Int16($0) }[...]
            let score = whole.reduce(0) { $0 + $1.values[$1.leaf(of: integers)] }
            #expect(abs(exact - Double(score)) <= Double(trees.count))
            sums[positive, default: 0] += Double(score) / Double(positive ? 500 : 1_500)
        }
        #expect((sums[true] ?? 0) > (sums[false] ?? 0) + 4_194_304)
    }

    @Test("the same rows give the same trees")
    func repeatable() throws {
        let (values, isPositive) = rows(400, columnCount: 6)
        let fits = try (0..<2).map { _ in
            try GradientBoosting().fit(
                rows: values.flatMap(\.self), columnCount: 6, isPositive: isPositive)
        }
        #expect(fits[0] == fits[1])
    }
}
