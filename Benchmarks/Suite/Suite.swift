import Benchmark
import FoundationEssentials
import Workloads

/// The same workloads, one at a time, for whoever works on one of them. Limits are `throughput`'s.
let benchmarks: @Sendable () -> Void = {
    unsafe Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .peakMemoryResident], warmupIterations: 3,
        maxDuration: .seconds(3))

    for channelCount in [8, 128, 1_024] {
        Benchmark("loop, \(channelCount) channels, 1e6 samples") { _, loop in
            blackHole(loop.run())
        } setup: {
            try LoopWorkload(channelCount: channelCount, runSamples: 1_000_000)
        }
    }

    Benchmark("reference kernel, 128 channels, 1e6 samples") { _, reference in
        blackHole(reference.run())
    } setup: {
        ReferenceWorkload(like: try LoopWorkload(channelCount: 128, runSamples: 1_000_000))
    }

    Benchmark("virtual patient, 60 s of 16 channels") { _, patient in
        blackHole(try patient.run())
    } setup: {
        try PatientWorkload()
    }

    benchmark("reader, 120 s of 128 channels") { try $0.read() }
    benchmark("reader and front end, 120 s of 128 channels") { try $0.readThroughFrontEnd() }
    benchmark("replay, 120 s of 128 channels") { try $0.replay() }
}

private func benchmark<Result>(
    _ name: String, _ work: @escaping @Sendable (RecordingWorkload) throws -> Result
) {
    let process = ProcessInfo.processInfo.processIdentifier
    let path = FileManager.default.temporaryDirectory.path + "/quench-suite-\(process).edf"
    Benchmark(name) { _, recording in
        blackHole(try work(recording))
    } setup: {
        try RecordingWorkload.generate(at: path, durationSeconds: 120)
        return try RecordingWorkload(opening: path)
    } teardown: {
        try FileManager.default.removeItem(atPath: path)
    }
}
