import ClosedLoop
import Detection
import Journal
import Pipeline

/// The episodes of a run as they come about.
struct EpisodeLog {
    private(set) var episodes: [Episode] = []
    private(set) var isOpen = false
    /// What the channels showed in the hop before.
    private var before: [GroupReading] = []

    /// Takes a hop; returns the events it means.
    mutating func take(_ report: borrowing HopReport, _ context: RunContext) -> [JournalEvent] {
        let decision = report.record.decision
        let seconds = context.seconds(ofFrame: decision.endFrame)
        var events: [JournalEvent] = []
        if decision.change == .onset {
            // Its end was lost with the telemetry; it was before this hop.
            if isOpen { events.append(end(atSeconds: seconds, frame: decision.endFrame)) }
            let plan = context.planned.plan.detection
            let deciding = plan.learned.decides ? [0] : decision.decidingPatterns(plan)
            var episode = Episode(
                onsetSeconds: seconds, explanation: explain(report, context))
            episode.votes = deciding.reduce(0) { $0 + Int(decision.votes.cast[$1]) }
            episode.needed = deciding.reduce(0) { $0 + Int(decision.votes.needed[$1]) }
            episodes.append(episode)
            isOpen = true
            events.append(
                .detection(
                    episode, number: episodes.count, frame: decision.endFrame,
                    timeSeconds: seconds))
        }
        if case .started(let therapy, _) = decision.response, isOpen {
            episodes[episodes.count - 1].therapies += 1
            events.append(
                .of(
                    context.planned.plan.stimulation.therapies.therapy(Int(therapy)),
                    number: Int(therapy) + 1, episode: episodes.count, frame: decision.endFrame,
                    timeSeconds: seconds))
        }
        let isOver = decision.change == .termination || decision.change == .timeout
        if isOpen, !report.record.isLast, isOver || decision.state == .safe {
            if decision.state == .safe {
                episodes[episodes.count - 1].cutBecause = "\(decision.safeStateReason.name)"
            }
            if decision.change == .timeout {
                episodes[episodes.count - 1].cutBecause = "longest episode reached"
            }
            events.append(end(atSeconds: seconds, frame: decision.endFrame))
        }
        remember(report.groups)
        return events
    }

    /// In place: an array that is shared would be made anew for the next hop.
    private mutating func remember(_ groups: [GroupReading]) {
        guard before.count == groups.count else {
            before = groups.map(\.self)
            return
        }
        for index in groups.indices { before[index] = groups[index] }
    }

    mutating func add(chargeMicrocoulombs: Double) {
        guard !episodes.isEmpty else { return }
        episodes[episodes.count - 1].chargeMicrocoulombs += chargeMicrocoulombs
    }

    private mutating func end(atSeconds seconds: Double, frame: Int64) -> JournalEvent {
        isOpen = false
        episodes[episodes.count - 1].end(atSeconds: seconds)
        return .episodeEnded(
            episodes[episodes.count - 1], number: episodes.count, frame: frame,
            timeSeconds: seconds)
    }

    /// One row for each vote of the patterns that decided, strongest first: the rows' sum is the
    /// score, exactly.
    private func explain(_ report: borrowing HopReport, _ context: RunContext) -> [Contribution] {
        var rows: [Contribution] = []
        let plan = context.planned.plan.detection
        if plan.learned.decides {
            return LearnedExplanation(context.planned.plan, inputs: report.inputs)
                .rows(report.inputs, context.planned)
        }
        for pattern in report.record.decision.decidingPatterns(plan) {
            let scale = FeatureScale(context.planned, pattern: pattern)
            var voters: [Contribution] = []
            for (channel, name) in context.channelNames.enumerated() {
                let reading = report.reading(ofChannel: channel)
                let earlier = before.isEmpty ? nil : before[channel / 8][channel % 8]
                guard reading.votes & (1 << UInt8(pattern)) != 0 else { continue }
                voters.append(
                    Contribution(
                        channel: name, feature: scale.name(reading),
                        measured: scale.measured(reading, after: earlier),
                        threshold: scale.threshold,
                        unit: scale.unit, votes: 1))
            }
            rows += voters.sorted { ($0.measured ?? 0) > ($1.measured ?? 0) }
        }
        return rows
    }
}
