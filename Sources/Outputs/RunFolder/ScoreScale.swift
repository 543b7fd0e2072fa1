import ClosedLoop
import Foundation
import Planning

/// A decision's score as a person reads it: votes, or units of a learned detector.
package struct ScoreScale: Sendable {
    private let plan: PlannedLoop

    package init(_ plan: PlannedLoop) { self.plan = plan }

    /// Score and what it had to reach; a learned score below even odds is drawn as 0.
    package func values(_ decision: Decision) -> (score: Float, needed: Float) {
        let pattern = decision.leadingPattern(plan.plan.detection)
        let score = Float(decision.votes.cast[pattern])
        let needed = Float(decision.votes.needed[pattern])
        guard plan.model != nil else { return (score, needed) }
        let unit = Float(LearnedDesign.scoreUnit)
        return (max(0, score / unit), needed / unit)
    }

    package func text(_ decision: Decision) -> String {
        let pattern = decision.leadingPattern(plan.plan.detection)
        let (score, needed) = (decision.votes.cast[pattern], decision.votes.needed[pattern])
        guard plan.model != nil else { return "\(score) of \(needed)" }
        let unit = LearnedDesign.scoreUnit
        return String(format: "%.2f of %.2f", Double(score) / unit, Double(needed) / unit)
    }
}
