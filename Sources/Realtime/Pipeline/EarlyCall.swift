import Synchronization

/// The source's call to the loop, a moment before a block is due, to touch what it will need. It holds
/// until an instant: who hears of it later has no time left for it.
final class EarlyCall: Sendable {
    private static let none: Int64 = -1
    private let holdsUntil = Atomic<Int64>(EarlyCall.none)

    /// The source makes it, and rings the bell of the frames.
    ///
    /// - Parameter instant: in nanoseconds of `MonotonicClock`.
    func make(until instant: Int64) { holdsUntil.store(max(0, instant), ordering: .releasing) }

    /// Whether there is one that the loop has not answered.
    var isMade: Bool { holdsUntil.load(ordering: .acquiring) != Self.none }

    /// Answers it: until when it holds; nil where there is none.
    func take() -> Int64? {
        guard isMade else { return nil }
        let instant = holdsUntil.exchange(Self.none, ordering: .acquiringAndReleasing)
        return instant == Self.none ? nil : instant
    }
}
