/// How a budget of full-length evaluations is spent: successive halving by thirds (Jamieson and Talwalkar
/// 2016; Li et al. 2018), first over points that fill the space, then over neighbours of the best.
///
/// A unit is one candidate followed for the full length in every patient of the search. Each rung of a
/// bracket costs no more than its width in units: three times as many candidates a third as long.
package struct HalvingPlan: Equatable, Sendable {
    /// A step of a bracket: so many candidates, followed so long.
    package struct Rung: Equatable, Sendable {
        package var candidates: Int
        package var blocks: Int
    }

    /// Rungs from the shortest to the full length.
    package let start: [Rung]
    /// One for each round of refinement.
    package let rounds: [[Rung]]
    let blocks: Int
    let unitsLeft: Int

    /// The least of a rung: in less time too few seizures happen.
    static let blocksMin = 2
    private static let rungsBelowMax = 3

    /// - Parameters:
    ///   - budget: in units, the settings as given included.
    ///   - blocks: of the full length.
    package init(budget: Int, blocks: Int) throws(OptimisationError) {
        guard budget >= Self.budgetMin else {
            throw OptimisationError(
                "--budget \(budget): is too small for one rung: the settings as given and three "
                    + "candidates take \(Self.budgetMin); give at least as many")
        }
        self.blocks = blocks
        var units = budget - 1
        var below = 0
        while below < Self.rungsBelowMax, blocks / Self.third(below + 1) >= Self.blocksMin,
            below + 2 <= units
        {
            below += 1
        }
        // Half for what fills the space, but each rung at least once.
        let width = max(1, (units + 1) / 2 / (below + 1))
        start = Self.bracket(width: width, below: below, blocks: blocks)
        units -= width * (below + 1)
        var rounds: [[Rung]] = []
        var depth = min(below, 2)
        while units > 0 {
            while depth + 1 > units { depth -= 1 }
            rounds.append(Self.bracket(width: 1, below: depth, blocks: blocks))
            units -= depth + 1
        }
        self.rounds = rounds
        unitsLeft = units
    }

    /// The settings as given and a rung of three.
    package static let budgetMin = 4

    private static func bracket(width: Int, below: Int, blocks: Int) -> [Rung] {
        (0...below).reversed().map { step in
            Rung(candidates: width * third(step), blocks: max(1, blocks / third(step)))
        }
    }

    private static func third(_ step: Int) -> Int {
        (0..<step).reduce(1) { power, _ in 3 * power }
    }

    /// Candidate blocks of a patient that are simulated at most, the settings as given included: never
    /// more than the budget's.
    package var candidateBlocks: Int {
        blocks
            + (start + rounds.joined()).reduce(0) { $0 + $1.candidates * $1.blocks }
    }
}
