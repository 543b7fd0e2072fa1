/// What a therapy came to in one patient, block by block. A longer run begins as a shorter one does, so
/// that it answers for every shorter one.
package struct TherapyOutcome: Equatable, Sendable {
    /// Length of a block.
    package static let blockSeconds = 300

    /// One block.
    package struct Block: Equatable, Sendable {
        /// Time in counted seizures, ms.
        package var seizureMilliseconds: Int64 = 0
        /// Charge of first phases, pC.
        package var picocoulombs: Int64 = 0
        package var therapies: Int64 = 0
        /// Of these, begun while the patient was in no seizure, counted or not.
        package var outside: Int64 = 0

        package init(
            seizureMilliseconds: Int64 = 0, picocoulombs: Int64 = 0, therapies: Int64 = 0,
            outside: Int64 = 0
        ) {
            self.seizureMilliseconds = seizureMilliseconds
            self.picocoulombs = picocoulombs
            self.therapies = therapies
            self.outside = outside
        }

        /// What a time adds to the time before it.
        static func - (now: Block, before: Block) -> Block {
            Block(
                seizureMilliseconds: now.seizureMilliseconds - before.seizureMilliseconds,
                picocoulombs: now.picocoulombs - before.picocoulombs,
                therapies: now.therapies - before.therapies, outside: now.outside - before.outside)
        }

        static func += (sum: inout Block, other: Block) {
            sum.seizureMilliseconds += other.seizureMilliseconds
            sum.picocoulombs += other.picocoulombs
            sum.therapies += other.therapies
            sum.outside += other.outside
        }
    }

    package var blocks: [Block]
    /// Why the patient could not be followed to the end, such as a state that left every bound: the
    /// therapy is out of the question.
    package var problem: String?

    package init(blocks: [Block], problem: String? = nil) {
        self.blocks = blocks
        self.problem = problem
    }

    /// The first blocks together.
    package func total(_ count: Int) -> Block {
        var sum = Block()
        for block in blocks.prefix(count) { sum += block }
        return sum
    }

    func covers(_ count: Int) -> Bool { problem != nil || blocks.count >= count }
}
