import CRealtime
import Synchronization

/// Wakes one thread that waits for another: a consumer whose ring is empty, or an unpaced producer
/// whose ring is full. Ringing costs a fence and a load while nobody waits, a system call if
/// somebody does.
///
/// No wake-up is lost. The waiter announces itself, then looks at its condition once more, then
/// sleeps only as long as the announcement stands; the ringer makes the condition true, then looks
/// for an announcement. A full fence lies between the two steps on either side, so at least one of
/// them sees the other (Dekker's argument).
@safe
package final class Doorbell: Sendable {
    private static let nobody: UInt32 = 0
    private static let somebody: UInt32 = 1

    /// The futex word; on the heap for the fixed address that the kernel asks for.
    private nonisolated(unsafe) let word: UnsafeMutablePointer<Atomic<UInt32>>

    package init() {
        unsafe word = .allocate(capacity: 1)
        unsafe word.initialize(to: Atomic(Self.nobody))
    }

    deinit {
        unsafe word.deinitialize(count: 1)
        unsafe word.deallocate()
    }

    /// Wakes the waiter, if there is one. Call it after having made its condition true.
    package func ring() {
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        guard unsafe word.pointee.load(ordering: .relaxed) == Self.somebody else { return }
        let previous = unsafe word.pointee.exchange(Self.nobody, ordering: .acquiringAndReleasing)
        if previous == Self.somebody {
            unsafe crealtime_futex_wake_one(futex)
        }
    }

    /// Waits until `isReady` says so or the clock passes `deadline`, in nanoseconds of
    /// `MonotonicClock`, and returns what `isReady` said last: false means the peer is late or dead.
    ///
    /// `isReady` runs on the calling thread, at least once, and again after each wake-up.
    ///
    /// - Precondition: one thread waits at a time; `deadline` is not negative.
    package func wait(until deadline: Int64, for isReady: () -> Bool) -> Bool {
        precondition(deadline >= 0, "a deadline must not be negative")
        while !isReady() {
            unsafe word.pointee.store(Self.somebody, ordering: .relaxed)
            atomicMemoryFence(ordering: .sequentiallyConsistent)
            let ready = isReady()
            let outcome =
                ready ? 0 : unsafe crealtime_futex_wait(futex, Self.somebody, deadline)
            unsafe word.pointee.store(Self.nobody, ordering: .relaxed)
            if ready { return true }
            if outcome == ETIMEDOUT { return isReady() }
        }
        return true
    }

    /// An atomic is laid out as its value, so that the kernel may read it.
    private var futex: UnsafeMutablePointer<UInt32> {
        unsafe UnsafeMutableRawPointer(word).assumingMemoryBound(to: UInt32.self)
    }
}
