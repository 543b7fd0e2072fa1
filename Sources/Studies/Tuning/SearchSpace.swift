import Evaluation
import Planning
import Training

/// A point of the space that is searched: a place among the levels of each coordinate; none for the
/// settings as they were given.
package struct Candidate: Hashable, Sendable {
    package static let given = Candidate(levels: [])

    package var levels: [Int]

    package init(levels: [Int]) { self.levels = levels }

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

    /// The first `count` different points of a sequence that fills the space evenly.
    func sweep(_ count: Int, seed: UInt64) -> [Candidate] {
        let counts = levelCounts
        let sequence = GoldenSequence(dimensions: counts.count, seed: seed)
        var found: [Candidate] = []
        var seen: Set<Candidate> = []
        // Patterns of one feature have fewer coordinates, so that points may fall together.
        for number in 1...max(1, 20 * count) where found.count < count {
            let candidate = canonical(sequence.levels(number, of: counts))
            if seen.insert(candidate).inserted { found.append(candidate) }
        }
        return found
    }
}
