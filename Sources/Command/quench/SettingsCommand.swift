import ArgumentParser
import Detection
import Planning
import Report

struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Print the default settings, every field commented, or check a file.")

    @Option(help: "Check this settings file instead, and print the settings in force.")
    var check: String?

    @Option(help: "With --check: sampling rate to plan for.")
    var rate = 512

    @Option(help: "With --check: number of channels to plan for.")
    var channels = 32

    @Flag(help: "With --check: print JSON.")
    var json = false

    /// What a file came to, for programs.
    private struct Checked: Encodable {
        let rateHertz: Int
        let channels: Int
        let hopSeconds: Double
        let conditioningErrorBoundCounts: Double
        let conditioningGainMax: Double
        let therapies: Int
        let notes: [String]
        let settings: Settings
    }

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
            guard !json else {
                try Terminal.printJSON(
                    Checked(
                        rateHertz: rate, channels: channels, hopSeconds: planned.hopSeconds,
                        conditioningErrorBoundCounts: planned.conditioning.errorBoundCounts,
                        conditioningGainMax: planned.conditioning.worstCaseGain,
                        therapies: planned.plan.stimulation.therapies.count,
                        notes: planned.notes, settings: settings))
                return
            }
            for note in planned.notes { Terminal.printResult("note: \(note)\n") }
            Terminal.printResult(
                "\(Terminal.oneLine(check)): valid; at \(rate) Hz a decision every "
                    + "\(String(describing: (planned.hopSeconds * 1e5).rounded() / 100)) ms, conditioning exact to "
                    + "\(String(describing: (planned.conditioning.errorBoundCounts * 1e4).rounded() / 1e4)) counts, "
                    + "worst-case gain \((planned.conditioning.worstCaseGain * 100).rounded() / 100), "
                    + "\(counted(planned.plan.stimulation.therapies.count, "therapy", "therapies")) within every limit\n\n"
                    + settings.fields.text(over: Settings.standard.fields))
        }
    }
}
