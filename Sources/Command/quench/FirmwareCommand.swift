import ArgumentParser
import FirmwareBench
import Foundation

struct FirmwareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "firmware",
        abstract:
            "Run the loop as firmware of a Cortex-M4 or -M55 in QEMU, and compare it.",
        discussion: "`make firmware` builds the image and installs what is missing.",
        subcommands: [
            FirmwareRunCommand.self, FirmwareSizeCommand.self, FirmwareCheckCommand.self,
        ])

    /// Runs a command's work; one that Ctrl-C ended has the status of such.
    static func run(_ work: () throws -> Void) {
        Terminal.run {
            do { try work() } catch  where StopSignal.isSet {
                Terminal.printError("quench: stopped\n")
                throw ExitCode(StopSignal.status)
            }
        }
    }
}

struct FirmwareSizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "size", abstract: "Show the flash and RAM of the firmware by module.")

    @Option(help: "The firmware's image.")
    var image = Emulator.defaultImage

    @Flag(help: "Print JSON.")
    var json = false

    func run() {
        Terminal.run {
            let image = try FirmwareImage(contentsOf: URL(fileURLWithPath: image))
            if json {
                try Terminal.printJSON(FirmwareSizes(image))
            } else {
                Terminal.printResult(FirmwareText.size(image, Terminal.style))
            }
            if let problem = image.problem { Terminal.fail(problem) }
        }
    }
}
