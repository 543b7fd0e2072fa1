import ArgumentParser
import FirmwareBench
import Foundation
import Report
import Runs

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
            let environment = ProcessInfo.processInfo.environment["QUENCH_RECORDINGS"]
            let check = try FirmwareChecking(
                image: image, recordings: recordings,
                elsewhere: [environment, "../shared/recordings"].compactMap(\.self),
                isStopped: { StopSignal.isSet }, Terminal.teller())
            let (size, comparisons, faults) = (check.size, check.comparisons, check.faults)
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
                    "\(check.processor)\n"
                        + FirmwareText.comparisons(comparisons, style))
            }
            if let problem = check.problem { throw FirmwareError(problem) }
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
}
