import Evaluation
import Foundation
import Planning
import Training

/// A point of the space that is searched: a place among the levels of each coordinate; none for the
/// settings as they were given.
package struct Candidate: Hashable, Sendable {
    package static let given = Candidate(levels: [])

    package var levels: [Int]

    /// Such as `3.5.7`.
    package var key: String {
        levels.isEmpty ? "given" : levels.map(String.init).joined(separator: ".")
    }
}

/// What is searched: which candidates there are, which are neighbours, and what a candidate is run as.
package protocol SearchSpace: Sendable {
    /// How many levels each coordinate has.
    var levelCounts: [Int] { get }

    /// The candidate without what has no effect in it.
    func canonical(_ levels: [Int]) -> Candidate

    /// A candidate with one coordinate moved by a step either way; with `structures` also every other
    /// choice of what is measured.
    func neighbours(of candidate: Candidate, step: Int, structures isWide: Bool) -> [Candidate]

    /// The settings of a candidate.
    func settings(_ candidate: Candidate) throws(SettingsError) -> Settings

    /// The learned detector of a candidate that has not seen an omission of the trials; nil where the
    /// settings' own patterns decide.
    func model(_ candidate: Candidate, leavingOut omission: Int) throws -> DetectorModel?

    /// What a candidate's learned detector is; nil where there is none.
    func choice(_ candidate: Candidate) -> ModelChoice?
}

extension SearchSpace {
    package func model(_ candidate: Candidate, leavingOut omission: Int) -> DetectorModel? { nil }

    package func choice(_ candidate: Candidate) -> ModelChoice? { nil }

    /// The first `count` different points of a sequence that fills the space evenly: multiples of the
    /// powers of the generalised golden ratio (Roberts 2018, after Kronecker), shifted by the seed.
    func sweep(_ count: Int, seed: UInt64) -> [Candidate] {
        let counts = levelCounts
        // The positive root of x^(d + 1) = x + 1.
        var root = 2.0
        for _ in 0..<64 { root = pow(1 + root, 1 / Double(counts.count + 1)) }
        var random = SeededRandom(seed: seed)
        let shifts = counts.map { _ in Double.random(in: 0..<1, using: &random) }
        var found: [Candidate] = []
        var seen: Set<Candidate> = []
        // Patterns of one feature have fewer coordinates, so that points may fall together.
        for number in 1...max(1, 20 * count) where found.count < count {
            let levels = counts.indices.map { axis in
                let place = shifts[axis] + Double(number) / pow(root, Double(axis + 1))
                return min(
                    counts[axis] - 1, Int((place - place.rounded(.down)) * Double(counts[axis])))
            }
            let candidate = canonical(levels)
            if seen.insert(candidate).inserted { found.append(candidate) }
        }
        return found
    }
}
