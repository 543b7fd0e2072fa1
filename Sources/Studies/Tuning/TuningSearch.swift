import Evaluation
import Planning
import Training

/// A plain search: an even sweep of the space, then steps from the best of each point of the curve,
/// along one coordinate at a time, ever smaller. It is the same for the same seed, whatever the number
/// of threads, and however often it was interrupted.
///
/// Each fold of a cross-validation has a search of its own, which looks only at what the fold does not
/// leave out: the sweep is common to all, a candidate is judged once for whoever asks.
package struct TuningSearch: Sendable {
    package var objective: Objective
    package var sweepCount = 256
    package var seed: UInt64 = 1

    /// In levels of a coordinate.
    static let steps = [4, 2, 1, 1]
    /// Candidates at each limit from which steps are taken.
    static let startCount = 3
    /// Limits of the curve, an hour.
    static let limits = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]

    package init(_ objective: Objective) { self.objective = objective }

    /// What is told while it goes on.
    package enum News {
        case begins(round: Int, of: Int, candidates: Int, signalSeconds: Double)
        case reached(seconds: Double)
        case ends
    }

    /// What the curve's points keep within; the one asked for is among them where it is a rate.
    var curve: [Objective] {
        let quantity: Objective.Quantity = objective.quantity == .outside ? .outside : .falseAlarms
        var limits = Self.limits
        if objective.quantity == quantity, !limits.contains(objective.limit) {
            limits.append(objective.limit)
        }
        return limits.sorted().map { Objective(quantity, atMost: $0) }
    }

    /// - Returns: nil where it was stopped; the journal has what was judged by then.
    package func run(_ judge: Judge, tell: (News) -> Void) throws -> TuningResult? {
        var verdicts = judge.journal.earlier
        let trials = judge.trials
        var pools = trials.views.map { CandidatePool($0) }
        let all = curve + (objective.quantity == .delay ? [objective] : [])
        let rounds = Self.steps.count + 1
        for round in 0..<rounds {
            let proposals = pools.map { pool in
                round == 0
                    ? [.given] + judge.space.sweep(sweepCount, seed: seed)
                    : pool.starts(all, count: Self.startCount).flatMap {
                        judge.space.neighbours(
                            of: $0, step: Self.steps[round - 1], structures: round == 1)
                    }
            }
            var asked: Set<Candidate> = []
            let new = proposals.joined().filter {
                verdicts[$0] == nil && asked.insert($0).inserted
            }
            tell(
                .begins(
                    round: round + 1, of: rounds, candidates: new.count,
                    signalSeconds: Double(new.count) * trials.signalSeconds))
            let found = try judge.verdicts(new) { tell(.reached(seconds: $0)) }
            tell(.ends)
            guard let found else { return nil }
            for (candidate, verdict) in zip(new, found) { verdicts[candidate] = verdict }
            for index in pools.indices { pools[index].add(proposals[index], verdicts) }
        }
        return TuningResult(self, judge, pools, verdicts)
    }
}
