import ClosedLoop
import Detection
import Journal
import Pipeline
import Planning
import Report

/// When which channel had which fault.
struct QualityLog {
    struct Channel {
        var faults: UInt8 = 0
        var faultsSeen: [String] = []
        var badSeconds = 0.0
        var badSinceSeconds: Double?
        var spans: [Report.Span] = []
    }

    /// Spans kept per channel; further ones count in `badSeconds` only.
    private static let spanCountMax = 500

    private(set) var channels: [Channel]

    init(channelCount: Int) { channels = Array(repeating: Channel(), count: channelCount) }

    mutating func take(_ report: borrowing HopReport, _ context: RunContext) -> [JournalEvent] {
        let decision = report.record.decision
        let seconds = context.seconds(ofFrame: decision.endFrame)
        var events: [JournalEvent] = []
        for channel in channels.indices {
            let faults = report.groups[channel / 8].faults(ofLane: channel % 8)
            guard decision.isMeasured else { continue }
            if faults != 0 { channels[channel].badSeconds += context.hopSeconds }
            let before = channels[channel].faults
            guard faults != before else { continue }
            channels[channel].faults = faults
            events += changes(
                of: channel, from: before, to: faults, at: seconds, decision.endFrame, context)
        }
        return events
    }

    mutating func finish(atSeconds seconds: Double) {
        for channel in channels.indices { close(channel, at: seconds) }
    }

    private mutating func changes(
        of channel: Int, from before: UInt8, to faults: UInt8, at seconds: Double, _ frame: Int64,
        _ context: RunContext
    ) -> [JournalEvent] {
        var events: [JournalEvent] = []
        for fault in ChannelFault.allCases where (before ^ faults) & fault.rawValue != 0 {
            let isBad = faults & fault.rawValue != 0
            let name = "\(fault.name)"
            if isBad, !channels[channel].faultsSeen.contains(name) {
                channels[channel].faultsSeen.append(name)
            }
            events.append(
                .channelQuality(
                    frame: frame, timeSeconds: seconds, channel: context.channelNames[channel],
                    fault: name, isBad: isBad))
        }
        if before == 0 { channels[channel].badSinceSeconds = seconds }
        if faults == 0 { close(channel, at: seconds) }
        return events
    }

    private mutating func close(_ channel: Int, at seconds: Double) {
        guard let start = channels[channel].badSinceSeconds else { return }
        channels[channel].badSinceSeconds = nil
        guard channels[channel].spans.count < Self.spanCountMax else { return }
        channels[channel].spans.append(
            Report.Span(
                startSeconds: start, endSeconds: seconds,
                label: channels[channel].faultsSeen.joined(separator: ", ")))
    }
}
