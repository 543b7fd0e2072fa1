import ClosedLoop
import Foundation
import Journal
import Pipeline
import Realtime
import Report
import Stimulation

/// Takes the telemetry of a run hop by hop, keeps the journal, and writes the folder at the end.
package struct RunRecorder: ~Copyable {
    package var context: RunContext
    let folder: RunFolder
    var journal: JournalWriter
    var episodes = EpisodeLog()
    var bursts: BurstLog
    var quality: QualityLog
    var pictures: PictureRecorder
    var states = StateSpans()
    var score: Envelope
    var needed: Envelope
    var decisions = 0
    var hopsNotMeasured = 0
    var gaps = 0
    var framesMissing: Int64 = 0
    var overruns = 0
    var missedDeadlines = 0
    var safeStates = 0
    /// Of a paced run.
    private var timing: TimingLog?
    /// At the pace of real time.
    private let stamps: StampsFile?
    /// What the hop taken last meant.
    package private(set) var latestEvents: [JournalEvent] = []
    private var state: LoopState?
    private var safeStateReason = SafeStateReason.none
    /// Steps of the strips so far: hops, and room for those that are missing.
    private var stripSteps = 0
    /// How far the loop came.
    private var endFrame: Int64?

    package init(_ context: RunContext, in folder: RunFolder) throws(JournalError) {
        self.context = context
        self.folder = folder
        journal = try JournalWriter(
            path: folder.journalPath, flushesEachEvent: context.pace != .unpaced)
        timing = TimingLog(context)
        stamps = context.pace == .speed(Ratio(1)) ? StampsFile(path: folder.stampsPath) : nil
        bursts = BurstLog(context.planned.plan.stimulation)
        quality = QualityLog(channelCount: context.channelNames.count)
        pictures = PictureRecorder(context)
        score = Envelope(firstSeconds: context.firstSeconds, stepSeconds: context.hopSeconds)
        needed = Envelope(firstSeconds: context.firstSeconds, stepSeconds: context.hopSeconds)
        journal.append(
            .runStarted(
                context.identity, recording: context.sourceName,
                channels: context.channelNames.count,
                samplingRateHertz: context.planned.signal.rateHertz,
                dateTime: context.startDate))
        if let kept = context.earlierDoses {
            journal.append(.dosesRead(kept))
        }
    }

    /// Episodes so far, for whoever shows progress.
    package var episodeCount: Int { episodes.episodes.count }
    package var burstCount: Int { bursts.bursts.count }

    /// Takes one hop, or the run's last pulses.
    package mutating func take(_ report: borrowing HopReport) {
        latestEvents.removeAll(keepingCapacity: true)
        let record = report.record
        let seconds = context.seconds(ofFrame: record.decision.endFrame)
        guard !record.isHeld else {
            enterHold(record.decision, seconds)
            return
        }
        for grant in report.withdrawn {
            log(
                .grantWithdrawn(
                    frame: record.decision.endFrame, timeSeconds: seconds, grant: grant.name,
                    reason: grant.problem ?? ""))
        }
        if record.missingFrames > 0 { enterGap(record) }
        missedDeadlines = Int(record.lateDecisions)
        if record.isLate { enterMiss(record, seconds) }
        let stimulation = bursts.take(report, context, episode: episodes.episodes.count)
        for change in stimulation.changes {
            if case .ended(let burst) = change {
                episodes.add(chargeMicrocoulombs: burst.chargeMicrocoulombs)
            }
            log(.of(change, frame: record.decision.endFrame, timeSeconds: seconds))
        }
        if !record.isLast {
            enterState(record.decision, seconds)
            for event in quality.take(report, context) { log(event) }
        }
        for event in episodes.take(report, context) { log(event) }
        if let refusal = stimulation.refused {
            log(
                .therapyRefused(
                    frame: record.decision.endFrame, timeSeconds: seconds,
                    episode: episodes.episodes.count, reason: refusal.reason))
        }
        guard !record.isLast else {
            endFrame = record.decision.endFrame
            return
        }
        decisions += 1
        if !record.decision.isMeasured { hopsNotMeasured += 1 }
        let values = ScoreScale(context.planned).values(record.decision)
        leaveHole(before: seconds)
        timing?.take(record, atSeconds: seconds)
        stamps?.append(record)
        score.append(values.score)
        needed.append(values.needed)
        stripSteps += 1
        pictures.take(report, context)
    }

    /// Notes that pulses leave on a device, before the first can.
    package mutating func note(_ opened: JournalEvent) { log(opened) }

    /// Notes that nothing is recorded any more.
    package mutating func note(recordingFailed reason: String, at report: borrowing HopReport) {
        let frame = report.record.decision.endFrame
        log(
            .recordingFailed(
                frame: frame, timeSeconds: context.seconds(ofFrame: frame), reason: reason))
    }

    private mutating func log(_ event: JournalEvent) {
        journal.append(event)
        latestEvents.append(event)
    }

    private mutating func enterMiss(_ record: HopRecord, _ seconds: Double) {
        let late = Double(record.stamps.computeNanoseconds) / 1_000
        log(
            .missedDeadline(
                frame: record.decision.endFrame, timeSeconds: seconds, lateMicroseconds: late))
    }

    private mutating func enterGap(_ record: HopRecord) {
        let frame = record.firstMissingFrame
        let seconds = context.seconds(ofFrame: frame)
        if record.isAfterOverrun {
            overruns += 1
            log(
                .overrun(frame: frame, timeSeconds: seconds, droppedFrames: record.missingFrames))
        } else {
            gaps += 1
            framesMissing += record.missingFrames
            log(
                .gap(frame: frame, timeSeconds: seconds, missingFrames: record.missingFrames))
        }
        states.finish(atSeconds: seconds)
    }

    /// The strips stay true to scale: what is missing, in the recording or of the telemetry, is a
    /// hole in them.
    private mutating func leaveHole(before seconds: Double) {
        let steps = (seconds - context.firstSeconds) / context.hopSeconds
        let missing = Int(steps.rounded()) - 1 - stripSteps
        guard missing > 0 else { return }
        score.skip(missing)
        needed.skip(missing)
        timing?.skip(missing)
        stripSteps += missing
    }

    /// The source has stopped delivering: no hop, but the loop is in its safe state already.
    private mutating func enterHold(_ decision: Decision, _ seconds: Double) {
        if state != .safe { safeStates += 1 }
        log(
            .stateChanged(
                frame: decision.endFrame, timeSeconds: seconds,
                from: "\((state ?? .holdOff).name)", to: "\(decision.state.name)",
                reason: "\(decision.safeStateReason.name)"))
        state = decision.state
        safeStateReason = decision.safeStateReason
    }

    private mutating func enterState(_ decision: Decision, _ seconds: Double) {
        states.take(decision.state, fromSeconds: seconds - context.hopSeconds)
        // The first hop may already be a safe one.
        let before = state ?? (decision.state == .safe ? .holdOff : decision.state)
        let isOtherReason = decision.safeStateReason != safeStateReason
        state = decision.state
        safeStateReason = decision.safeStateReason
        if decision.state == .safe, before != .safe { safeStates += 1 }
        guard before != decision.state || (decision.state == .safe && isOtherReason) else { return }
        guard before == .safe || decision.state == .safe || before == .holdOff else { return }
        log(
            .stateChanged(
                frame: decision.endFrame, timeSeconds: seconds, from: "\(before.name)",
                to: "\(decision.state.name)",
                reason: decision.state == .safe
                    ? "\(decision.safeStateReason.name)" : "settled"))
    }

    /// Ends the journal and writes the other files.
    ///
    /// - Parameters:
    ///   - patient: what the model's own state says, where the signal was a virtual patient: its
    ///     seizures are then the reference.
    ///   - capture: what came of the device, where the signal was captured: how long that would be
    ///     was not known before.
    package consuming func finish(
        _ outcome: Pipeline.Outcome, patient: RunSummary.VirtualPatient? = nil,
        capture: RunSummary.Capture? = nil
    ) throws(JournalError) -> RunResult {
        if let patient { context.reference = RunContext.Reference(patient, in: context) }
        let isWhole = outcome.sourceProblem == nil && !outcome.wasStopped
        let end =
            isWhole
            ? context.toSeconds
            : min(context.toSeconds, endFrame.map(context.seconds) ?? context.fromSeconds)
        if capture != nil {
            context.durationSeconds = end
            context.toSeconds = end
        }
        quality.finish(atSeconds: end)
        states.finish(atSeconds: end)
        pictures.finish(context)
        pictures.finishSeizure(context)
        let reason =
            outcome.sourceProblem ?? (outcome.wasStopped ? "stopped by the user" : "source ended")
        let endFrame = Int64((end * context.planned.signal.rateHertz).rounded())
        if let output = capture?.output {
            journal.append(
                .outputClosed(
                    frame: endFrame, timeSeconds: end, pulses: output.pulsesPlayed,
                    netPicocoulombs: output.netPicocoulombs, isCertain: output.isCertain))
        }
        journal.append(
            .runEnded(
                frame: endFrame, timeSeconds: end,
                decisions: decisions, decisionHash: outcome.decisionHash.hexadecimal,
                reason: reason))
        journal.synchronise()
        stamps?.flush()
        timing?.stampsLost = stamps?.linesLost ?? 0
        let result = RunResult(
            context: context, virtualPatient: patient, capture: capture, outcome: outcome,
            endSeconds: end,
            endReason: reason, episodes: episodes.episodes,
            bursts: bursts,
            quality: quality, pictures: pictures.pictures, missed: pictures.missed,
            states: states.spans, score: score,
            needed: needed, decisions: decisions, hopsNotMeasured: hopsNotMeasured, gaps: gaps,
            framesMissing: framesMissing, overruns: overruns, missedDeadlines: missedDeadlines,
            safeStates: safeStates, timing: timing,
            journalEventsLost: journal.eventsLost)
        try result.write(to: folder)
        return result
    }
}

extension UInt64 {
    /// Sixteen hexadecimal digits.
    package var hexadecimal: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
