import ArgumentParser
import Recordings
import Report
import Runs
import SignalSources

struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Write a seeded artificial recording with seizures at known times.",
        discussion: "For trying Quench without data. It models no physiology.")

    @Argument(help: "The EDF+ file to write.")
    var file: String

    @Option(help: "Same seed, same file.")
    var seed: UInt64 = 1

    @Option(help: "Length in seconds, 30 to 86,400.")
    var duration = 120

    @Option(help: "1 to 256.")
    var channels = 8

    @Option(help: "Sampling rate in Hz, 50 to 5,000.")
    var rate = 256

    func validate() throws {
        guard (30...86_400).contains(duration), (1...256).contains(channels),
            (50...5_000).contains(rate)
        else {
            throw ValidationError("--duration, --channels or --rate is out of its range")
        }
    }

    func run() {
        Terminal.run {
            var generator = SignalGenerator()
            generator.seed = seed
            generator.durationSeconds = duration
            generator.channelCount = channels
            generator.rateHertz = rate
            try refuseExisting(file)
            StopSignal.install()
            guard
                try generator.write(
                    to: file, overwrite: false, isStopped: { StopSignal.isSet })
            else {
                Terminal.printError("stopped; nothing was written\n")
                throw ExitCode(StopSignal.status)
            }
            Terminal.printResult(
                "\(Terminal.oneLine(file)): \(duration) s of artificial signal, \(counted(channels, "channel")), \(rate) Hz, "
                    + "\(counted(generator.seizures.count, "seizure")), seed \(seed)\n")
        }
    }
}
