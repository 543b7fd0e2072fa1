import Planning
import TestSupport
import Testing

@testable import Federation
@testable import Training

/// What centres find together is what would be found if all rows lay in one place.
struct PooledTests {
    @Test("pooled and federated weights are the same within 1e-6, and the threshold's bin is")
    func equal() throws {
        let centres = [MadeCentre].three
        let folder = try TemporaryFolder()
        var noise = GaussianNoise(SplitMix64(seed: 1))
        let (federated, rounds) = try centres.federated(
            from: try centres.begun(), in: folder, &noise)
        let (rows, subjects) = centres.pooled
        let pooled = try Trainer.train(
            rows, family: .travelling, settings: MadeCentre.settings, rateHertz: 0,
            subjects: subjects)
        guard case .travelling(let fit) = pooled.exact else {
            Issue.record("no travelling model")
            return
        }
        #expect(rounds > 3 && rounds < 60)
        #expect(fit.weights.contains { $0 > 0.1 })
        for (one, other) in zip(fit.weights, federated.point.weights) {
            #expect(abs(one - other) < 1e-6)
        }
        #expect(abs(fit.intercept - federated.point.intercept) < 1e-6)
        #expect(federated.model.sharePermille == pooled.model.sharePermille)
        #expect(federated.model.weights == pooled.model.weights)
        #expect(federated.model.threshold == pooled.model.threshold)
        #expect(federated.model.backgroundScore == pooled.model.backgroundScore)
        #expect(federated.model.training.seizures == 18)
        #expect(federated.model.training.scoreLossMax >= pooled.model.training.scoreLossMax)
        let path = try folder.write(federated.model.text(), to: "model.json")
        #expect(try DetectorModel(file: path) == federated.model)
    }

    @Test("how the rows are split over centres changes nothing")
    func split() throws {
        let centres = [MadeCentre].three
        let round = try centres.begun()
        let (rows, subjects) = centres.pooled
        let whole = MadeCentre.material(rows, subjectCount: subjects.count)
        #expect(whole.subjects == round.subjects)
        var noise = GaussianNoise(SplitMix64(seed: 1))
        for (index, wanted) in round.wanted.enumerated() {
            var parts = TravellingSums(inputCount: whole.inputCount)
            for centre in centres { parts += try centre.answer(round, &noise).sums[index] }
            var all = TravellingSums(inputCount: whole.inputCount)
            for one in whole.sums(
                at: wanted.point, sharePermille: wanted.sharePermille, of: round.subjects)
            {
                all += one
            }
            #expect(abs(parts.loss - all.loss) < 1e-12)
            #expect(zip(parts.gradient, all.gradient).allSatisfy { abs($0 - $1) < 1e-12 })
            #expect(zip(parts.curvature, all.curvature).allSatisfy { abs($0 - $1) < 1e-12 })
        }
    }

    @Test("at weights 0 the loss is that of knowing nothing, and the sums are written out here")
    func sums() throws {
        let centre = MadeCentre("Bern", channels: 1, subjects: 2, seed: 4)
        let round = try FederatedRound([centre.offer()], sharesPermille: [0], stepCount: nil)
        var noise = GaussianNoise(SplitMix64(seed: 1))
        let sums = try centre.answer(round, &noise).sums[0]
        #expect(abs(sums.loss - 0.693147180559945) < 1e-12)
        let seizure = centre.rows.filtered(\.isSeizure)
        let background = centre.rows.filtered { !$0.isSeizure }
        let disturbed = Disturbances.rows(travellingFrom: background)
        var slope = 0.0
        var curvature = 0.0
        // Both subjects have as many rows.
        for (rows, cost) in [
            (seizure, -0.25 / Double(seizure.rows.count)),
            (background, 0.25 / Double(background.rows.count + disturbed.rows.count)),
            (disturbed, 0.25 / Double(background.rows.count + disturbed.rows.count)),
        ] {
            for row in rows.rows.indices {
                let values = rows.values(ofRow: row)
                let first = Double(values[values.startIndex]) / 1_024
                let second = Double(values[values.startIndex + 1]) / 1_024
                slope += cost * first
                curvature += abs(cost) / 2 * first * second
            }
        }
        #expect(abs(sums.gradient[0] - slope) < 1e-12)
        #expect(abs(sums.curvature[TravellingSums.place(0, 1)] - curvature) < 1e-12)
        #expect(abs(sums.curvature.last! - 0.25) < 1e-12)
    }

    @Test("a centre that tells what it never measured shows where it is left out")
    func liar() throws {
        var centres = [MadeCentre].three
        centres.append(MadeCentre("Oslo", channels: 2, subjects: 2, seed: 9, flips: true))
        let folder = try TemporaryFolder()
        var noise = GaussianNoise(SplitMix64(seed: 1))
        let (federated, _) = try centres.federated(
            from: try centres.begun(shares: [0]), in: folder, &noise)
        let moves = federated.withoutCentre.map { without in
            zip(without.point?.weights ?? [], federated.point.weights)
                .reduce(0) { $0 + abs($1.0 - $1.1) }
        }
        #expect(federated.withoutCentre.map(\.centre) == ["Bern", "Graz", "Lund", "Oslo"])
        #expect(moves.dropLast().allSatisfy { $0 < moves[3] / 1.5 }, "\(moves)")
    }
}
