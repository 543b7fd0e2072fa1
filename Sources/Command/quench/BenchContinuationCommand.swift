import ArgumentParser
import Report
import Runs

struct BenchContinuationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "continuation",
        abstract: "What optimise --continue does for virtual patients that drift.",
        discussion: """
            Each patient lives its runs with settings that are continued after each, with those that \
            were begun with, and with other doses that stay. How strongly tissue answers a pulse and how \
            often seizures come wander from run to run.
            """)

    @Option(help: "Number of patients, 1 to 500.")
    var patients = 6

    @Option(help: "Runs of each, 2 to 100.")
    var rounds = 12

    @Option(help: "Hours of a run, 0.25 to 24.")
    var hours = 2.0

    @Option(help: "Seed of the patients and of how they drift, 0 to 4,000.")
    var seed: UInt64 = 1

    @Flag(help: "Patients that stay as they are.")
    var steady = false

    @Option(help: "A settings file to begin with; a low dose, if not given.")
    var settings: InputFile?

    @Option(help: "Threads, 1 to 256; as many as there are processors, if not given.")
    var jobs: Int?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        for (name, isFine) in [
            ("--patients must be 1 to 500", (1...500).contains(patients)),
            ("--rounds must be 2 to 100", (2...100).contains(rounds)),
            ("--hours must be 0.25 to 24", (0.25...24).contains(hours)),
            ("--seed must be 0 to 4,000", seed <= 4_000),
            ("--jobs must be 1 to 256", jobs.map { (1...256).contains($0) } ?? true),
        ] where !isFine { throw ValidationError(name) }
    }

    func run() {
        Terminal.run {
            var wanted = ContinuationBench.Options(
                patients: patients, rounds: rounds, hours: hours, seed: seed)
            (wanted.isSteady, wanted.settings, wanted.jobs) = (steady, settings?.path, jobs)
            StopSignal.install()
            let table = try ContinuationBench(wanted).run(
                isStopped: { StopSignal.isSet }, Terminal.teller())
            guard let table else { throw ExitCode(StopSignal.status) }
            Terminal.printResult(
                json ? table.json.pretty + "\n" : table.text(Terminal.style))
        }
    }
}

extension ContinuationTable {
    func text(_ style: TerminalStyle) -> String {
        let table = TextTable(
            columns: [
                .init("dose"), .init("left", .right), .init("last third", .right),
                .init("µC a day", .right), .init("times as given", .right),
            ],
            rows: rows.map { row in
                [
                    row.name, OptimisationOutcome.text(row.share, row.shareInterval, digits: 3),
                    OptimisationOutcome.text(row.lateShare, nil, digits: 3),
                    decimal(row.chargePerDay, 0),
                    OptimisationOutcome.text(row.ratio, row.ratioInterval, digits: 2),
                ]
            })
        var text = table.text(style)
        for (place, doses) in doses.enumerated() {
            text += "patient \(place + 1): \(doses.joined(separator: "; "))\n"
        }
        return text
    }
}
