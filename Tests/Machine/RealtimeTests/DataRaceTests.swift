import Foundation
import Realtime
import Testing

/// Whether the program is linked with ThreadSanitizer's runtime.
private let isCheckedForRaces = unsafe dlsym(nil, "__tsan_init") != nil

/// `make tsan` asks for the runtime by name, so that it cannot pass without one.
@Test(.enabled(if: ProcessInfo.processInfo.environment["QUENCH_EXPECTS"] == "tsan"))
func theRuntimeForRacesIsLinked() {
    #expect(isCheckedForRaces)
}

/// ThreadSanitizer finds what it should: a race on purpose ends the process with its own status.
@Suite(.enabled(if: isCheckedForRaces, "make tsan links ThreadSanitizer's runtime"))
struct DataRaceTests {
    @Test func aDataRaceIsFound() async {
        await #expect(processExitsWith: .exitCode(66)) {
            let shared = Unprotected()
            let thread = try PosixThread(name: "racer") { shared.countUp() }
            shared.countUp()
            thread.join()
        }
    }

    /// Two threads that only a doorbell joins.
    @Test func aDoorbellIsNoRace() async {
        await #expect(processExitsWith: .success) {
            let bell = Doorbell()
            let thread = try PosixThread(name: "ringer") { bell.ring() }
            _ = bell.wait(until: MonotonicClock.now + 1_000_000) { false }
            thread.join()
        }
    }
}

private final class Unprotected: @unchecked Sendable {
    private var count = 0

    @inline(never)
    func countUp() { for _ in 0..<1_000 { count += 1 } }
}
