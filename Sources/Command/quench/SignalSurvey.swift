import Detection
import Foundation
import Pipeline
import Planning
import Recordings
import SignalSources

/// A pass over a whole recording for each channel's range and faults: what the loop itself would see
/// with the default settings.
struct SignalSurvey {
    struct Channel {
        var lowestMicrovolts = Double.infinity
        var highestMicrovolts = -Double.infinity
        var badSeconds = 0.0
        var faults: [String] = []
    }

    /// By place among the recording's channels.
    var channels: [Int: Channel] = [:]
    /// Why there is no survey, or what it leaves out.
    var notes: [String] = []

    init(of recording: Recording) {
        do {
            try survey(recording)
        } catch {
            notes.append("no signal quality: \(error)")
        }
    }

    private mutating func survey(_ recording: Recording) throws {
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
        var progress = Progress(label: "reading", total: recording.durationSeconds)
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
            progress.show(Double(report.record.decision.tick) / 1e6, note: "")
        }
        progress.clear()
        if let problem = outcome.sourceProblem { notes.append("the reading stopped: \(problem)") }
        for (output, channel) in zip(frontEnd.outputs, found) {
            channels[frontEnd.inputs[output.signal]] = channel
        }
    }
}
