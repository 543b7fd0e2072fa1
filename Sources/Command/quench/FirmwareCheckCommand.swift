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

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: "The firmware's image.")
    var image = Emulator.defaultImage

    func run() {
        FirmwareCommand.run {
            StopSignal.install()
            let emulator = try Emulator(imagePath: image)
            let size = try FirmwareImage(contentsOf: emulator.image)
            let folder = try WorkFolder.create("quench-check")
            defer { try? FileManager.default.removeItem(at: folder) }
            let check = FirmwareCheck(emulator: emulator, folder: folder) { StopSignal.isSet }
            let note = { (text: String) in Terminal.printError("\(text)\n") }
            let recordings = try recordingsFolder()
            var comparisons = try check.compareGenerated(note)
            comparisons += try check.compareLearned(in: recordings, note)
            let recorded = try recordings.map { try check.compareRecordings(in: $0, note) } ?? []
            if recorded.isEmpty { note("skipped: no recordings") }
            comparisons += recorded
            let faults = try check.playFaults(note)
            let style = Terminal.style
            if json {
                try Terminal.printJSON(
                    FirmwareRecords(size: size, comparisons: comparisons, faults: faults))
            } else if details {
                Terminal.printResult(
                    FirmwareText.size(size, style) + "\n"
                        + FirmwareText.instructions(comparisons, style) + "\n"
                        + FirmwareText.times(comparisons, style) + "\n"
                        + FirmwareText.faults(faults, style) + "\n")
            }
            if !json {
                Terminal.printResult(
                    "\(emulator.board.processor)\n"
                        + FirmwareText.comparisons(comparisons, style))
            }
            // Thrown, so that the folder is removed.
            if let problem = size.problem { throw FirmwareError(problem) }
            for item in faults {
                if let problem = item.problem { throw FirmwareError("\(item.name): \(problem)") }
            }
            for item in comparisons {
                if let problem = item.problem { throw FirmwareError("\(item.name): \(problem)") }
            }
            guard !json else { return }
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

    private func recordingsFolder() throws -> URL? {
        if let recordings, !FileManager.default.fileExists(atPath: recordings) {
            throw FirmwareError("\(recordings): no such folder; give one with --recordings")
        }
        let environment = ProcessInfo.processInfo.environment["QUENCH_RECORDINGS"]
        return [recordings, environment, "../shared/recordings"].compactMap { $0 }.map {
            URL(fileURLWithPath: $0)
        }.first { FileManager.default.fileExists(atPath: $0.path) }
    }
}
