import Foundation
import Planning

/// The next settings for a patient, from what the patient's own runs have shown: a step within the trust
/// region, one back, or none. The same runs give the same step.
package struct Continuation {
    /// What comes next.
    package enum Step: Equatable, Sendable {
        case moves
        /// To a dose that was given before.
        case goesBack
        case stays
    }

    /// A coordinate that moves.
    package struct Change: Equatable, Sendable {
        package let name: String
        package let from: String
        package let to: String
        /// What this alone is expected to do to seizure time.
        package let expected: Estimate
        /// What kept it from moving further.
        package let heldBy: String
    }

    package let step: Step
    package let dose: TherapyDose
    package let changes: [Change]
    package let region: TrustRegion
    /// Why this, in lines.
    package let reasons: [String]

    /// More than this is not known of the latest dose, no step is made: standard deviation of the logarithm.
    private static let sdMax = 0.35
    /// How much seizure time ten per cent more charge must take off: this times ten per cent.
    private static let charge = 0.05
    /// A step that promises less is none.
    private static let worthwhile = 0.03

    /// - Parameters:
    ///   - runs: in the order in which the patient lived them; at least one.
    ///   - settings: of the last run.
    ///   - space: the ends of its levels are walls; contacts are its choices.
    package init(_ runs: [RunEvidence], settings: Settings, space: TherapySpace) {
        precondition(!runs.isEmpty, "something must have been seen")
        let stages = TrustRegion.Stage.all(runs)
        let (latest, model) = (stages[stages.count - 1], ResponseModel(runs))
        let reach = DoseReach(settings: settings, space: space)
        let region = TrustRegion(stages)
        self.region = region
        var reasons = region.lines
        func back() -> TherapyDose? {
            // The last move is judged by what was seen on both sides of it alone.
            if let move = region.lastMove, move.isWorse, stages.count > 1,
                reach.problem(stages[stages.count - 2].dose) == nil
            {
                reasons.append("the last move made it worse: back")
                return stages[stages.count - 2].dose
            }
            let worse = stages.dropLast().map(\.dose).filter { $0 != latest.dose }.compactMap {
                dose -> (dose: TherapyDose, change: Estimate)? in
                let change = model.difference(latest.dose, from: dose)
                return change.isWorse && reach.problem(dose) == nil ? (dose, change) : nil
            }
            guard let best = worse.max(by: { $0.change.mean < $1.change.mean }) else { return nil }
            reasons.append(
                "with \(latest.dose.words) seizure time is \(best.change.words) of that with "
                    + "\(best.dose.words): back to it")
            return best.dose
        }
        func onward() -> TherapyDose? {
            let sd = latest.variance.squareRoot()
            guard latest.seizures > 0, sd <= Self.sdMax else {
                reasons.append(Self.wanting(latest, sd))
                return nil
            }
            let known =
                "\(latest.seizures) seizures in \(latest.hours.brief) h with the latest dose"
            func worth(_ dose: TherapyDose) -> Double {
                let change = model.difference(dose, from: latest.dose)
                return change.mean
                    + Self.charge * log(dose.microcoulombs / latest.dose.microcoulombs)
            }
            let candidates = reach.around(latest.dose, share: region.share)
            let best = candidates.map { ($0, worth($0)) }.min { $0.1 < $1.1 }
            guard let best, best.1 < -Self.worthwhile else {
                let other = reach.untried(near: latest.dose, runs.map(\.dose))
                reasons.append(
                    "\(known); of \(candidates.count) doses within the step and the limits none "
                        + "promises enough: "
                        + (other == nil ? "stay" : "other contacts, which no run has tried"))
                return other
            }
            reasons.append(
                "\(known); of \(candidates.count) doses within the step and the limits this promises "
                    + "most, \(model.difference(best.0, from: latest.dose).words) of seizure time, "
                    + "for \((best.0.microcoulombs / latest.dose.microcoulombs).rounded(2)) times the "
                    + "charge")
            return best.0
        }
        let returned = back()
        let next = returned ?? onward() ?? latest.dose
        dose = next
        step = returned != nil ? .goesBack : next == latest.dose ? .stays : .moves
        changes = reach.changes(
            from: latest.dose, to: next, isBack: returned != nil, share: region.share, model)
        self.reasons = reasons
    }

    private static func wanting(_ stage: TrustRegion.Stage, _ sd: Double) -> String {
        guard stage.seizures > 0 else {
            return "no seizure in \(stage.hours.brief) h with the latest dose: no reason to move it"
        }
        let more = Double(stage.seizures) * (sd * sd / (sdMax * sdMax) - 1)
        return "too little is known of the latest dose: \(stage.seizures) seizures in "
            + "\(stage.hours.brief) h leave seizure time uncertain by \((sd * 100).rounded(0)) %; some "
            + "\(max(1, Int(more.rounded(.up)))) more seizures are needed before it moves"
    }
}

extension Double {
    fileprivate func rounded(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }
}
