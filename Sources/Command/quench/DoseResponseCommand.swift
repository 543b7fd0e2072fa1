import ArgumentParser
import Foundation
import Planning
import Runs

struct DoseResponseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dose-response",
        abstract: "How delay and amplitude of a train decide whether it stops a seizure.",
        discussion: """
            Each seed of the virtual patient runs untreated to its first seizure after a minute; copies \
            of it then get one train, the first therapy of the settings, at each delay and amplitude. \
            A sham of 0 mA is always among them, and must equal the untreated history to the bit.
            """)

    @Option(parsing: .unconditional, help: "Number of seeds, from 1 on; at most 10,000.")
    var seeds = 50

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "From the true onset to the train's first edge, each 0 to 120.",
            valueName: "seconds,..."))
    var delays = "0,2,5,10,15,20"

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("In place of the therapy's own, each 0 to 12.", valueName: "mA,..."))
    var amplitudes = "0,1,2,3,4,6"

    @Option(help: "A settings file, whose first therapy is the train; see `quench settings`.")
    var settings: InputFile?

    @OptionGroup
    var patient: PatientOption

    @Option(parsing: .unconditional, help: "Contacts, 1 to 64.")
    var channels = 8

    @Option(
        parsing: .unconditional,
        help: "Seeds at a time, 1 to 256; as many as there are processors, if not given.")
    var jobs: Int?

    @Option(help: "Folder for the results.")
    var output = "quench-dose-response"

    @Flag(help: "Print dose-response.json on standard output instead of the tables.")
    var json = false

    func run() {
        Terminal.run {
            var wanted = try DoseResponsePlan.Options(
                seeds: seeds,
                delays: Self.numbers(delays, "--delays", unit: "s", in: 0...120),
                amplitudes: Self.numbers(amplitudes, "--amplitudes", unit: "mA", in: 0...12),
                channels: channels)
            wanted.settings = settings?.path
            wanted.patient = patient.patient?.path
            wanted.jobs = jobs
            let plan = try DoseResponsePlan(wanted)
            StopSignal.install()
            let command = ["quench dose-response"] + ParsedOptions(self).words
            let outcome = try plan.run(
                output: output, programVersion: Quench.version,
                command: command.joined(separator: " "), isStopped: { StopSignal.isSet },
                Terminal.teller())
            guard let outcome else {
                Terminal.printError("stopped by the user; nothing is written\n")
                throw ExitCode(StopSignal.status)
            }
            Terminal.printResult(
                json
                    ? outcome.json
                    : outcome.result.screen(
                        therapy: plan.therapy, folder: output, Terminal.style))
        }
    }

    private static func numbers(
        _ text: String, _ field: String, unit: String, in range: ClosedRange<Double>
    ) throws -> [Double] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            guard let value = Double(part.trimmingCharacters(in: .whitespaces)),
                range.contains(value)
            else {
                throw SettingsError(
                    field: field,
                    problem: "'\(part)' found; numbers from \(Int(range.lowerBound)) to "
                        + "\(Int(range.upperBound)) \(unit) are needed, with commas between")
            }
            return value
        }
    }
}
