import Alsa
import ArgumentParser
import Foundation
import Runs

struct AmplifierCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "amplifier",
        abstract: "Print the ALSA configuration of the virtual amplifier.",
        discussion: """
            A capture device without hardware, for any program that speaks ALSA: \
            `quench amplifier > amplifier.conf`, then ALSA_CONFIG_PATH=amplifier.conf and a device \
            such as quench:CHANNELS=16,RATE=1000. docs/virtual-amplifier.md lists its arguments.
            """)

    func run() {
        Terminal.run {
            let executable = try OwnPath.executable()
            let plugIn = executable.deletingLastPathComponent()
                .appending(path: AmplifierConfiguration.plugInName).path
            guard FileManager.default.fileExists(atPath: plugIn) else {
                Terminal.fail("\(plugIn): is not there; `swift build` makes it beside quench")
            }
            Terminal.printResult(AmplifierConfiguration.text(plugIn: plugIn))
        }
    }
}
