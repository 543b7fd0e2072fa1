/// The lines on which a capture looks for edges, and what hangs on them.
package struct TriggerPlan: Sendable, Equatable {
    /// What a person asks for.
    package struct Requests: Sendable {
        package var triggers: [TriggerRequest] = []
        package var startOn: TriggerRequest?
        package var stopOn: TriggerRequest?
        package var sync: TriggerRequest?
        /// From one pulse of the train to the next, by the clock of the system that sends it.
        package var syncPeriodSeconds = 1.0
        /// What is recorded of the time before the edge that starts the recording.
        package var beforeSeconds = 0.0

        package init() {}
    }

    package private(set) var lines: [TriggerLine] = []
    /// Places among `lines`.
    package private(set) var startOn: Int?
    package private(set) var stopOn: Int?
    package private(set) var sync: Int?
    package private(set) var syncPeriodSeconds = 1.0
    package private(set) var beforeSeconds = 0.0

    /// No line.
    package init() {}

    /// - Throws: where a channel is not there, or a level cannot be reached.
    package init(
        _ requests: Requests, channelNames: [String], microvoltsPerFullScale: Double
    ) throws(TriggerError) {
        syncPeriodSeconds = requests.syncPeriodSeconds
        beforeSeconds = requests.beforeSeconds
        func place(_ request: TriggerRequest, _ option: String) throws(TriggerError) -> Int {
            let line = try TriggerLine(
                request, option: option, channelNames: channelNames,
                microvoltsPerFullScale: microvoltsPerFullScale)
            if let known = lines.firstIndex(of: line) { return known }
            lines.append(line)
            return lines.count - 1
        }
        for request in requests.triggers { _ = try place(request, "--trigger") }
        if let request = requests.startOn { startOn = try place(request, "--start-on") }
        if let request = requests.stopOn { stopOn = try place(request, "--stop-on") }
        if let request = requests.sync { sync = try place(request, "--sync") }
    }

    /// Channels that carry no brain signal.
    package var channels: Set<Int> { Set(lines.map(\.channel)) }
}
