import Evaluation
import Foundation
import Planning
import Testing

@testable import Optimisation

/// Steps from what runs showed, on patients that are a formula.
struct ContinuationTests {
    /// A patient with a best current, who has seizures in parts of five minutes.
    private struct Patient {
        /// mA.
        var best = 6.0
        /// s of seizure in five minutes there.
        var least = 10.0
        var random = SeededRandom(seed: 1)

        func seconds(_ dose: TherapyDose) -> Double {
            let octaves = log2(dose[.amplitudeMilliamperes] / best)
            return min(150, least * exp(0.7 * octaves * octaves))
        }

        mutating func run(_ dose: TherapyDose, parts: Int = 48) -> RunEvidence {
            let mean = seconds(dose)
            return RunEvidence(
                dose: dose,
                parts: (0..<parts).map { _ in
                    mean * Double.random(in: 0.2...1.8, using: &random)
                }, partSeconds: 300, seizures: max(1, Int(mean * Double(parts) / 20)))
        }
    }

    /// 2 mA by contacts 1 and 2 against 3 and 4.
    private let given: TherapyDose
    private let settings: Settings

    init() throws {
        settings = try Settings(
            yaml: """
                stimulation:
                  mode: on
                  therapies:
                    - bursts:
                        - {amplitudeMilliamperes: 2, pulseWidthMicroseconds: 160, frequencyHertz: 200,
                           durationMilliseconds: 100, cathodes: [1, 2], anodes: [3, 4]}
                """, over: .standard, file: "given.yaml")
        given = try TherapyDose(settings)
    }

    private func step(_ runs: [RunEvidence]) -> Continuation {
        Continuation(
            runs, settings: runs.last?.dose.settings(over: settings) ?? settings, space: .standard)
    }

    private func octaves(_ dose: TherapyDose) -> Double {
        abs(log2(dose[.amplitudeMilliamperes] / 6))
    }

    @Test("step by step the dose comes near the best, each step within its share and the limits")
    func comesNear() throws {
        var patient = Patient()
        var runs: [RunEvidence] = []
        var dose = given
        for _ in 0..<16 {
            runs.append(patient.run(dose))
            let next = step(runs)
            for axis in TherapyDose.Axis.allCases where next.step == .moves {
                let factor = next.dose[axis] / dose[axis]
                let most = 1 + next.region.share + 1e-9
                #expect(factor <= most && factor >= 1 / most, "\(next.changes)")
            }
            #expect(throws: Never.self) {
                try Planner.plan(next.dose.settings(over: settings).stimulation)
            }
            #expect(next.changes.isEmpty == (next.step == .stays) && !next.reasons.isEmpty)
            dose = next.dose
        }
        #expect(patient.seconds(dose) < 0.4 * patient.seconds(given), "\(dose.words)")
    }

    @Test("a best dose that moves is followed")
    func drift() throws {
        var patient = Patient(best: 2.2)
        var runs: [RunEvidence] = []
        var dose = given
        var (followed, stayed) = (0.0, 0.0)
        for round in 0..<24 {
            patient.best = 2.2 * exp2(Double(round) / 12)
            runs.append(patient.run(dose))
            followed += patient.seconds(dose)
            stayed += patient.seconds(given)
            dose = step(runs).dose
        }
        #expect(followed < 0.75 * stayed, "\(followed) of \(stayed), \(dose.words)")
        #expect(dose[.amplitudeMilliamperes] > 4)
    }

    @Test("the same runs give the same step")
    func same() {
        var patient = Patient()
        let runs = [patient.run(given), patient.run(given)]
        let (one, other) = (step(runs), step(runs))
        #expect(one.dose == other.dose && one.reasons == other.reasons)
        #expect(one.step == .moves && one.dose != given)
    }

    @Test("little is known: no step, and how much more it takes")
    func little() {
        var patient = Patient()
        let next = step([patient.run(given, parts: 2)])
        #expect(next.step == .stays && next.dose == given && next.changes.isEmpty)
        #expect(next.reasons.last?.contains("more seizures are needed") == true, "\(next.reasons)")
        let none = step([
            RunEvidence(
                dose: given, parts: Array(repeating: 0, count: 12), partSeconds: 300, seizures: 0)
        ])
        #expect(none.step == .stays && none.reasons.last?.contains("no seizure in 1 h") == true)
        // However long nothing happens, there is nothing to make better.
        let quiet = RunEvidence(
            dose: given, parts: Array(repeating: 0, count: 12), partSeconds: 300, seizures: 0)
        let long = step(Array(repeating: quiet, count: 12))
        #expect(long.step == .stays && long.reasons.last?.contains("no seizure in") == true)
    }

    @Test("worse by more than chance: back to the last good dose, and a smaller step")
    func back() {
        var patient = Patient()
        var weak = given
        weak[.amplitudeMilliamperes] = 1.6
        let runs = [patient.run(given), patient.run(given), patient.run(weak, parts: 96)]
        let next = step(runs)
        #expect(next.step == .goesBack && next.dose == given, "\(next.reasons)")
        #expect(next.region.share == 0.125)
        #expect(next.changes.map(\.name) == ["amplitudeMilliamperes"])
        // The step grows where a move helped.
        #expect(step([runs[2], runs[0], runs[1]]).region.share == 0.5)
    }

    @Test("no step leads beyond the validator or the ends of the space")
    func limits() throws {
        var patient = Patient(best: 40)
        var high = given
        high[.amplitudeMilliamperes] = 12
        high[.pulseWidthMicroseconds] = 240
        var runs = [patient.run(given), patient.run(high)]
        for _ in 0..<6 {
            let next = step(runs)
            #expect(next.dose[.amplitudeMilliamperes] <= 12)
            _ = try Planner.plan(next.dose.settings(over: settings).stimulation)
            runs.append(patient.run(next.dose))
        }
        let narrow = try TherapySpace(
            yaml: "amplitudeMilliamperes: [1, 2]\ncontacts: [\"1,2/3,4\"]\n", file: "narrow.yaml")
        let held = Continuation(
            [patient.run(given), patient.run(given)], settings: settings, space: narrow)
        #expect(held.dose[.amplitudeMilliamperes] <= 2 && held.dose.contacts == given.contacts)
    }

    @Test("bursts that differ, and settings that stimulate nothing, are refused")
    func refused() throws {
        var other = settings
        other.stimulation.therapies[0].bursts.append(other.stimulation.therapies[0].bursts[0])
        #expect(try TherapyDose(other) == given)
        other.stimulation.therapies[0].bursts[1].amplitudeMilliamperes = 3
        #expect(throws: OptimisationError.self) { try TherapyDose(other) }
        other.stimulation.mode = .off
        #expect(throws: OptimisationError.self) { try TherapyDose(other) }
        let moved = given.settings(over: settings).fields
        #expect(moved == settings.fields)
    }

    @Test("what is expected without a run is the prior, and runs make it certain")
    func model() {
        var patient = Patient()
        var stronger = given
        stronger[.amplitudeMilliamperes] = 4
        let before = ResponseModel([patient.run(given)]).difference(stronger, from: given)
        let after = ResponseModel([patient.run(given), patient.run(stronger)])
            .difference(stronger, from: given)
        let truth = log(patient.seconds(stronger) / patient.seconds(given))
        #expect(abs(before.mean + 0.25) < 0.2 && before.sd > 0.3)
        #expect(after.sd < before.sd && abs(after.mean - truth) < abs(before.mean - truth))
        #expect(after.low < truth && truth < after.high)
        // What is long ago says less.
        let old =
            [patient.run(given), patient.run(stronger)]
            + (0..<16).map { _ in patient.run(given) }
        #expect(ResponseModel(old).difference(stronger, from: given).sd > after.sd)
    }
}
