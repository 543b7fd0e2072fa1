extension CandidateSpace {
    /// A candidate with one coordinate moved by a step either way; with `structures` also every other
    /// choice of patterns, a second one beginning as the first is.
    package func neighbours(
        of candidate: Candidate, step: Int, structures isWide: Bool
    ) -> [Candidate] {
        guard !candidate.levels.isEmpty else { return [] }
        let counts = levelCounts
        var found: [Candidate] = []
        for axis in counts.indices.dropFirst() {
            for level in [candidate.levels[axis] - step, candidate.levels[axis] + step] {
                var levels = candidate.levels
                levels[axis] = min(max(0, level), counts[axis] - 1)
                found.append(canonical(levels))
            }
        }
        if isWide {
            let isSingle = structures[candidate.levels[0]].features.count == 1
            let width = (counts.count - 2) / 2
            for structure in structures.indices {
                var levels = candidate.levels
                levels[0] = structure
                if isSingle {
                    let first = levels[2..<2 + width]
                    levels.replaceSubrange((2 + width)..., with: first)
                }
                found.append(canonical(levels))
            }
        }
        return found.filter { $0 != candidate }
    }
}
