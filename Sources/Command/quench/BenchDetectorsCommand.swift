import ArgumentParser
import Runs

struct BenchDetectorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "detectors",
        abstract: "Learned and threshold detectors side by side on virtual patients.",
        discussion: """
            Models learn from the first three seizures of each patient and are scored on the rest, \
            beside the threshold detectors of the settings: on the signal as it is, and with a gain \
            that drifts by 2 either way and slow waves that come and go. The same models also run with \
            a threshold that may not adapt, and with neither threshold nor baseline adapting.
            """)

    @Option(help: "Number of patients, 1 to 1,000.")
    var patients = 10

    @Option(help: "Seed of the first; the others follow it.")
    var seed = 1

    @Option(help: "Hours of each, up to 168.")
    var hours = 24.0

    @Option(help: "A patient file that all seeds share; else every seed is another patient.")
    var patient: String?

    @Option(help: "A settings file; see `quench settings`.")
    var settings: String?

    @Option(help: "Contacts, 1 to 64.")
    var channels = 8

    @Option(help: "Sampling rate, 100 to 5,000 Hz.")
    var rate = 512

    @Option(help: "Folder for detectors.tsv, written anew after each patient.")
    var output = "quench-detectors"

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        for (name, isFine) in [
            ("--patients must be 1 to 1,000", (1...1_000).contains(patients)),
            ("--seed must be 1 to 4,000,000,000", (1...4_000_000_000).contains(seed)),
            ("--hours must be 0.1 to 168", (0.1...168).contains(hours)),
            ("--channels must be 1 to 64", (1...64).contains(channels)),
            ("--rate must be 100 to 5,000", (100...5_000).contains(rate)),
        ] where !isFine { throw ValidationError(name) }
    }

    func run() {
        Terminal.run {
            var wanted = DetectorBench.Options(
                patients: patients, seed: seed, seconds: Int(hours * 3_600), channels: channels,
                rate: rate, output: output)
            (wanted.patient, wanted.settings) = (patient, settings)
            let table = try DetectorBench(wanted).run(Terminal.teller())
            Terminal.printResult(json ? table.json.pretty + "\n" : table.text(Terminal.style))
        }
    }
}
