import Realtime
import Synchronization

/// What a run may give, as far as its record is on the disk: whoever keeps the record allows each
/// therapy before it can start, and the loop asks.
public final class TherapyPermit: Sendable {
    private let allowed = Atomic<Int64>(0)
    private let broken = Atomic(false)
    private let bell = Doorbell()

    /// Nothing is on record yet, so no therapy may start.
    public init() {}

    /// So many therapies, counted from the run's first, are on record.
    public func allow(therapies: Int64) {
        allowed.store(therapies, ordering: .releasing)
        bell.ring()
    }

    /// The record can no longer be kept: nothing more may be given in this run.
    public func withdraw() {
        broken.store(true, ordering: .releasing)
        bell.ring()
    }

    /// Therapies that are on record, counted from the run's first.
    var therapies: Int64 { allowed.load(ordering: .acquiring) }
    var isWithdrawn: Bool { broken.load(ordering: .acquiring) }

    /// Waits for whoever keeps the record.
    func wait(forTherapies count: Int64) {
        _ = bell.wait(until: .max) { therapies >= count || isWithdrawn }
    }
}
