import ArgumentParser
import FirmwareBench
import Foundation
import Report

struct FirmwareCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compare the firmware with this machine on several recordings, and play faults.",
        discussion: """
            Uses generated recordings and, where --recordings, QUENCH_RECORDINGS or \
            ../shared/recordings leads to them, those of a mouse, a dog and a human.
            """)

    @Option(help: "A folder of recordings.")
    var recordings: String?

    @Flag(help: "Show sizes, instructions, times and every fault, too.")
    var details = false

    @Option(help: "The firmware's image.")
    var image = Emulator.defaultImage

    func run() {
        Terminal.run {
            StopSignal.install()
            let emulator = try Emulator(imagePath: image)
            let size = try FirmwareImage(contentsOf: emulator.image)
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "quench-check-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let check = FirmwareCheck(emulator: emulator, folder: folder) { StopSignal.isSet }
            let note = { (text: String) in Terminal.printError("\(text)\n") }
            var comparisons = try check.compareGenerated(note)
            if let recordings = recordingsFolder {
                comparisons += try check.compareRecordings(in: recordings, note)
            } else {
                Terminal.printResult("skipped: no recordings\n")
            }
            let faults = try check.playFaults(note)
            let style = Terminal.style
            if details {
                Terminal.printResult(
                    FirmwareText.size(size, style) + "\n"
                        + FirmwareText.instructions(comparisons, style) + "\n"
                        + FirmwareText.times(comparisons, style) + "\n"
                        + FirmwareText.faults(faults, style) + "\n")
            }
            Terminal.printResult(FirmwareText.comparisons(comparisons, style))
            if let problem = size.problem { Terminal.fail(problem) }
            for item in faults {
                if let problem = item.problem { Terminal.fail("\(item.name): \(problem)") }
            }
            for item in comparisons {
                if let problem = item.problem { Terminal.fail("\(item.name): \(problem)") }
            }
            Terminal.printResult(
                """
                decision: the longest at 64 MHz, one instruction a cycle; RAM: variables, memory \
                dealt out and stack. More: quench firmware check --details
                flash: \(size.flashBytes) bytes, no heap; \(faults.count) faults ended safely
                \(comparisons.count) runs: decisions, features and pulses of firmware and host \
                are equal, and so are their hashes

                """)
        }
    }

    private var recordingsFolder: URL? {
        let environment = ProcessInfo.processInfo.environment["QUENCH_RECORDINGS"]
        return [recordings, environment, "../shared/recordings"].compactMap { $0 }.map {
            URL(fileURLWithPath: $0)
        }.first { FileManager.default.fileExists(atPath: $0.path) }
    }
}
