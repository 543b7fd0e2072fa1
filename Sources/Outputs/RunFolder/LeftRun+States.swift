import ClosedLoop
import Journal

extension LeftRun {
    /// A stretch in which the run was in a state, s.
    package struct Stretch: Sendable, Equatable {
        package var state: LoopState
        package var from: Double
        package var to: Double
    }

    /// What the files tell of the loop's states, later ones over earlier ones where they overlap;
    /// between them it watched. Blanked stands for the bursts themselves: how long the input was
    /// ignored after them is not on file hop by hop.
    package var stretches: [Stretch] {
        let first = summary.recording.fromSeconds ?? 0, last = summary.recording.toSeconds ?? first
        let episodes = summary.episodes.map {
            Stretch(state: .inEpisode, from: $0.onsetSeconds, to: $0.endSeconds ?? last)
        }
        let bursts = bursts.map {
            Stretch(state: .blanked, from: $0.onsetSeconds, to: $0.endSeconds)
        }
        return episodes + bursts + holdOff(until: last) + safe(until: last)
    }

    private func holdOff(until last: Double) -> [Stretch] {
        let name = "\(LoopState.holdOff.name)"
        let changes = events.filter { $0.kind == .stateChanged }
        let end = changes.first { $0["from"]?.text == name }?.timeSeconds
        let seconds = summary.settings["detector"]?["holdOffSeconds"]?.number ?? 0
        // Where the journal tells of no end, there was none, or no hold-off.
        guard end != nil || seconds > 0 else { return [] }
        return [Stretch(state: .holdOff, from: 0, to: end ?? last)]
    }

    private func safe(until last: Double) -> [Stretch] {
        let name = "\(LoopState.safe.name)"
        var stretches: [Stretch] = []
        var start: Double?
        for change in events where change.kind == .stateChanged {
            let isSafe = change["to"]?.text == name
            if isSafe, start == nil { start = change.timeSeconds }
            if !isSafe, let from = start {
                stretches.append(Stretch(state: .safe, from: from, to: change.timeSeconds))
                start = nil
            }
        }
        if let start { stretches.append(Stretch(state: .safe, from: start, to: last)) }
        return stretches
    }

    /// The places of the channels in the summary's order, by their names.
    package var channelPlaces: [String: Int] {
        var places: [String: Int] = [:]
        for (index, channel) in summary.signalQuality.enumerated() { places[channel.name] = index }
        return places
    }

    /// The stretches in which each channel had a fault, in the summary's order of channels: a fault's
    /// name with its times, s.
    package var faults: [[(fault: String, from: Double, to: Double)]] {
        let last = summary.recording.toSeconds ?? 0
        let places = channelPlaces
        var found = [[(fault: String, from: Double, to: Double)]](
            repeating: [], count: summary.signalQuality.count)
        for event in events where event.kind == .channelQuality {
            guard let place = event["channel"]?.text.flatMap({ places[$0] }),
                let fault = event["fault"]?.text
            else { continue }
            let isOpen = found[place].lastIndex { $0.fault == fault && $0.to == .infinity }
            if event["isBad"] == .bool(true), isOpen == nil {
                found[place].append((fault, event.timeSeconds, .infinity))
            } else if event["isBad"] == .bool(false), let isOpen {
                found[place][isOpen].to = event.timeSeconds
            }
        }
        for place in found.indices {
            for index in found[place].indices where found[place][index].to == .infinity {
                found[place][index].to = last
            }
        }
        return found
    }
}
