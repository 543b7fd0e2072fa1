import ArgumentParser
import Runs

struct SimulateCommand: RunCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run the closed loop on a virtual patient, whose seizures answer to stimulation.",
        discussion: """
            The same seed gives the same patient and the same noise, treated or not: the untreated \
            twin runs beside it.
            """)

    @OptionGroup var patient: PatientOption

    @Option(parsing: .unconditional, help: "Same seed, same run; 0 to 4,294,967,295.")
    var seed = 1

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Length of the run, 1 to 604,800; cut to whole hops.", valueName: "seconds"))
    var duration = 60.0

    @Option(parsing: .unconditional, help: "Contacts, 1 to 64.")
    var channels = 8

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Sampling rate, 100 to 5,000.", valueName: "hertz"))
    var rate = 512

    @Flag(help: "Detect, but do not stimulate.")
    var openLoop = false

    @OptionGroup
    var options: RunOptions

    @Option(
        help: ArgumentHelp(
            "Write the signal as EDF+ with its true seizures.", valueName: "file.edf"))
    var write: NewFile?

    var results: ResultOptions {
        get { options.results }
        set { options.results = newValue }
    }

    func run() {
        Terminal.run {
            let loop = loopOptions(pace: options.pace.pace)
            var wanted = Simulation.Options(
                loop, seed: seed, duration: duration, channels: channels, rate: rate)
            wanted.patient = patient.patient?.path
            wanted.isOpenLoop = openLoop
            wanted.write = write?.path
            var simulation = try Simulation(wanted)
            try write?.refuseExisting(option: "--write")
            let view = try results.view.runView(label: "simulate", in: results.output)
            let folder = try loop.makeFolder()
            StopSignal.install()
            try options.conclude(try simulation.run(in: folder, view))
        }
    }
}
