import Detection
import Foundation
import Pipeline
import Planning
import Recordings
import SignalSources

/// A pass over a whole recording for each channel's range and faults: what the loop itself would see
/// with the default settings.
package struct SignalSurvey {
    package struct Channel {
        package fileprivate(set) var lowestMicrovolts = Double.infinity
        package fileprivate(set) var highestMicrovolts = -Double.infinity
        package fileprivate(set) var badSeconds = 0.0
        package fileprivate(set) var faults: [String] = []
    }

    /// By place among the recording's channels.
    package private(set) var channels: [Int: Channel] = [:]
    /// Why there is no survey, or what it leaves out.
    package private(set) var notes: [String] = []

    package init(of recording: Recording, _ tell: (RunNews) -> Void) {
        do {
            try survey(recording, tell)
        } catch {
            notes.append("no signal quality: \(error)")
        }
    }

    private mutating func survey(_ recording: Recording, _ tell: (RunNews) -> Void) throws {
        var settings = Settings.standard
        settings.stimulation.mode = .off
        if let rate = FrontEndPlan.leadingRate(of: recording.channels) {
            settings.frontEnd.rateHertz = rate.samplesPerSecond
        }
        let frontEnd = try FrontEndPlan(settings.frontEnd, for: recording.channels)
        notes += frontEnd.notes
        let planned = try Planner.plan(settings, for: frontEnd.signal)
        let names = planned.signal.channelNames
        var found = Array(repeating: Channel(), count: names.count)
        tell(.begins("reading", total: recording.durationSeconds))
        let source = try RecordingSource(recording, frontEnd)
        let outcome = try Pipeline(plan: planned.plan, pace: .unpaced).run(.recording(source)) {
            report in
            for index in names.indices where !report.record.isLast {
                let reading = report.reading(ofChannel: index)
                let lsb = planned.lsbMicrovolts
                found[index].lowestMicrovolts = min(
                    found[index].lowestMicrovolts, Double(reading.lowestCount) * lsb)
                found[index].highestMicrovolts = max(
                    found[index].highestMicrovolts, Double(reading.highestCount) * lsb)
                guard reading.faults != 0 else { continue }
                found[index].badSeconds += planned.hopSeconds
                for fault in ChannelFault.allCases where reading.faults & fault.rawValue != 0 {
                    let name = "\(fault.name)"
                    if !found[index].faults.contains(name) { found[index].faults.append(name) }
                }
            }
            tell(.reached(Double(report.record.decision.tick) / 1e6))
        }
        tell(.ends)
        if let problem = outcome.sourceProblem { notes.append("the reading stopped: \(problem)") }
        for (output, channel) in zip(frontEnd.outputs, found) {
            channels[frontEnd.inputs[output.signal]] = channel
        }
    }
}
