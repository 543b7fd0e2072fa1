import Acquisition
import Report

/// What a round trip came to.
package struct RoundTripResult: Sendable {
    package let trials: [RoundTripTrial]
    package let trialsAsked: Int
    /// Detections that no burst had asked for.
    package let unbidden: Int
    /// What the detector needed of some bursts without any device, sorted, s.
    package let persistenceSecondsOffline: [Double]
    /// The input's channel that was listened to, from 1 on.
    let cable: Int
    package let capture: CaptureReport

    /// A part of the way.
    package enum Stage: String, CaseIterable, Sendable {
        case outward, persistence, decision, answer, whole, machine, edge, edgeToEdge

        package var title: String {
            switch self {
            case .outward: "output to input"
            case .persistence: "the detector's own persistence"
            case .decision: "acquired to decided"
            case .answer: "decided to the pulse at the input"
            case .whole: "in all"
            case .machine: "in all, less the persistence"
            case .edge: "output to external edge"
            case .edgeToEdge: "external edge to external edge"
            }
        }

        package func seconds(_ times: RoundTripTrial.Times) -> Double? {
            switch self {
            case .outward: times.outward
            case .persistence: times.persistence
            case .decision: times.decision
            case .answer: times.answer
            case .whole: times.whole
            case .machine: times.machine
            case .edge: times.edge
            case .edgeToEdge: times.edgeToEdge
            }
        }
    }

    package static let percentiles = [("p50", 50.0), ("p90", 90.0), ("p99", 99.0), ("max", 100.0)]

    /// A stage of the trials that were answered, sorted, s.
    package func seconds(_ stage: Stage) -> [Double] {
        trials.compactMap { $0.times.flatMap(stage.seconds) }.sorted()
    }

    /// By nearest rank, s; nil where no trial has the stage.
    package func seconds(_ stage: Stage, atPercentile percent: Double) -> Double? {
        let all = seconds(stage)
        guard !all.isEmpty else { return nil }
        let rank = (percent / 100 * Double(all.count)).rounded(.up)
        return all[min(all.count - 1, max(0, Int(rank) - 1))]
    }

    package func count(_ outcome: RoundTripTrial.Outcome) -> Int {
        trials.count { $0.outcome == outcome }
    }

    /// Why it proves nothing, or not what was asked for, in one line; nil where every trial was
    /// answered.
    package var failure: String? {
        let count = trials.count
        let clipped = self.count(.clipped)
        if count > 0, self.count(.notReturned) == count {
            return
                "no stimulus came back on channel \(cable) in \(counted(count, "trial")): check the cable, the "
                + "levels and --cable"
        }
        if clipped > 0 {
            return
                "the stimulus was clipped in \(clipped) of \(counted(count, "trial")): turn the output or the "
                + "input down"
        }
        let heard = count - self.count(.notReturned) - self.count(.broken)
        if heard > 0, self.count(.missed) == heard {
            return
                "the stimulus raised no detection in \(counted(heard, "trial")): check the level (--gain-uv) "
                + "and the settings"
        }
        guard self.count(.answered) < trialsAsked else { return nil }
        let parts = RoundTripTrial.Outcome.allCases.filter { $0 != .answered && self.count($0) > 0 }
            .map { "\(self.count($0)) \($0.text)" }
        let notPlayed = trialsAsked - count
        return "\(self.count(.answered)) of \(counted(trialsAsked, "trial")) answered: "
            + (parts + (notPlayed > 0 ? ["\(notPlayed) not played"] : [])).joined(separator: ", ")
    }
}

extension RoundTripTrial.Outcome {
    /// In words, after a number.
    package var text: String {
        switch self {
        case .answered: "answered"
        case .missed: "missed"
        case .withheld: "detected without a therapy"
        case .pulseLost: "without a pulse"
        case .notReturned: "not returned"
        case .clipped: "clipped"
        case .broken: "broken by lost frames"
        }
    }
}
