import Acquisition
import ArgumentParser

/// Edges on channels of a capture device, and what hangs on them.
struct TriggerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Tell of every edge on a channel: CHANNEL[:rising|falling][:LEVEL], a name or number, the "
                + "level in microvolts at the electrodes (default: rising, half of full scale). May "
                + "be given several times.",
            valueName: "channel"))
    var trigger: [TriggerRequest] = []

    @Option(
        help: ArgumentHelp(
            "End the run at such an edge, after that of --start-on.", valueName: "channel"))
    var stopOn: TriggerRequest?

    @Option(
        help: ArgumentHelp(
            "Align with another system by its train of pulses on a channel.", valueName: "channel"))
    var sync: TriggerRequest?

    @Option(
        help: ArgumentHelp(
            "The train's period by the other system's clock, 0.01 to 3,600.", valueName: "seconds"))
    var syncPeriod = 1.0

    func validate() throws {
        guard (0.01...3_600).contains(syncPeriod), sync != nil || syncPeriod == 1 else {
            throw ValidationError("--sync-period must be 0.01 to 3,600 s, and needs --sync")
        }
    }

    /// - Parameter files: which may begin at an edge.
    func requests(_ files: RecordingFileOptions) -> TriggerPlan.Requests {
        var requests = TriggerPlan.Requests()
        requests.triggers = trigger
        requests.startOn = files.startOn
        requests.stopOn = stopOn
        requests.sync = sync
        requests.syncPeriodSeconds = syncPeriod
        requests.beforeSeconds = files.before
        return requests
    }
}

extension TriggerRequest: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }

    package var defaultValueDescription: String { text }
}
