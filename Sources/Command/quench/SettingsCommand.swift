import ArgumentParser
import Detection
import Planning

struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Print the default settings, every field commented, or check a file.")

    @Option(help: "Check this settings file instead.")
    var check: String?

    @Option(help: "With --check: sampling rate to plan for.")
    var rate = 512

    @Option(help: "With --check: number of channels to plan for.")
    var channels = 32

    func run() {
        guard let check else {
            Terminal.printResult(Settings.defaultText)
            return
        }
        Terminal.run {
            let settings = try Settings(file: check)
            guard rate > 0, (1...DetectionLimits.channelCountMax).contains(channels) else {
                throw SettingsError(
                    field: rate > 0 ? "--channels" : "--rate",
                    problem: "must be above 0"
                        + (rate > 0 ? " and at most \(DetectionLimits.channelCountMax)" : ""))
            }
            let names = (1...channels).map { "C\($0)" }
            var general = settings
            // Names are only known with a recording; here every pattern takes all.
            for index in general.detector.patterns.indices {
                general.detector.patterns[index].channels = ["all"]
            }
            let planned = try Planner.plan(
                general,
                for: SignalDescription(
                    channelNames: names, rateNumerator: rate, rateDenominator: 1))
            for note in planned.notes { Terminal.printResult("note: \(note)\n") }
            Terminal.printResult(
                "\(Terminal.oneLine(check)): valid; at \(rate) Hz a decision every "
                    + "\(String(describing: (planned.hopSeconds * 1e5).rounded() / 100)) ms, conditioning exact to "
                    + "\(String(describing: (planned.conditioning.errorBoundCounts * 1e4).rounded() / 1e4)) counts, "
                    + "worst-case gain \((planned.conditioning.worstCaseGain * 100).rounded() / 100), "
                    + "\(planned.plan.stimulation.therapies.count) therapies within every limit\n")
        }
    }
}
