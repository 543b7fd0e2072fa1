import ArgumentParser
import RunFolder

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run the closed loop on a virtual patient, whose seizures answer to stimulation.",
        discussion: """
            The same seed gives the same patient and the same noise, treated or not: the untreated \
            twin runs beside it.
            """)

    @OptionGroup var patient: PatientOption

    @Option(help: "Same seed, same run.")
    var seed: UInt32 = 1

    @Option(help: ArgumentHelp("Length of the run.", valueName: "seconds"))
    var duration = 60.0

    @Option(help: "Contacts, 1 to 64.")
    var channels = 8

    @Option(help: ArgumentHelp("Sampling rate.", valueName: "hertz"))
    var rate = 512

    @Flag(help: "Detect, but do not stimulate.")
    var openLoop = false

    @OptionGroup
    var options: RunOptions

    @Option(
        help: ArgumentHelp(
            "Write the signal as EDF+ with its true seizures.", valueName: "file.edf"))
    var write: String?

    func run() {
        Terminal.run {
            let simulation = try Simulation(self)
            refuse(existing: write, option: "--write")
            let folder = try RunFolder(creating: options.output)
            StopSignal.install()
            try options.conclude(try simulation.run(in: folder))
        }
    }
}
