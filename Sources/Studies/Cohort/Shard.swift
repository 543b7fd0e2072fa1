/// A part of a study that one process works on: every n-th task, so that shards are alike.
package struct Shard: Hashable, Sendable, CustomStringConvertible {
    /// From 1.
    package let number: Int
    package let count: Int

    /// The whole.
    package static let all = Shard(1, of: 1)

    private init(_ number: Int, of count: Int) {
        self.number = number
        self.count = count
    }

    package static let countMax = 1_000_000

    /// - Parameter text: such as `2/10`.
    package init(_ text: String) throws(CohortError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]),
            (1...Self.countMax).contains(count)
        else {
            throw CohortError("--shard '\(text.prefix(40))': must be i/n, such as 2/10")
        }
        guard (1...count).contains(number) else {
            throw CohortError("--shard \(number)/\(count): i must be 1 to n, here 1 to \(count)")
        }
        self.init(number, of: count)
    }

    /// Whether a task is of it.
    ///
    /// - Parameter place: of the task in the study, from 0.
    package func has(_ place: Int) -> Bool { place % count == number - 1 }

    package var description: String { "\(number)/\(count)" }
}
