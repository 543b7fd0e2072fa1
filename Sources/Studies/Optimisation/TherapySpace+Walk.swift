import Evaluation
import Planning
import Tuning

extension TherapySpace {
    /// The first `count` different points of a sequence that fills the space evenly, of those that
    /// `accepts` lets pass; fewer where the space has no more.
    func sweep(_ count: Int, seed: UInt64, _ accepts: (Candidate) -> Bool) -> [Candidate] {
        let counts = levelCounts
        let sequence = GoldenSequence(dimensions: counts.count, seed: seed)
        var found: [Candidate] = []
        var seen: Set<Candidate> = []
        for number in 1...max(1, 50 * count) where found.count < count {
            let candidate = Candidate(levels: canonical(sequence.levels(number, of: counts)))
            if seen.insert(candidate).inserted, accepts(candidate) { found.append(candidate) }
        }
        return found
    }

    /// Neighbours of the parents in turn: one to three coordinates of each moved by one or two levels, or
    /// to any other where levels have no order. Those that `accepts` does not let pass are left out.
    ///
    /// - Parameter seed: the same gives the same neighbours.
    func neighbours(
        of parents: [Candidate], count: Int, seed: UInt64, _ accepts: (Candidate) -> Bool
    ) -> [Candidate] {
        let counts = levelCounts
        let movable = counts.indices.filter { counts[$0] > 1 }
        let parents = parents.filter { $0 != .given }
        guard !parents.isEmpty, !movable.isEmpty else { return [] }
        var random = SeededRandom(seed: seed)
        var found: [Candidate] = []
        for attempt in 0..<100 * count where found.count < count {
            var levels = parents[attempt % parents.count].levels
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let axis = movable[Int.random(in: 0..<movable.count, using: &random)]
                if Axis.allCases[axis].isCategorical {
                    levels[axis] = Int.random(in: 0..<counts[axis], using: &random)
                } else {
                    let step = Int.random(in: 1...2, using: &random)
                    let moved = levels[axis] + (Bool.random(using: &random) ? step : -step)
                    levels[axis] = min(max(0, moved), counts[axis] - 1)
                }
            }
            let candidate = Candidate(levels: canonical(levels))
            if !found.contains(candidate), accepts(candidate) { found.append(candidate) }
        }
        return found
    }
}
