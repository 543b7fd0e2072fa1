import Foundation
import Realtime
import Testing

@testable import Pipeline

/// `make tsan` sees into the pipeline's own threads: a race between source and loop is found.
@Suite(
    .enabled(
        if: unsafe dlsym(nil, "__tsan_init") != nil, "make tsan links ThreadSanitizer's runtime"))
struct PipelineDataRaceTests {
    /// Nothing orders what the source does after it has handed over the last block and what the loop
    /// does with that block.
    @Test func aRaceBetweenSourceAndLoopIsFound() async {
        await #expect(processExitsWith: .exitCode(66)) {
            let loop = try Loop(NoiseRecording(durationSeconds: 2, loudSeconds: 90..<91).opened())
            let shared = Unprotected()
            var pipeline = loop.pipeline()
            pipeline.now = {
                shared.countUp()
                return MonotonicClock.now
            }
            _ = try loop.run(
                pipeline,
                stopping: {
                    shared.countUp()
                    return false
                })
        }
    }

    @Test func aSoundRunPasses() async {
        await #expect(processExitsWith: .success) {
            let loop = try Loop(NoiseRecording(durationSeconds: 2, loudSeconds: 90..<91).opened())
            _ = try loop.run(loop.pipeline())
        }
    }
}

private final class Unprotected: @unchecked Sendable {
    private var count = 0

    @inline(never)
    func countUp() { count += 1 }
}
