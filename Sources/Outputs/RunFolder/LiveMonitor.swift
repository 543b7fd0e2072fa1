import ClosedLoop
import Detection
import Journal
import Pipeline
import Report

/// Keeps the last seconds of a run for whoever looks on.
package struct LiveMonitor: Sendable {
    /// Where the virtual patient stands: nodes in a seizure, and seconds in seizures so far.
    package struct PatientState: Sendable {
        /// By number.
        package var ictalNodes: [Int]
        package var secondsInSeizure: Double

        package init(ictalNodes: [Int], secondsInSeizure: Double) {
            self.ictalNodes = ictalNodes
            self.secondsInSeizure = secondsInSeizure
        }
    }

    private let context: RunContext
    private let traceCount: Int
    private let keptCount: Int
    private var stepCount = 0
    private var minima: [Series<Float>]
    private var maxima: [Series<Float>]
    private var score: Series<Float>
    private var bursts: Series<Bool>
    private var seizure: Series<Bool>
    private var twinSeizure: Series<Bool>
    private var latest = HopRecord()
    private var votes: [UInt8]
    private var faults: [UInt8]
    private var chargePicocoulombs: Int64 = 0
    private var therapies = 0
    private var latency = LatencySoFar()
    private var eventLine = ""
    private var treated: PatientState?
    private var twin: PatientState?

    /// - Parameter traceCountMax: channels to keep, from the first.
    package init(_ context: RunContext, traceCountMax: Int) {
        self.context = context
        traceCount = min(traceCountMax, context.channelNames.count)
        keptCount = Int((LiveScreen.windowSeconds / context.hopSeconds).rounded(.up)) * 5 / 4
        let empty = Series<Float>(keptCount: keptCount)
        minima = Array(repeating: empty, count: traceCount)
        maxima = minima
        score = empty
        bursts = Series(keptCount: keptCount)
        seizure = bursts
        twinSeizure = bursts
        votes = Array(repeating: 0, count: traceCount)
        faults = votes
    }

    /// What of the run's files is not written any more.
    private var losses: [String] = []

    /// Takes a hop, the events that it meant, and where the virtual patient and its twin stand.
    package mutating func take(
        _ report: borrowing HopReport, events: [JournalEvent], treated: PatientState? = nil,
        twin: PatientState? = nil
    ) {
        let record = report.record
        guard !record.isLast else { return }
        if record.isHeld {
            latest.decision.state = record.decision.state
            enterEvents(events)
            return
        }
        latest = record
        stepCount += 1
        latency.take(record)
        let lsb = Float(context.planned.lsbMicrovolts)
        let isMeasured = record.decision.isMeasured
        for channel in 0..<traceCount {
            let reading = report.reading(ofChannel: channel)
            minima[channel].append(isMeasured ? Float(reading.lowestCount) * lsb : .nan)
            maxima[channel].append(isMeasured ? Float(reading.highestCount) * lsb : .nan)
            votes[channel] = reading.votes
            faults[channel] = reading.faults
        }
        let values = ScoreScale(context.planned).values(record.decision)
        // Even odds where a learned detector's threshold is at their score of 0.
        let needed = values.needed > 0 ? values.needed : 1
        score.append(isMeasured ? values.score / needed : .nan)
        bursts.append(!report.pulses.isEmpty)
        chargePicocoulombs += report.pulses.reduce(0) { $0 + $1.firstPhasePicocoulombs }
        if case .started = record.decision.response { therapies += 1 }
        self.treated = treated
        self.twin = twin
        let seconds = context.seconds(ofFrame: record.decision.endFrame)
        seizure.append(treated.map { !$0.ictalNodes.isEmpty } ?? isAnnotated(seconds))
        twinSeizure.append(twin?.ictalNodes.isEmpty == false)
        enterEvents(events)
    }

    private mutating func enterEvents(_ events: [JournalEvent]) {
        for event in events {
            if event.kind == .recordingFailed { losses.append("no longer recorded") }
            if event.kind == .clipsFailed { losses.append("no more clips") }
            if event.kind == .journalFailed { losses.append("journal not written") }
        }
        guard let first = events.first(where: { $0.text != nil }) else { return }
        eventLine =
            "\(decimal((first.timeSeconds * 10).rounded() / 10)) s  "
            + events.compactMap(\.text).joined(separator: "; ")
    }

    private func isAnnotated(_ seconds: Double) -> Bool {
        context.reference?.seizures.contains { $0.onset <= seconds && seconds < $0.end } ?? false
    }

    package var screen: LiveScreen {
        let decision = latest.decision
        var screen = LiveScreen(
            title: "Quench  \(context.sourceName)", stepSeconds: context.hopSeconds)
        screen.state = "\(decision.state.name)"
        screen.stateTone =
            switch decision.state {
            case .inEpisode: .bad
            case .blanked, .settling, .safe: .warning
            case .holdOff, .watching: .good
            }
        screen.elapsedSeconds = context.seconds(ofFrame: decision.endFrame)
        screen.totalSeconds = context.toSeconds
        screen.stepCount = stepCount
        screen.hiddenTraceCount = context.channelNames.count - traceCount
        screen.traces = (0..<traceCount).map { channel in
            var trace = LiveScreen.Trace(
                name: context.channelNames[channel], minimum: minima[channel].values,
                maximum: maxima[channel].values)
            trace.isVoting = votes[channel] != 0
            trace.isBad = faults[channel] != 0
            return trace
        }
        screen.score = score.values
        screen.scoreText = ScoreScale(context.planned).text(decision)
        screen.strips = strips
        screen.notes = [
            .init(label: "event", text: eventLine), .init(label: "latency", text: latencyText),
        ]
        if context.control?.isSuspended == true {
            screen.notes.append(.init(label: "therapy", text: Self.suspended))
        }
        if !losses.isEmpty {
            screen.notes.append(.init(label: "disk", text: losses.joined(separator: ", ")))
        }
        return screen
    }

    private var strips: [LiveScreen.Strip] {
        var strips = [
            LiveScreen.Strip(
                label: "therapy", marks: bursts.values, tone: .warning,
                text: "\(decimal(Double(chargePicocoulombs) / 1e6)) µC")
        ]
        if treated != nil || context.reference != nil {
            strips.append(
                LiveScreen.Strip(
                    label: "seizure", marks: seizure.values, tone: .bad,
                    text: treated?.secondsText ?? ""))
        }
        if let text = twin?.secondsText {
            strips.append(
                LiveScreen.Strip(
                    label: "twin", marks: twinSeizure.values, tone: .bad, text: text))
        }
        return strips
    }

    private var latencyText: String {
        guard let compute = latency.text else { return "" }
        let timing = context.planned.plan.stimulation.timing
        let path =
            context.hopSeconds * 1_000 + Double(latency.maximumNanoseconds) / 1e6
            + Double(timing.startDelayMicroseconds) / 1_000
        let late = latest.lateDecisions > 0 ? "\(latest.lateDecisions) late; " : ""
        return "\(late)sample to pulse <= \(decimal((path * 10).rounded() / 10)) ms; \(compute)"
    }

    private static let suspended = "stimulation suspended"

    /// The present in one line, for an output that is no terminal.
    package var statusLine: String {
        let decision = latest.decision
        var parts = [
            "\(decimal((context.seconds(ofFrame: decision.endFrame) * 10).rounded() / 10)) s",
            "\(decision.state.name)",
            "score \(ScoreScale(context.planned).text(decision))",
            counted(therapies, "therapy", "therapies"),
        ]
        if let text = treated?.text { parts.append("in seizure \(text)") }
        if let text = twin?.text { parts.append("twin \(text)") }
        if let text = latency.text { parts.append("latency \(text)") }
        if context.control?.isSuspended == true { parts.append(Self.suspended) }
        parts += losses
        return parts.joined(separator: "  ")
    }
}

extension LiveMonitor.PatientState {
    fileprivate var secondsText: String { "\(decimal((secondsInSeizure * 10).rounded() / 10)) s" }

    fileprivate var text: String {
        secondsText + (ictalNodes.isEmpty ? "" : ", \(counted(ictalNodes.count, "node", "nodes"))")
    }
}

/// The last values of a series.
private struct Series<Value: Sendable>: Sendable {
    let keptCount: Int
    private(set) var stored: [Value] = []

    init(keptCount: Int) { self.keptCount = keptCount }

    var values: [Value] { Array(stored.suffix(keptCount)) }

    /// Cost: constant on average.
    mutating func append(_ value: Value) {
        if stored.count == 2 * keptCount { stored.removeFirst(keptCount) }
        stored.append(value)
    }
}
