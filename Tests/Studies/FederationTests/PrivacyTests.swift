import Foundation
import TestSupport
import Testing
import Training

@testable import Federation

/// The noise is as much as the budget says, and no patient weighs more than is said.
struct PrivacyTests {
    private let budget = PrivacyBudget(epsilon: 3, delta: 1e-5)

    @Test("epsilon and rho are each other's inverse", arguments: [0.01, 0.5, 1, 8, 100])
    func conversion(epsilon: Double) {
        let rho = PrivacyBudget(epsilon: epsilon, delta: 1e-5).rho
        #expect(rho > 0)
        #expect(abs(PrivacyBudget.epsilon(rho: rho, delta: 1e-5) / epsilon - 1) < 1e-12)
    }

    @Test("all releases together spend the budget", arguments: [1, 5, 20])
    func composition(releases: Int) {
        let sums = budget.sumsDeviation(releaseCount: releases)
        // rho of a Gaussian release is its sensitivity squared over twice the variance.
        let rho = Double(releases) * 2 / (2 * sums * sums)
        let bins = 4 / (2 * budget.histogramDeviation * budget.histogramDeviation)
        #expect(abs((rho + bins) / budget.rho - 1) < 1e-12)
    }

    @Test("normal deviates have the mean, variance, tails and independence of such")
    func deviates() {
        var noise = GaussianNoise(SplitMix64(seed: 11))
        let count = 40_000
        let values = (0..<count).map { _ in noise.next(deviation: 2) / 2 }
        let root = Double(count).squareRoot()
        #expect(abs(values.reduce(0, +)) / root < 4)
        let squares = values.reduce(0) { $0 + $1 * $1 } / Double(count)
        #expect(abs(squares - 1) < 4 * 2.0.squareRoot() / root)
        let beyond = Double(values.count { abs($0) > 1.959964 }) / Double(count)
        #expect(abs(beyond - 0.05) < 4 * (0.05 * 0.95).squareRoot() / root)
        let lagged = zip(values, values.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(lagged) / root < 4)
    }

    @Test("what a centre tells is its clipped sums and noise of the deviation that was computed")
    func calibration() throws {
        let centre = MadeCentre("Bern", channels: 2, subjects: 3, seed: 1)
        let offer = centre.offer(budget)
        let round = try FederatedRound([offer], sharesPermille: [0], stepCount: 4)
        let weight = patientWeight(of: round.subjects)
        let deviation = budget.sumsDeviation(releaseCount: 5) * weight
        #expect(round.sumsDeviation(of: offer) == deviation)
        let point = try #require(round.wanted.first).point
        var clipped = TravellingSums(inputCount: 8)
        for one in centre.material.sums(at: point, sharePermille: 0, of: round.subjects) {
            clipped += one.clipped(to: weight)
        }
        var noise = GaussianNoise(SplitMix64(seed: 3))
        var squares = (gradient: 0.0, diagonal: 0.0, off: 0.0)
        let count = 300
        let material = centre.material
        for _ in 0..<count {
            let answer = CentreAnswer(
                to: round, of: offer, material, onsetSeconds: 0.3, noise: &noise)
            #expect(answer.sums[0].loss == 0)
            for row in 0..<9 {
                let slope = (answer.sums[0].gradient[row] - clipped.gradient[row]) / deviation
                squares.gradient += slope * slope
                for column in 0...row {
                    let place = TravellingSums.place(row, column)
                    let bend =
                        (answer.sums[0].curvature[place] - clipped.curvature[place]) / deviation
                    if row == column {
                        squares.diagonal += bend * bend
                    } else {
                        squares.off += bend * bend
                    }
                }
            }
        }
        func expect(_ sum: Double, _ each: Int, variance: Double) {
            let mean = sum / Double(each * count)
            let slack = 5 * variance * (2 / Double(each * count)).squareRoot()
            #expect(abs(mean - variance) < slack, "\(mean) against \(variance)")
        }
        expect(squares.gradient, 9, variance: 1)
        expect(squares.diagonal, 9, variance: 1)
        expect(squares.off, 36, variance: 0.5)
    }

    @Test("a patient's clipped sums are no longer than the patient's weight, and short ones stay")
    func clipping() {
        var sums = TravellingSums(inputCount: 8)
        for index in sums.gradient.indices { sums.gradient[index] = 3 }
        for index in sums.curvature.indices { sums.curvature[index] = -2 }
        sums.loss = 7
        let clipped = sums.clipped(to: 0.25)
        let length = clipped.gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(abs(length - 0.25) < 1e-12)
        #expect(abs(SymmetricMatrix(clipped.curvature).norm - 0.25) < 1e-12)
        #expect(clipped.loss == 0)
        var short = clipped
        short.loss = 0
        #expect(short.clipped(to: 0.2500001) == short)
    }

    @Test("a round is answered once, and all rounds together come to the budget")
    func ledger() throws {
        let centre = MadeCentre("Bern", channels: 1, subjects: 3, seed: 1)
        let offer = centre.offer(budget)
        var round = try FederatedRound([offer], sharesPermille: [0], stepCount: 3)
        var noise = GaussianNoise(SplitMix64(seed: 3))
        let folder = try TemporaryFolder()
        let path = folder.file("bern.key")
        while true {
            var ledger = try AnswerLedger(ofKey: path)
            try ledger.enter(round, of: offer)
            try ledger.write(to: AnswerLedger.path(ofKey: path))
            var again = try AnswerLedger(ofKey: path)
            #expect(again == ledger)
            let error = #expect(throws: FederationError.self) { try again.enter(round, of: offer) }
            #expect(error?.problem.contains("was answered already") == true)
            var step = FederatedStep(round)
            try step.take(Signed(try centre.answer(round, &noise), by: centre.key))
            guard case .asks(let next) = try step.outcome() else { break }
            #expect(next.federation == round.federation)
            round = next
        }
        #expect(round.number == 3)
        let spent = try AnswerLedger(ofKey: path).rho
        #expect(abs(spent / budget.rho - 1) < 1e-12)
    }

    @Test("noise needs its steps and one share agreed beforehand, and no steps without noise")
    func agreed() throws {
        let centres = [MadeCentre].three
        #expect(throws: FederationError.self) { try centres.begun(budget, shares: [0]) }
        #expect(throws: FederationError.self) { try centres.begun(budget, steps: 4) }
        #expect(throws: FederationError.self) { try centres.begun(steps: 4) }
        #expect(try centres.begun(budget, steps: 4, shares: [0]).releaseCount == 5)
        for wrong in [
            PrivacyBudget(epsilon: 0, delta: 1e-5), PrivacyBudget(epsilon: .nan, delta: 1e-5),
            PrivacyBudget(epsilon: 1, delta: 0), PrivacyBudget(epsilon: 1, delta: 1),
        ] {
            #expect(throws: FederationError.self) { try wrong.check() }
        }
    }

    @Test("next to no noise leaves next to the model that there is without")
    func littleNoise() throws {
        let centres = [MadeCentre].three
        let folder = try TemporaryFolder()
        var noise = GaussianNoise(SplitMix64(seed: 1))
        let (noisy, _) = try centres.federated(
            from: try centres.begun(
                PrivacyBudget(epsilon: 1_000, delta: 0.1), steps: 8, shares: [0]), in: folder,
            &noise)
        #expect(noisy.model.weights[0].contains { $0 > 400 })
        #expect(noisy.model.sharePermille == 0)
    }
}
