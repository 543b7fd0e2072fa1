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
    /// does with that block. The source then rests before it goes on, so that whenever the loop takes
    /// the block, it knows of nothing that the source did after it.
    @Test func aRaceBetweenSourceAndLoopIsFound() async {
        await #expect(processExitsWith: .exitCode(66)) {
            let loop = try Loop(NoiseRecording(durationSeconds: 2, seizure: 90..<91).opened())
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
                    usleep(5_000)
                    return false
                })
        }
    }

    @Test func aSoundRunPasses() async {
        await #expect(processExitsWith: .success) {
            let loop = try Loop(NoiseRecording(durationSeconds: 2, seizure: 90..<91).opened())
            _ = try loop.run(loop.pipeline())
        }
    }
}

private final class Unprotected: @unchecked Sendable {
    private var count = 0

    @inline(never)
    func countUp() { count += 1 }
}
