import Testing

@testable import Optimisation

/// How a budget is spent.
struct HalvingTests {
    @Test(
        "never more than the budget is spent, and each bracket climbs by thirds to the full length")
    func accounting() throws {
        for blocks in [2, 3, 6, 12, 36, 72, 288, 2_016] {
            for budget in HalvingPlan.budgetMin...150 {
                let plan = try HalvingPlan(budget: budget, blocks: blocks)
                #expect(plan.candidateBlocks <= budget * blocks, "\(budget), \(blocks)")
                for rungs in [plan.start] + plan.rounds {
                    #expect(rungs.last?.blocks == blocks)
                    #expect(rungs.allSatisfy { $0.candidates > 0 && $0.blocks > 0 })
                    for (one, next) in zip(rungs, rungs.dropFirst()) {
                        #expect(one.candidates == 3 * next.candidates)
                        #expect(one.blocks <= next.blocks / 3)
                    }
                    let first = rungs[0].blocks
                    #expect(rungs.count == 1 || first >= HalvingPlan.blocksMin)
                }
            }
        }
    }

    @Test("the whole of a budget is used where lengths divide")
    func whole() throws {
        let plan = try HalvingPlan(budget: 16, blocks: 54)
        #expect(plan.start.map(\.candidates) == [54, 18, 6, 2])
        #expect(plan.start.map(\.blocks) == [2, 6, 18, 54])
        #expect(plan.rounds.map { $0.map(\.candidates) } == [[9, 3, 1], [9, 3, 1], [1]])
        #expect(plan.candidateBlocks == 16 * 54)
    }

    @Test("too small a budget is refused in one line that says what it takes")
    func tooSmall() {
        #expect(
            throws: OptimisationError(
                "--budget 3: is too small for one rung: the settings as given and three candidates take "
                    + "4; give at least as many")
        ) { try HalvingPlan(budget: 3, blocks: 12) }
    }
}
