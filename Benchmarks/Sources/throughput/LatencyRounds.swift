import Foundation

/// Runs of `quench bench latency`, idle and under load, as a person would start them.
struct LatencyRounds {
    /// The quench executable.
    let program: String
    var idleRounds = 3
    var stressRounds = 2
    var seconds = 15

    func measure() throws -> [Figure] {
        var p50 = Figure("computeP50Microseconds", "µs, 128 ch, 2,048 Hz, idle")
        var p99 = Figure("computeP99Microseconds", "µs")
        var floor50 = Figure("floorP50Microseconds", "µs, bare thread")
        var floor99 = Figure("floorP99Microseconds", "µs, bare thread")
        var beyond = Figure("computeP99BeyondFloorMicroseconds", "µs, in the same run")
        var largest = Figure("sampleToActuatorMaxMilliseconds", "ms")
        var misses = Figure("misses", "decisions over 100 ms")
        var stressP99 = Figure("stressComputeP99Microseconds", "µs, under load")
        var stressLargest = Figure("stressSampleToActuatorMaxMilliseconds", "ms, under load")
        var stressMisses = Figure("stressMisses", "decisions over 100 ms")
        for round in 1...idleRounds {
            print("Latency, idle, round \(round) of \(idleRounds): \(seconds) s")
            let run = try run(stress: false)
            p50.add(run.computeLatencyMicroseconds.p50)
            p99.add(run.computeLatencyMicroseconds.p99)
            floor50.add(run.wakeUpFloorMicroseconds.p50)
            floor99.add(run.wakeUpFloorMicroseconds.p99)
            beyond.add(run.computeLatencyMicroseconds.p99 - run.wakeUpFloorMicroseconds.p99)
            largest.add(run.sampleToActuatorLatencyMilliseconds.max)
            misses.add(Double(run.misses))
        }
        for round in 1...stressRounds {
            print("Latency, under load, round \(round) of \(stressRounds): \(seconds) s")
            let run = try run(stress: true)
            stressP99.add(run.computeLatencyMicroseconds.p99)
            stressLargest.add(run.sampleToActuatorLatencyMilliseconds.max)
            stressMisses.add(Double(run.misses))
        }
        return [
            p50, p99, floor50, floor99, beyond, largest, misses, stressP99, stressLargest,
            stressMisses,
        ]
    }

    private struct Run: Decodable {
        struct Distribution: Decodable {
            var p50: Double
            var p99: Double
            var max: Double
        }

        var computeLatencyMicroseconds: Distribution
        var sampleToActuatorLatencyMilliseconds: Distribution
        var wakeUpFloorMicroseconds: Distribution
        var misses: Int
    }

    /// A run that missed a budget ends with status 1 and is a figure like any other.
    private func run(stress: Bool) throws -> Run {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments =
            ["bench", "latency", "--duration", "\(seconds)", "--json"]
            + (stress ? ["--stress"] : [])
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard let run = try? JSONDecoder().decode(Run.self, from: data) else {
            throw UnusableProgram(path: program, status: process.terminationStatus)
        }
        return run
    }
}

struct UnusableProgram: Error, CustomStringConvertible {
    let path: String
    let status: Int32
    var description: String {
        "\(path) bench latency gave no figures (status \(status)); build it with "
            + "swift build -c release"
    }
}
