import CRealtime
import Realtime
import Synchronization
import Testing

@Suite struct PosixThreadTests {
    private final class Flag: Sendable {
        let value = Atomic<Int>(0)
    }

    private struct Endpoint: ~Copyable, Sendable {
        let value: Int
        let ended: Flag
        deinit { ended.value.store(value, ordering: .releasing) }
    }

    @Test func joiningWaitsForTheEnd() throws {
        let flag = Flag()
        let thread = try PosixThread(name: "a name that is far too long, ü") {
            MonotonicClock.sleep(until: MonotonicClock.now + 3_000_000)
            flag.value.store(1, ordering: .releasing)
        }
        thread.join()
        #expect(flag.value.load(ordering: .acquiring) == 1)
    }

    /// The context dies on the thread, once, and not with the caller.
    @Test func aNoncopyableContextMovesToTheThread() throws {
        let flag = Flag()
        let seen = Flag()
        let context = Endpoint(value: 42, ended: flag)
        let thread = try PosixThread(name: "moved", moving: context) { context in
            seen.value.store(
                context.value + context.ended.value.load(ordering: .acquiring),
                ordering: .releasing)
        }
        thread.join()
        #expect(seen.value.load(ordering: .acquiring) == 42)
        #expect(flag.value.load(ordering: .acquiring) == 42)
    }

    @Test func aStackIsAsLargeAsAsked() throws {
        let flag = Flag()
        let thread = try PosixThread(name: "deep", stackByteCount: 16 << 20) {
            flag.value.store(Self.depth(12 << 10), ordering: .releasing)
        }
        thread.join()
        #expect(flag.value.load(ordering: .acquiring) == 12 << 10)
    }

    /// Takes about 1 KiB of stack a call.
    @inline(never)
    private static func depth(_ remaining: Int) -> Int {
        var ballast = InlineArray<96, Int>(repeating: remaining)
        guard remaining > 0 else { return 0 }
        ballast[remaining % 96] = depth(remaining - 1)
        return ballast[remaining % 96] + 1
    }

    @Test func anImpossibleStackIsATypedError() {
        #expect(throws: ThreadError.self) {
            try PosixThread(name: "vast", stackByteCount: 1 << 60) {}.join()
        }
    }

    @Test func theProcessorCheckAnswersYesOrNo() {
        #expect((0...1).contains(crealtime_cpu_has_x86_64_v3()))
    }
}
