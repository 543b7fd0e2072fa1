import Realtime
import Synchronization
import Testing

/// Shared by the two threads of a test.
private final class Shared: Sendable {
    let published = Atomic<Int>(0)
    let seen = Atomic<Int>(0)
    let timeouts = Atomic<Int>(0)
    let forward = Doorbell()
    let backward = Doorbell()
}

/// Xorshift (Marsaglia 2003), so that both threads meet in every order.
private struct Delays {
    var state: UInt64
    var sink: UInt64 = 0

    mutating func next() {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        for _ in 0..<(state % 4 == 0 ? state >> 4 & 1023 : state >> 4 & 15) { sink &+= state }
    }
}

@Suite struct DoorbellTests {
    #if DEBUG
        static let rounds = 20_000
    #else
        static let rounds = 200_000
    #endif

    /// Far beyond what any machine takes: only a lost wake-up reaches it.
    static var farAway: Int64 { MonotonicClock.now + 60_000_000_000 }

    /// Strict turns: each side waits for the other's step, so that one lost wake-up stops both.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func noWakeUpIsLost(seed: UInt64) throws {
        let shared = Shared()
        let thread = try PosixThread(name: "doorbell-peer") {
            var delays = Delays(state: seed &* 77)
            for round in 1...Self.rounds {
                delays.next()
                let wasReady = shared.forward.wait(until: Self.farAway) {
                    shared.published.load(ordering: .acquiring) >= round
                }
                if !wasReady { shared.timeouts.add(1, ordering: .relaxed) }
                delays.next()
                shared.seen.store(round, ordering: .releasing)
                shared.backward.ring()
            }
        }
        var delays = Delays(state: seed)
        for round in 1...Self.rounds {
            delays.next()
            shared.published.store(round, ordering: .releasing)
            shared.forward.ring()
            delays.next()
            let wasReady = shared.backward.wait(until: Self.farAway) {
                shared.seen.load(ordering: .acquiring) >= round
            }
            if !wasReady { shared.timeouts.add(1, ordering: .relaxed) }
        }
        thread.join()
        #expect(shared.timeouts.load(ordering: .relaxed) == 0)
    }

    @Test func aDeadPeerIsNoticed() {
        let bell = Doorbell()
        let deadline = MonotonicClock.now + 2_000_000
        #expect(!bell.wait(until: deadline) { false })
        #expect(MonotonicClock.now >= deadline)
    }

    @Test func whatIsReadyIsNotWaitedFor() {
        let bell = Doorbell()
        #expect(bell.wait(until: 0) { true })
    }

    /// A bell rung before anybody waits does not satisfy a later wait.
    @Test func anOldRingDoesNotCount() {
        let bell = Doorbell()
        bell.ring()
        #expect(!bell.wait(until: MonotonicClock.now + 1_000_000) { false })
    }
}
