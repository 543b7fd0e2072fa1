import Foundation

/// Runs of `quench bench latency`, idle, under load and on a capture device, as a person would start
/// them.
struct LatencyRounds {
    /// The quench executable.
    let program: String
    var idleRounds = 3
    var stressRounds = 2
    /// On the virtual amplifier.
    var deviceRounds = 2
    var seconds = 15

    func measure() throws -> [Figure] {
        var p50 = Figure("computeP50Microseconds", "µs, 128 ch, 2,048 Hz, idle")
        var p99 = Figure("computeP99Microseconds", "µs")
        var floor50 = Figure("floorP50Microseconds", "µs, bare thread")
        var floor99 = Figure("floorP99Microseconds", "µs, bare thread")
        var beyond = Figure("computeP99BeyondFloorMicroseconds", "µs, in the same run")
        var ratio50 = Figure("computeP50ToFloor", "ratio in the same run")
        var ratio99 = Figure("computeP99ToFloor", "ratio in the same run")
        var decision = Figure("decisionP50Microseconds", "µs")
        var largest = Figure("sampleToActuatorMaxMilliseconds", "ms")
        var misses = Figure("misses", "decisions over 100 ms")
        var stressP99 = Figure("stressComputeP99Microseconds", "µs, under load")
        var stressLargest = Figure("stressSampleToActuatorMaxMilliseconds", "ms, under load")
        var stressMisses = Figure("stressMisses", "decisions over 100 ms")
        var deviceP50 = Figure("deviceComputeP50Microseconds", "µs, 16 ch, 1 kHz, period 8")
        var deviceBeyond = Figure(
            "deviceComputeP99BeyondFloorMicroseconds", "µs, in the same run")
        var deviceMisses = Figure("deviceMisses", "decisions over 100 ms")
        for round in 1...idleRounds {
            print("Latency, idle, round \(round) of \(idleRounds): \(seconds) s")
            let run = try run()
            p50.add(run.computeLatencyMicroseconds.p50)
            p99.add(run.computeLatencyMicroseconds.p99)
            floor50.add(run.wakeUpFloorMicroseconds.p50)
            floor99.add(run.wakeUpFloorMicroseconds.p99)
            beyond.add(run.computeLatencyMicroseconds.p99 - run.wakeUpFloorMicroseconds.p99)
            ratio50.add(
                run.computeLatencyMicroseconds.p50 / run.wakeUpFloorMicroseconds.p50)
            ratio99.add(
                run.computeLatencyMicroseconds.p99 / run.wakeUpFloorMicroseconds.p99)
            decision.add(run.stagesMicroseconds.decision.p50)
            largest.add(run.sampleToActuatorLatencyMilliseconds.max)
            misses.add(Double(run.misses))
        }
        for round in 1...stressRounds {
            print("Latency, under load, round \(round) of \(stressRounds): \(seconds) s")
            let run = try run(["--stress"])
            stressP99.add(run.computeLatencyMicroseconds.p99)
            stressLargest.add(run.sampleToActuatorLatencyMilliseconds.max)
            stressMisses.add(Double(run.misses))
        }
        let configuration = try amplifier()
        defer { try? FileManager.default.removeItem(at: configuration) }
        for round in 1...deviceRounds {
            print("Latency, virtual amplifier, round \(round) of \(deviceRounds): \(seconds) s")
            let run = try run(
                [
                    "--device", "quench:CHANNELS=16", "--channels", "16", "--rate", "1000",
                    "--period", "8",
                ], environment: ["ALSA_CONFIG_PATH": configuration.path])
            deviceP50.add(run.computeLatencyMicroseconds.p50)
            deviceBeyond.add(run.computeLatencyMicroseconds.p99 - run.wakeUpFloorMicroseconds.p99)
            deviceMisses.add(Double(run.misses))
        }
        return [
            p50, p99, floor50, floor99, beyond, ratio50, ratio99, decision, largest, misses,
            stressP99, stressLargest,
            stressMisses, deviceP50, deviceBeyond, deviceMisses,
        ]
    }

    private struct Run: Decodable {
        struct Distribution: Decodable {
            var p50: Double
            var p99: Double
            var max: Double
        }

        struct Stages: Decodable {
            var decision: Distribution
        }

        var computeLatencyMicroseconds: Distribution
        var stagesMicroseconds: Stages
        var sampleToActuatorLatencyMilliseconds: Distribution
        var wakeUpFloorMicroseconds: Distribution
        var misses: Int
    }

    /// A run that missed a budget ends with status 1 and is a figure like any other.
    private func run(_ options: [String] = [], environment: [String: String] = [:]) throws -> Run {
        let (data, status) = try output(
            ["bench", "latency", "--duration", "\(seconds)", "--json"] + options, environment)
        guard let run = try? JSONDecoder().decode(Run.self, from: data) else {
            throw UnusableProgram(path: program, command: "bench latency", status: status)
        }
        return run
    }

    /// The virtual amplifier's configuration, in a file.
    private func amplifier() throws -> URL {
        let (data, status) = try output(["amplifier"], [:])
        guard status == 0 else {
            throw UnusableProgram(path: program, command: "amplifier", status: status)
        }
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("amplifier-\(ProcessInfo.processInfo.processIdentifier).conf")
        try data.write(to: file)
        return file
    }

    private func output(
        _ arguments: [String], _ environment: [String: String]
    ) throws -> (Data, status: Int32) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(environment) { _, own in own }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (data, process.terminationStatus)
    }
}

struct UnusableProgram: Error, CustomStringConvertible {
    let path: String
    let command: String
    let status: Int32
    var description: String {
        "\(path) \(command) gave nothing of use (status \(status)); build it with "
            + "swift build -c release"
    }
}
