import ArgumentParser
import Foundation
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

    @Option(help: "realtime, max, or a multiple of real time such as 4x.")
    var pace = PaceOption(pace: .unpaced)

    @Flag(help: "Detect, but do not stimulate.")
    var openLoop = false

    @Option(help: "A settings file; see `quench settings`.")
    var settings: String?

    @Option(help: "Folder for the results.")
    var output = "quench-run"

    @Option(
        help: ArgumentHelp(
            "Write the signal as EDF+ with its true seizures.", valueName: "file.edf"))
    var write: String?

    @Flag(help: "Print summary.json on standard output instead of the screen.")
    var json = false

    func run() {
        Terminal.run {
            let simulation = try Simulation(self)
            if let write, FileManager.default.fileExists(atPath: write) {
                Terminal.fail(
                    "\(write): is there already; remove it or choose another name for --write")
            }
            let folder = try RunFolder(creating: output)
            StopSignal.install()
            let result = try simulation.run(in: folder)
            if json {
                Terminal.printResult(try result.summary.text())
            } else {
                Terminal.printResult(result.screen(folder: output).text(Terminal.style))
            }
            if let problem = result.outcome.sourceProblem { Terminal.fail(problem) }
            if result.outcome.wasStopped { throw ExitCode(130) }
        }
    }
}
