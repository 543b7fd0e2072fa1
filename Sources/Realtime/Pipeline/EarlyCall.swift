import Synchronization

/// The source's call to the loop, a moment before a block is due, to touch what it will need.
final class EarlyCall: Sendable {
    private let stands = Atomic(false)

    /// The source makes it, and rings the bell of the frames.
    func make() { stands.store(true, ordering: .releasing) }

    /// Whether there is one that the loop has not answered.
    var isMade: Bool { stands.load(ordering: .acquiring) }

    /// Answers it: whether there was one.
    func take() -> Bool { isMade && stands.exchange(false, ordering: .acquiringAndReleasing) }
}
