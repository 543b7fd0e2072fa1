import CThroughput
import FoundationEssentials
import Glibc
import Planning
import Workloads

/// Measures and compares with committed limits.
///
///     throughput LIMITS.json... [FOLDER]           throughput of the loop, the replay and the reader
///     throughput --memory LIMITS.json... [FOLDER]  memory of a short and a long replay; 2.4 GB of disk
///     throughput --latency LIMITS.json... QUENCH   latency, idle and under load, by the program QUENCH
///
/// Generated recordings go to FOLDER, by default the system's for temporary files, and are removed.
/// Ends with status 1 when a limit is broken, and with 2 when it could not measure.
@main
enum Throughput {
    static func main() {
        var words = Array(CommandLine.arguments.dropFirst())
        let measuresMemory = words.first == "--memory"
        let measuresLatency = words.first == "--latency"
        if measuresMemory || measuresLatency { words.removeFirst() }
        let paths = Array(words.prefix { $0.hasSuffix(".json") })
        let rest = words.dropFirst(paths.count)
        guard !paths.isEmpty, rest.count == 1 || rest.isEmpty && !measuresLatency,
            rest.first?.hasPrefix("-") != true
        else {
            print("usage: throughput [--memory] LIMITS.json... [FOLDER]")
            print("       throughput --latency LIMITS.json... QUENCH")
            exit(2)
        }
        do {
            let limits = try Limits(contentsOf: paths)
            if measuresLatency, let program = rest.first {
                try limits.check(LatencyRounds(program: program).measure())
                return
            }
            let parent = rest.first ?? FileManager.default.temporaryDirectory.path
            let folder = "\(parent)/quench-throughput-\(ProcessInfo.processInfo.processIdentifier)"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let figures = measuresMemory ? try memory(in: folder) : try throughput(in: folder)
            try limits.check(figures)
        } catch {
            print("bench: \(error)")
            exit(error is BrokenLimits ? 1 : 2)
        }
    }

    private static func throughput(in folder: String) throws -> [Figure] {
        let processor = pin_to_one_processor()
        print(
            processor < 0
                ? "Measuring; the process could not be confined to one processor"
                : "Measuring on processor \(processor) alone")
        let settings = try Settings(file: peersPath)
        return try ThroughputRun(in: folder, peersSettings: settings).measure(rounds: 15)
    }

    /// Beside this package's manifest, wherever the command is given.
    private static var peersPath: String {
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
            .joined(separator: "/") + "/peers.yaml"
    }

    private static func memory(in folder: String) throws -> [Figure] {
        print("Replaying 256 MiB and then 2 GiB of EDF")
        return try MemoryRun(in: folder).measure()
    }
}
