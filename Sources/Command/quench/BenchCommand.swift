import ArgumentParser
import Foundation
import Latency

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure Quench on this machine.",
        subcommands: [
            BenchLatencyCommand.self, BenchDetectorsCommand.self, BenchFilterCommand.self,
            BenchContinuationCommand.self,
            BenchLoadCommand.self,
        ])
}

/// What `bench latency --stress` runs beside itself.
struct BenchLoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Keep a part of the machine busy until killed.",
        shouldDisplay: false)

    @Argument(help: "processor, memory or disk.")
    var load: Load

    func run() {
        load.run(in: FileManager.default.temporaryDirectory.path)
    }
}

extension Load: ExpressibleByArgument {}
